"""The bill of materials: the product's parts in CycloneDX 1.6, the same for the same lock."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dev.settings import ROOT
from dev.supply.licences import licence_of
from dev.supply.locks import Part

Json = dict[str, Any]
DEFAULT = ROOT / ".data" / "sbom.cdx.json"


def bill_of(parts: Sequence[Part], version: str) -> Json:
    """Return the bill of these parts."""
    components = [_component(part) for part in parts]
    product = {
        "type": "application", "name": "langnghe", "version": version, "bom-ref": "langnghe",
    }  # fmt: skip
    depends = [component["bom-ref"] for component in components]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": product},
        "components": components,
        "dependencies": [{"ref": "langnghe", "dependsOn": depends}],
    }


def write_bill(parts: Sequence[Part], version: str, path: Path = DEFAULT) -> Path:
    """Write the bill as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(bill_of(parts, version), ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def _component(part: Part) -> Json:
    purl = f"pkg:pypi/{part.name}@{part.version}"
    component: Json = {
        "type": "library",
        "bom-ref": purl,
        "name": part.name,
        "version": part.version,
        "purl": purl,
        "licenses": [{"expression": licence_of(part)}],
        "properties": [
            {"name": "langnghe:file-sha256", "value": one} for one in sorted(part.hashes)
        ],
    }
    if part.marker:
        component["properties"].append({"name": "langnghe:marker", "value": part.marker})
    return component
