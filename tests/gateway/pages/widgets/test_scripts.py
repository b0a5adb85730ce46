"""Serving the widgets: short and lasting addresses, caching, compression, who may load them."""

import base64
import hashlib
import json

import brotli
import pytest

from gateway.assets import IMMUTABLE
from gateway.widgets.bundles import NAMES, build_bundle
from tests.support.pages import PageClient


@pytest.mark.parametrize("name", NAMES)
async def test_any_page_may_load_a_script(client: PageClient, name: str) -> None:
    answer = await client.get(f"/widgets/{name}.js", accept_encoding="br")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-encoding"] == "br"
    assert len(answer.body) <= {"survey": 3 * 1024, "qa": 4 * 1024}[name]
    assert brotli.decompress(answer.body) == build_bundle(name).body


async def test_an_unchanged_script_is_not_sent_again(client: PageClient) -> None:
    first = await client.get("/widgets/survey.js", accept_encoding="br")
    again = await client.get(
        "/widgets/survey.js", accept_encoding="br", if_none_match=first.headers["etag"]
    )
    assert (again.status, again.body) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    plain = await client.get("/widgets/survey.js", if_none_match=first.headers["etag"])
    assert plain.status == 200


async def test_the_manifest_names_what_never_changes(client: PageClient) -> None:
    manifest = json.loads((await client.get("/widgets/manifest.json")).body)
    assert set(manifest) == set(NAMES)
    for told in (one for widget in manifest.values() for one in (widget, *widget["kept"])):
        script = await client.get(told["url"])
        assert script.headers["cache-control"] == IMMUTABLE
        assert script.headers["access-control-allow-origin"] == "*"
        digest = base64.b64encode(hashlib.sha384(script.body).digest()).decode()
        assert told["integrity"] == f"sha384-{digest}"
        assert told["version"] in told["url"]
        assert told["bytes"]["plain"] == len(script.body)
    for name, widget in manifest.items():
        assert widget["version"] in {one["version"] for one in widget["kept"]}, name


@pytest.mark.parametrize("path", ["/widgets/other.js", "/widgets/survey.0123456789ab.js"])
async def test_there_is_no_other_script(client: PageClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
