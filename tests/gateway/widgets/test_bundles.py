"""The widgets' files: light, self-contained, named by what is in them."""

import base64
import hashlib
import re
from pathlib import Path

import brotli
import pytest

from gateway.widgets import bundles
from gateway.widgets.bundles import NAMES, build_bundle, keep_release, released_bundles

LARGEST = {"survey": 3 * 1024, "qa": 4 * 1024}


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_is_light(name: str) -> None:
    packed = build_bundle(name).encoded["br"]
    assert len(packed) <= LARGEST[name]
    assert brotli.decompress(packed) == build_bundle(name).body


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_nothing_else(name: str) -> None:
    script = build_bundle(name).body.decode()
    assert not re.search(r"^\s*(?:import|export)\b", script, flags=re.M)
    forbidden = r"https?://|\beval\(|innerHTML|insertAdjacent|document\.(?:write|cookie)|url\("
    assert not re.search(forbidden, script)
    assert script.count("customElements.define(") == 1
    assert script.startswith("(()=>{")


@pytest.mark.parametrize("name", NAMES)
def test_no_two_modules_use_one_name(name: str) -> None:
    joined: dict[str, str] = {}
    bundles._join(f"{name}.js", joined)
    top = r"^(?:const|let|class|(?:async )?function) (\w+)"
    names = [found for text in joined.values() for found in re.findall(top, text, re.M)]
    assert len(names) > 5
    assert len(names) == len(set(names))


def test_its_version_and_integrity_are_its_content() -> None:
    bundle = build_bundle("survey")
    assert bundle.version == hashlib.sha256(bundle.body).hexdigest()[:12]
    digest = base64.b64encode(hashlib.sha384(bundle.body).digest()).decode()
    assert bundle.integrity == f"sha384-{digest}"
    assert build_bundle("survey") == bundle


@pytest.mark.parametrize("file", ["survey-words.js", "qa-words.js"])
def test_both_languages_say_everything(file: str) -> None:
    text = (bundles.SOURCE_FOLDER / file).read_text(encoding="utf-8")
    vi, en = (re.findall(r"(\w+): \"", part) for part in text.split("  en: {"))
    assert vi == en
    assert len(vi) == len(set(vi)) > 5


@pytest.mark.parametrize("name", NAMES)
def test_what_is_served_today_will_be_served_for_ever(name: str) -> None:
    kept = {bundle.file_name for bundle in released_bundles()}
    assert build_bundle(name).file_name in kept, "run `python -m gateway.widgets` and add the file"


def test_released_scripts_are_kept_and_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "RELEASED_FOLDER", tmp_path / "released")
    assert released_bundles() == []
    kept = keep_release()
    assert [one.file_name for one in released_bundles()] == sorted(path.name for path in kept)
    kept[0].write_bytes(b"changed")
    with pytest.raises(ValueError, match=kept[0].name):
        released_bundles()
