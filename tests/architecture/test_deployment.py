"""The image and Kubernetes start modules that exist, with settings somebody reads."""

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.architecture.settings_names import DEVELOPMENT, documented, read_by_processes
from tests.architecture.test_files import ROOT

SECRET = re.compile(r"_(SECRET|SECRETS|KEYS|PASSWORD)$")
BASE = ROOT / "k8s" / "base"


def manifests(kind: str = "") -> list[dict[str, Any]]:
    kustomization = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    return [
        document
        for name in kustomization["resources"]
        for document in yaml.safe_load_all((BASE / name).read_text(encoding="utf-8"))
        if not kind or document["kind"] == kind
    ]


def containers() -> Iterator[tuple[str, dict[str, Any]]]:
    for deployment in manifests("Deployment"):
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        yield deployment["metadata"]["name"], container


def commands() -> dict[str, str]:
    found = {}
    for name, container in containers():
        found[f"k8s {name}"] = " ".join([*container["command"], *container["args"]])
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("CMD ", 1)[1]
    found["Dockerfile"] = " ".join(re.findall(r'"([^"]+)"', image))
    return found


def variables() -> set[tuple[str, str]]:
    """Return (process, variable) for everything that is handed out."""
    found: set[tuple[str, str]] = set()
    for name, container in containers():
        found |= {(name, entry["name"]) for entry in container["env"]}
    for config in manifests("ConfigMap"):
        found |= {("config", variable) for variable in config["data"]}
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_names_an_application_that_exists(name: str) -> None:
    target = re.search(r"\b((?:gateway|services)[\w.]*):(\w+)", commands()[name])
    assert target, commands()[name]
    assert hasattr(importlib.import_module(target[1]), target[2])


def test_every_variable_handed_out_is_read_by_somebody() -> None:
    unknown = {(name, v) for name, v in variables() if v not in read_by_processes()}
    assert unknown == set()


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(documented()) == read_by_processes() | DEVELOPMENT


def test_no_secret_has_a_value_in_the_tree() -> None:
    assert {name for name, value in documented().items() if SECRET.search(name) and value} == set()
    for name, container in containers():
        for entry in container["env"]:
            given = "secretKeyRef" in entry.get("valueFrom", {})
            assert given or not SECRET.search(entry["name"]), f"{name} {entry['name']}"
    assert manifests("Secret") == []


def test_our_containers_are_restricted() -> None:
    patch = yaml.safe_load((BASE / "every-deployment.yaml").read_text(encoding="utf-8"))
    pod = patch["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {name for name, _ in containers()} == {
        *("gateway", "auth", "qa", "survey", "beat"),
        *("worker-auth", "worker-qa", "worker-survey"),
    }
    assert {c["name"] for _, c in containers()} == {container["name"]}


def test_only_the_gateway_is_reachable_from_everywhere() -> None:
    open_to_all = [
        policy["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for policy in manifests("NetworkPolicy")
        for rule in policy["spec"].get("ingress", [])
        if "from" not in rule
    ]
    assert open_to_all == ["gateway"]
    assert {"podSelector": {}, "policyTypes": ["Ingress"]} in [
        policy["spec"] for policy in manifests("NetworkPolicy")
    ]
    assert {s["metadata"]["name"] for s in manifests("Service")} == {
        *("gateway", "auth", "qa", "survey"),
    }
