"""`docker-compose.yml`: compose knows its words, what it names exists, it is closed as it says."""

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.operations.secrets import GIVEN, names
from tests.architecture.settings_names import documented, read_by_processes
from tests.support.compose import FILE, ROOT, compose_file, variables

Json = dict[str, Any]
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
# What is asked for that is no setting of a process.
OF_FILE = {"VERSION", "SECRETS", "GATEWAY_PORT"}
# Variables of images that are not ours.
FOREIGN = {"MONGODB_MEMBERS", "HOME"}


@pytest.fixture(scope="module")
def described() -> Json:
    given = {
        name: f"given-{name.lower()}" for name, kind in variables().items() if kind[:2] == ":?"
    }
    return compose_file(given)


def services() -> dict[str, Json]:
    found = compose_file()["services"]
    assert isinstance(found, dict)
    return found


def ours() -> dict[str, Json]:
    return {name: service for name, service in services().items() if "build" in service}


def secrets_of(service: Json) -> Iterator[tuple[str, str]]:
    """Yield where a secret comes from, and what it is called in the container."""
    for entry in service.get("secrets", []):
        if isinstance(entry, str):
            yield entry, entry
        else:
            assert set(entry) == {"source", "target"}
            yield entry["source"], entry["target"]


def networks_of(service: Json) -> set[str]:
    return set(service.get("networks", {}))


def judged(path: Path) -> subprocess.CompletedProcess[str]:
    """Ask the schema of the compose specification."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)


def test_compose_knows_every_word(tmp_path: Path) -> None:
    found = judged(FILE)
    assert found.returncode == 0, found.stdout
    misspelt = tmp_path / "docker-compose.yml"
    misspelt.write_text(FILE.read_text("utf-8").replace("read_only:", "readonly:", 1), "utf-8")
    assert "readonly" in judged(misspelt).stdout


def test_the_file_holds_these_parts_and_plain_values(described: Json) -> None:
    assert set(described) == {"name", "services", "networks", "volumes", "configs", "secrets"}
    for service in described["services"].values():
        assert all(isinstance(one, str | int) for one in service.get("environment", {}).values())


def test_everything_that_is_named_exists(described: Json) -> None:
    for name, service in described["services"].items():
        assert networks_of(service) <= set(described["networks"]), name
        assert {source for source, _ in secrets_of(service)} <= set(described["secrets"]), name
        mounted = {one.split(":")[0] for one in service.get("volumes", [])}
        assert mounted <= set(described["volumes"]), name
        for config in service.get("configs", []):
            assert config["source"] in described["configs"]
        for other, condition in service.get("depends_on", {}).items():
            assert set(condition) == {"condition"}
            assert condition["condition"] in CONDITIONS
            needed = described["services"][other]
            assert ("healthcheck" in needed) or condition["condition"] != "service_healthy"
    used = {n for one in described["services"].values() for n, _ in secrets_of(one)}
    assert used == set(described["secrets"])


def test_a_variable_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError, match="PUBLIC_URL: the https address browsers use"):
        compose_file({})


def test_every_variable_asked_for_is_a_documented_setting() -> None:
    asked = set(variables())
    assert asked - OF_FILE <= set(documented())
    assert not asked & (set(names()) | set(GIVEN)), "a secret may come from a variable"


def test_everything_handed_to_our_processes_is_read_by_somebody() -> None:
    read = read_by_processes()
    for name, service in ours().items():
        assert set(service.get("environment", {})) <= read, name
        assert {target for _, target in secrets_of(service)} <= read, name
    for service in services().values():
        assert set(service.get("environment", {})) <= read | FOREIGN


def test_our_processes_read_every_setting_of_the_operator() -> None:
    for name, service in ours().items():
        assert service["env_file"] == [{"path": ".env", "required": False}], name


def test_secrets_are_files_that_the_command_makes_or_that_others_give(described: Json) -> None:
    made = set(names()) | set(GIVEN)
    assert set(described["secrets"]) <= made
    for name, secret in described["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    # A backup's user is for the cluster; here the operator's own user takes them.
    assert made - set(described["secrets"]) == {"BACKUP_MONGODB_URI"}


@pytest.mark.parametrize("name", ours())
def test_every_command_names_an_application_that_exists(name: str) -> None:
    command = ours()[name]["command"]
    if name == "operate":
        assert ours()[name]["entrypoint"] == ["langnghe"]
        return
    target = re.search(r"\b((?:gateway|services)[\w.]*):(\w+)", command)
    assert target, command
    assert hasattr(importlib.import_module(target[1]), target[2])


def test_only_the_gateway_is_published_outside_the_development_profile(described: Json) -> None:
    found = described["services"]
    published = {n for n, s in found.items() if "ports" in s and "profiles" not in s}
    assert published == {"gateway"}
    assert {n for n, s in found.items() if s.get("profiles") == ["dev"]} == {"sandbox", "mail"}
    for name in ("sandbox", "mail"):
        assert all(port.startswith("127.0.0.1:") for port in found[name]["ports"])
    assert described["networks"]["inside"] == {"internal": True}
    front = {n for n, s in found.items() if "front" in networks_of(s)}
    assert front == {"gateway"}


def test_only_sign_in_and_workers_reach_the_outside(described: Json) -> None:
    found = described["services"]
    reach = {n for n, s in found.items() if "outside" in networks_of(s) and "profiles" not in s}
    assert reach == {"auth", "worker-auth", "worker-qa"}


def test_every_container_is_confined(described: Json) -> None:
    for name, service in described["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "healthcheck" in service or name in {"mongo-init", "operate", "mail"}, name
        if "build" not in service:
            assert re.search(r":v?\d", service["image"]), f"{name}: which version?"
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_each_service_has_a_database_user_of_its_own(described: Json) -> None:
    addresses = {
        name: source
        for name, service in described["services"].items()
        for source, target in secrets_of(service)
        if target == "MONGODB_URI"
    }
    assert addresses == {
        "auth": "AUTH_MONGODB_URI", "worker-auth": "AUTH_MONGODB_URI",
        "qa": "QA_MONGODB_URI", "worker-qa": "QA_MONGODB_URI",
        "survey": "SURVEY_MONGODB_URI", "worker-survey": "SURVEY_MONGODB_URI",
        "operate": "OPERATOR_MONGODB_URI",
    }  # fmt: skip
