"""Who reaches whom under the network policies: exactly what this table says, and nobody else."""

from itertools import product
from typing import Any

import pytest

from tests.k8s.conftest import of_kind
from tests.k8s.networks import OUTSIDE, Networks, Peer
from tests.k8s.rendering import containers_of, template_of

Json = dict[str, Any]
NAMESPACE = "langnghe"
OWNERS = ["auth", "qa", "survey", "worker-auth", "worker-qa", "worker-survey"]
SERVICES = {"auth": 8101, "qa": 8102, "survey": 8103}
ALLOWED = {
    *(("gateway", name, port) for name, port in SERVICES.items()),
    *((owner, name, port) for owner in [*OWNERS, "operate"] for name, port in SERVICES.items()),
    *((owner, "mongo", 27017) for owner in [*OWNERS, "backup", "drill", "operate", "mongo"]),
    *((owner, "redis-proxy", 6379) for owner in [*OWNERS, "gateway", "beat", "drill", "operate"]),
    ("redis-proxy", "redis", 6379),
    ("redis", "redis", 6379),
    ("redis", "redis", 26379),
}
INGRESS = Peer("ingress", "ingress-nginx", {"app.kubernetes.io/name": "ingress-nginx"})
MONITORING = Peer("monitoring", "monitoring", {"app.kubernetes.io/name": "prometheus"})
NEIGHBOUR = Peer("neighbour", "somebody", {"app.kubernetes.io/name": "gateway"})
DNS = Peer("dns", "kube-system", {"k8s-app": "kube-dns"})
WIDEST = [25, 443, 465, 587, 6379, 8080, 8081, 8101, 8102, 8103, 8111, 8404, 26379, 27017]


@pytest.fixture(scope="module")
def pods(prod: list[Json]) -> dict[str, Peer]:
    found = of_kind(prod, "Deployment", "StatefulSet", "CronJob")
    return {
        name: Peer(name, NAMESPACE, (template_of(one) or {})["metadata"]["labels"])
        for name, one in found.items()
    }


@pytest.fixture(scope="module")
def ports(prod: list[Json]) -> list[tuple[str, int]]:
    """Every port something listens on, with its pod's name."""
    return [
        (name, port["containerPort"])
        for name, one in of_kind(prod, "Deployment", "StatefulSet", "CronJob").items()
        for container in containers_of(one)
        for port in container.get("ports", [])
    ]


@pytest.fixture(scope="module")
def networks(prod: list[Json]) -> Networks:
    return Networks(list(of_kind(prod, "NetworkPolicy").values()), NAMESPACE)


def test_inside_everybody_reaches_whom_they_need_and_nobody_else(
    networks: Networks, pods: dict[str, Peer], ports: list[tuple[str, int]]
) -> None:
    reached = {
        (sender, receiver, port)
        for sender, (receiver, port) in product(pods, ports)
        if networks.reaches(pods[sender], pods[receiver], port)
    }
    assert reached == ALLOWED


def test_from_outside_the_namespace_only_the_gateway_is_reached_and_by_the_ingress_alone(
    networks: Networks, pods: dict[str, Peer]
) -> None:
    for stranger in (INGRESS, NEIGHBOUR, OUTSIDE, DNS):
        reached = {
            (name, port)
            for name, port in product(pods, WIDEST)
            if networks.reaches(stranger, pods[name], port)
        }
        assert reached == ({("gateway", 8080)} if stranger is INGRESS else set()), stranger.name


def test_only_the_worker_of_questions_reaches_the_mail_relay(
    networks: Networks, pods: dict[str, Peer]
) -> None:
    for port in (25, 465, 587):
        sending = {n for n, pod in pods.items() if networks.reaches(pod, OUTSIDE, port)}
        assert sending == {"worker-qa"}


def test_only_sign_in_and_webhooks_reach_the_outside(
    networks: Networks, pods: dict[str, Peer]
) -> None:
    calling = {n for n, pod in pods.items() if networks.reaches(pod, OUTSIDE, 443)}
    assert calling == {"auth", "worker-auth", "worker-qa"}
    for port in (80, 22, 8080, 27017):
        assert not any(networks.reaches(pod, OUTSIDE, port) for pod in pods.values())


def test_traces_go_to_monitoring_alone(networks: Networks, pods: dict[str, Peer]) -> None:
    telling = {n for n, pod in pods.items() if networks.reaches(pod, MONITORING, 4318)}
    assert telling == {"gateway", "beat", *OWNERS}
    assert not any(networks.reaches(pod, OUTSIDE, 4318) for pod in pods.values())


def test_monitoring_reads_metrics_of_every_process_and_nothing_else(
    networks: Networks, pods: dict[str, Peer]
) -> None:
    read = {
        name
        for name, port in product(pods, WIDEST)
        if networks.reaches(MONITORING, pods[name], port)
    }
    assert read == {"gateway", "beat", *OWNERS}
    assert not networks.reaches(MONITORING, pods["gateway"], 8080)


def test_all_may_ask_for_names(networks: Networks, pods: dict[str, Peer]) -> None:
    assert all(networks.reaches(pod, DNS, 53, "UDP") for pod in pods.values())
