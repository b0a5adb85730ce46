"""The manifests: valid, restricted, without a secret, and starting what compose starts."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from services.operations.secrets import GIVEN, MONGODB_USERS, names
from services.operations.settings import SERVICES, OperationsSettings
from tests.architecture.settings_names import read_by_processes
from tests.k8s.conftest import of_kind
from tests.k8s.rendering import OVERLAYS, containers_of, template_of
from tests.support.compose import compose_file

Json = dict[str, Any]
PROCESSES = {
    *("gateway", "auth", "qa", "survey", "beat"),
    *("worker-auth", "worker-qa", "worker-survey"),
}
WORKLOADS = ("Deployment", "StatefulSet", "CronJob")
MADE = set(names()) | set(GIVEN)


def workloads(objects: list[Json]) -> Iterator[tuple[str, Json, Json]]:
    """Yield each workload's name, pod spec and pod labels."""
    for name, one in of_kind(objects, *WORKLOADS).items():
        template = template_of(one)
        assert template is not None
        yield name, template["spec"], template["metadata"]["labels"]


def secret_keys(spec: Json) -> dict[str, str]:
    """Return, for each secret's key a pod is given, what it is called there."""
    mounted = [one["secret"] for one in spec.get("volumes", []) if "secret" in one]
    keys = {item["key"]: item["path"] for secret in mounted for item in secret["items"]}
    for container in spec["containers"]:
        for entry in container.get("env", []):
            if reference := entry.get("valueFrom", {}).get("secretKeyRef"):
                keys[reference["key"]] = entry["name"]
    return keys


def test_every_object_is_valid(objects: list[Json]) -> None:
    assert len(objects) > 40
    for one in objects:
        kubernetes_validate.validate(one, "1.32", strict=True)


def test_every_process_is_there(objects: list[Json]) -> None:
    assert set(of_kind(objects, "Deployment")) >= PROCESSES


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_a_process_is_started_as_compose_starts_it(prod: list[Json], name: str) -> None:
    """`tests/compose` starts and uses them with this command, these variables and secrets."""
    compose = compose_file()["services"][name]
    (container,) = [c for c in containers_of(of_kind(prod, "Deployment")[name]) if "args" in c]
    assert plain([*container["command"], *container["args"]]) == plain(
        shlex.split(compose["command"])
    )
    spec = {found: spec for found, spec, _ in workloads(prod)}[name]
    theirs = {
        named["source"]: named["target"]
        for one in compose["secrets"]
        for named in [{"source": one, "target": one} if isinstance(one, str) else one]
    }
    assert secret_keys(spec) == theirs
    config = of_kind(prod, "ConfigMap")["langnghe"]["data"]
    given = set(config) | {one["name"] for one in container.get("env", [])}
    assert set(compose["environment"]) <= given


def plain(words: list[str]) -> list[str]:
    """Return a command with each option and its value apart."""
    return [
        part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])
    ]


def test_everything_handed_out_is_read_by_somebody(objects: list[Json]) -> None:
    read = read_by_processes()
    config = of_kind(objects, "ConfigMap")["langnghe"]["data"]
    assert set(config) <= read
    for name, spec, _ in workloads(objects):
        if any("langnghe:" in container["image"] for container in spec["containers"]):
            assert set(secret_keys(spec).values()) <= read, name
            given = {e["name"] for c in spec["containers"] for e in c.get("env", [])}
            assert given <= read, name


def test_no_secret_is_in_the_tree_and_each_that_is_asked_for_is_made(objects: list[Json]) -> None:
    assert of_kind(objects, "Secret") == {}
    asked = {key for _, spec, _ in workloads(objects) for key in secret_keys(spec)}
    assert asked == MADE
    for name, spec, _ in workloads(objects):
        for container in spec["containers"]:
            named = {e["name"] for e in container.get("env", []) if "value" in e}
            assert not named & MADE, name


def test_every_pod_fits_the_restricted_profile(objects: list[Json]) -> None:
    for namespace in of_kind(objects, "Namespace").values():
        assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for name, spec, _ in workloads(objects):
        pod = spec["securityContext"]
        assert pod["runAsNonRoot"] is True, name
        assert pod["runAsUser"] > 0, name
        assert pod["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert spec["automountServiceAccountToken"] is False, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), name
        allowed = {"emptyDir", "secret", "configMap", "persistentVolumeClaim"}
        assert all(set(volume) - {"name"} <= allowed for volume in spec["volumes"]), name
        for container in [*spec.get("initContainers", []), *spec["containers"]]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, f"{name} {container['name']}"


def test_every_container_has_its_size_a_version_and_its_volumes(objects: list[Json]) -> None:
    for name, spec, _ in workloads(objects):
        volumes = {volume["name"] for volume in spec["volumes"]} | {"data"}
        for container in [*spec.get("initContainers", []), *spec["containers"]]:
            assert set(container["resources"]["requests"]) == {"cpu", "memory"}, name
            assert "memory" in container["resources"]["limits"], name
            assert re.search(r":v?\d", container["image"]), f"{name}: {container['image']}"
            assert {one["name"] for one in container["volumeMounts"]} <= volumes, name


def test_everything_that_serves_is_probed(objects: list[Json]) -> None:
    for name, one in of_kind(objects, "Deployment", "StatefulSet").items():
        template = template_of(one)
        assert template is not None
        for container in template["spec"]["containers"]:
            if container["name"] == "set-up" or name == "operate":  # they serve nobody
                continue
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                assert probe in container, f"{name} {container['name']}"
                asked = container[probe].get("httpGet") or container[probe].get("tcpSocket")
                ports = {port["name"] for port in container["ports"]}
                assert asked is None or asked["port"] in ports, name
    gateway = containers_of(of_kind(objects, "Deployment")["gateway"])[0]
    assert gateway["readinessProbe"]["httpGet"]["port"] == "inside"


def test_owners_of_a_database_migrate_before_they_serve(objects: list[Json]) -> None:
    for name, one in of_kind(objects, "Deployment").items():
        spec = (template_of(one) or {})["spec"]
        owns = name != "operate" and any(key.endswith("_MONGODB_URI") for key in secret_keys(spec))
        migrating = [c["command"] for c in spec.get("initContainers", [])]
        service = name.removeprefix("worker-")
        expected = [["python", "-m", "services.operations", "migrate", service]] if owns else []
        assert migrating == expected, name


def test_every_kind_of_pod_survives_maintenance_and_is_spread(objects: list[Json]) -> None:
    budgets = of_kind(objects, "PodDisruptionBudget")
    alone = {"sandbox", "mail", "operate"}
    for name, one in of_kind(objects, "Deployment", "StatefulSet").items():
        if name in alone:
            continue
        labels = (template_of(one) or {})["metadata"]["labels"]
        assert budgets[name]["spec"]["selector"]["matchLabels"].items() <= labels.items()
        assert budgets[name]["spec"]["maxUnavailable"] == 1
        spec = (template_of(one) or {})["spec"]
        if name == "beat":
            assert (one["spec"]["replicas"], one["spec"]["strategy"]) == (1, {"type": "Recreate"})
            continue
        (spread,) = spec["topologySpreadConstraints"]
        assert spread["topologyKey"] == "kubernetes.io/hostname"
        assert spread["labelSelector"]["matchLabels"].items() <= labels.items()


def test_what_grows_is_not_given_a_number_twice(prod: list[Json]) -> None:
    scalers = of_kind(prod, "HorizontalPodAutoscaler")
    assert set(scalers) == PROCESSES - {"beat"}
    deployments = of_kind(prod, "Deployment")
    for name, scaler in scalers.items():
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert scaler["spec"]["minReplicas"] >= 2
        assert "replicas" not in deployments[name]["spec"]
        (metric,) = scaler["spec"]["metrics"]
        if name.startswith("worker-"):
            queue = metric["external"]["metric"]
            assert queue["name"] == "queue_messages"
            assert queue["selector"]["matchLabels"] == {"queue": name.removeprefix("worker-")}
        else:
            assert metric["resource"]["name"] == "cpu"


def test_stores_have_three_members_on_three_machines(prod: list[Json]) -> None:
    for name in ("mongo", "redis"):
        one = of_kind(prod, "StatefulSet")[name]
        assert one["spec"]["replicas"] == 3
        (spread,) = (template_of(one) or {})["spec"]["topologySpreadConstraints"]
        assert spread["whenUnsatisfiable"] == "DoNotSchedule"
        (claim,) = one["spec"]["volumeClaimTemplates"]
        assert claim["metadata"]["name"] == "data"


def test_the_users_that_are_set_up_are_those_with_passwords_each_with_its_own_database(
    prod: list[Json],
) -> None:
    script = of_kind(prod, "ConfigMap")["mongodb-set-up"]["data"]["set_up.js"]
    users = script.split("const users = {", 1)[1].split("\n};", 1)[0]
    assert set(re.findall(r"^  (\w+): \[", users, re.MULTILINE)) == set(MONGODB_USERS)
    own = dict(
        re.findall(r'^  (\w+): \[\{ role: "readWrite", db: "(\w+)" \}\]', users, re.MULTILINE)
    )
    fields = OperationsSettings.model_fields
    assert own == {name: fields[f"{name}_database"].default for name in SERVICES}
    backup = users.split("  backup: [", 1)[1].split("]", 1)[0]
    assert re.findall(r'role: "(\w+)"', backup) == ["backup"]


def test_backups_are_taken_hourly_and_rehearsed_weekly(objects: list[Json]) -> None:
    jobs = of_kind(objects, "CronJob")
    backup, drill = jobs["backup"], jobs["drill"]
    assert containers_of(backup)[0]["args"] == ["backup", "create"]
    assert containers_of(drill)[0]["args"] == ["backup", "drill", "latest"]
    assert re.fullmatch(r"\d+ \* \* \* \*", backup["spec"]["schedule"])
    assert re.fullmatch(r"\d+ \d+ \* \* 0", drill["spec"]["schedule"])
    for job in (backup, drill):
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        assert job["spec"]["timeZone"] == "Asia/Ho_Chi_Minh"
    spec = (template_of(backup) or {})["spec"]
    assert secret_keys(spec) == {"BACKUP_MONGODB_URI": "MONGODB_URI"}  # it can open nothing sealed


def test_the_operator_s_pod_is_started_by_hand_and_may_do_what_the_drill_may(
    objects: list[Json],
) -> None:
    operate = of_kind(objects, "Deployment")["operate"]
    assert operate["spec"]["replicas"] == 0
    spec, drill = ((template_of(one) or {})["spec"] for one in (
        operate, of_kind(objects, "CronJob")["drill"],
    ))  # fmt: skip
    assert secret_keys(spec) == secret_keys(drill)
    assert containers_of(operate)[0]["env"] == [{"name": "BACKUP_FOLDER", "value": "/backups"}]


def test_the_ingress_ends_tls_and_leads_to_the_gateway_alone(prod: list[Json]) -> None:
    (ingress,) = of_kind(prod, "Ingress").values()
    (rule,) = ingress["spec"]["rules"]
    (tls,) = ingress["spec"]["tls"]
    assert tls["hosts"] == [rule["host"]]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] == "gateway"
    config = of_kind(prod, "ConfigMap")["langnghe"]["data"]
    assert config["PUBLIC_URL"] == f"https://{rule['host']}"
    assert config["GATEWAY_TRUSTED_PROXIES"] not in {"", "*", "0.0.0.0/0"}
    services = of_kind(prod, "Service").values()
    assert {one["spec"].get("type", "ClusterIP") for one in services} == {"ClusterIP"}


def test_the_sandbox_is_in_the_development_overlay_alone(prod: list[Json]) -> None:
    assert not {"sandbox", "mail"} & {one["metadata"]["name"] for one in prod}
    assert of_kind(prod, "ConfigMap")["langnghe"]["data"]["ENVIRONMENT"] == "production"


def test_what_services_select_is_there(objects: list[Json]) -> None:
    pods = [labels for _, _, labels in workloads(objects)]
    for name, service in of_kind(objects, "Service").items():
        meant = [one for one in pods if service["spec"]["selector"].items() <= one.items()]
        assert len(meant) == 1, name


def test_no_file_lies_there_unused() -> None:
    for folder in (OVERLAYS.parent / "base", OVERLAYS / "prod", OVERLAYS / "dev"):
        text = (folder / "kustomization.yaml").read_text(encoding="utf-8")
        for path in folder.rglob("*.*"):
            name = str(path.relative_to(folder))
            assert name in text or path.name == "kustomization.yaml", f"{folder.name}/{name}"
        assert yaml.safe_load(text)["kind"] == "Kustomization"
