"""Renders our kustomizations as `kustomize build` does, for the few features they use.

Anything else in a kustomization is refused rather than passed over.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from dev.settings import ROOT

Json = dict[str, Any]
OVERLAYS = ROOT / "k8s" / "overlays"
KNOWN = {
    "apiVersion", "kind", "namespace", "labels", "resources", "configMapGenerator",
    "generatorOptions", "patches", "images", "replicas",
}  # fmt: skip
# By which field the entries of a list are told apart when two are merged; all other lists are
# replaced whole.
MERGED_BY = {
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name",
    "volumeMounts": "mountPath",
}  # fmt: skip


def rendered(overlay: str) -> list[Json]:
    """Return every object of an overlay, complete."""
    return _build(OVERLAYS / overlay)


def _build(folder: Path) -> list[Json]:
    asked = _load(folder / "kustomization.yaml")[0]
    unknown = set(asked) - KNOWN
    assert not unknown, f"this renderer knows nothing of {unknown}"
    objects = [one for name in asked.get("resources", []) for one in _resource(folder, name)]
    objects += [_config_map(folder, one) for one in asked.get("configMapGenerator", [])]
    if asked.get("configMapGenerator"):
        assert asked["generatorOptions"] == {"disableNameSuffixHash": True}
    for patch in asked.get("patches", []):
        _apply(objects, patch, _load(folder / patch["path"])[0])
    for one in asked.get("labels", []):
        _label(objects, one)
    for one in asked.get("replicas", []):
        (found,) = [o for o in objects if _is(o, one["name"]) and "replicas" in o.get("spec", {})]
        found["spec"]["replicas"] = one["count"]
    for one in asked.get("images", []):
        _set_image(objects, one)
    if namespace := asked.get("namespace"):
        for found in objects:
            if found["kind"] != "Namespace":
                found["metadata"]["namespace"] = namespace
    names = [(one["kind"], one["metadata"]["name"]) for one in objects]
    assert len(names) == len(set(names)), "an object is there twice"
    return objects


def _resource(folder: Path, name: str) -> list[Json]:
    path = folder / name
    return _build(path) if path.is_dir() else deepcopy(_load(path))


def _load(path: Path) -> list[Json]:
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def _config_map(folder: Path, asked: Json) -> Json:
    assert set(asked) == {"name", "files"}
    files = [folder / name for name in asked["files"]]
    data = {path.name: path.read_text(encoding="utf-8") for path in files}
    metadata = {"name": asked["name"]}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def _apply(objects: list[Json], asked: Json, patch: Json) -> None:
    assert set(asked) <= {"path", "target"}
    target = asked.get("target", {"kind": patch["kind"], "name": patch["metadata"]["name"]})
    found = [one for one in objects if _selected(one, target)]
    assert found, f"{asked['path']} changes nothing"
    change = {key: value for key, value in patch.items() if key not in {"apiVersion", "kind"}}
    change["metadata"] = {k: v for k, v in change["metadata"].items() if k != "name"}
    for one in found:
        one.update(_merged(one, change))


def _selected(one: Json, target: Mapping[str, str]) -> bool:
    assert set(target) <= {"kind", "name", "labelSelector"}
    wanted = dict(part.split("=") for part in target.get("labelSelector", "").split(",") if part)
    return (
        one["kind"] == target["kind"]
        and bool(re.fullmatch(target.get("name", ".*"), one["metadata"]["name"]))
        and wanted.items() <= one["metadata"].get("labels", {}).items()
    )


def _merged(base: Any, change: Any, name: str = "") -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        assert "$patch" not in change
        both = base | {key: _merged(base.get(key), value, key) for key, value in change.items()}
        return {key: value for key, value in both.items() if value is not None}
    if isinstance(base, list) and isinstance(change, list) and name in MERGED_BY:
        key = MERGED_BY[name]
        changes = {one[key]: one for one in change}
        kept = [_merged(one, changes.pop(one[key], {})) for one in base]
        return kept + list(changes.values())
    return deepcopy(change)


def _label(objects: Iterable[Json], asked: Json) -> None:
    assert (asked["includeSelectors"], asked["includeTemplates"]) == (False, True)
    for one in objects:
        one["metadata"]["labels"] = one["metadata"].get("labels", {}) | asked["pairs"]
        if template := template_of(one):
            labels = template.setdefault("metadata", {}).setdefault("labels", {})
            labels |= asked["pairs"]


def _set_image(objects: Iterable[Json], asked: Json) -> None:
    for one in objects:
        for container in containers_of(one):
            name, _, tag = container["image"].partition(":")
            if name == asked["name"]:
                container["image"] = f"{asked.get('newName', name)}:{asked.get('newTag', tag)}"


def _is(one: Json, name: str) -> bool:
    return bool(one["metadata"]["name"] == name)


def template_of(one: Json) -> Json | None:
    """Return the pod template of a workload."""
    spec = one.get("spec", {})
    if one["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    template = spec.get("template")
    return template if isinstance(template, dict) else None


def containers_of(one: Json) -> list[Json]:
    """Return all containers of a workload, those that run first among them."""
    template = template_of(one)
    spec = template["spec"] if template else {}
    return [*spec.get("initContainers", []), *spec.get("containers", [])]
