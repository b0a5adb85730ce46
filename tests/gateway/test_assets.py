"""The static tree: addresses, caching, compression, joined style sheets."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import pytest
from fastapi import FastAPI

from gateway.assets import IMMUTABLE, STALE, STATIC_FOLDER, Assets, UnknownAsset
from tests.support.pages import PageClient, serving_pages


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


@pytest.fixture(scope="module")
async def client(assets: Assets) -> AsyncIterator[PageClient]:
    app = FastAPI()
    app.mount("/static", assets)
    async with serving_pages(app) as client:
        yield client


async def test_a_file_is_served_for_ever_under_its_hash(assets: Assets, client: PageClient) -> None:
    response = await client.get(assets.url("js/main.js"))
    assert response.status == 200
    assert response.headers["cache-control"] == IMMUTABLE
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_an_old_hash_gets_the_file_but_not_for_ever(client: PageClient) -> None:
    response = await client.get("/static/0123456789ab/js/main.js")
    assert response.status == 200
    assert response.headers["cache-control"] == STALE


@pytest.mark.parametrize(
    "path", ["/static/x/js/none.js", "/static/", "/static/x/../../gateway/assets.py", "/static/x"]
)
async def test_nothing_else_is_served(client: PageClient, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_other_methods_are_refused(assets: Assets, client: PageClient) -> None:
    assert (await client.post(assets.url("js/main.js"), {})).status == 405
    head = await client.send("HEAD", assets.url("js/main.js"))
    assert head.status == 200
    assert int(head.headers["content-length"]) > 0
    assert head.body == b""


async def test_text_is_compressed_for_those_who_take_it(assets: Assets, client: PageClient) -> None:
    url = assets.url("css/main.css")
    plain = await client.get(url, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    for name, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        response = await client.get(url, accept_encoding=name)
        assert response.headers["content-encoding"] == name
        assert unpack(response.body) == plain.body
    refused = await client.get(url, accept_encoding="br;q=0, gzip;q=0")
    assert "content-encoding" not in refused.headers


async def test_what_is_unchanged_is_not_sent_again(assets: Assets, client: PageClient) -> None:
    url = assets.url("css/main.css")
    tags = {}
    for name in ("br", "gzip", "identity"):
        first = await client.get(url, accept_encoding=name)
        tags[name] = first.headers["etag"]
        again = await client.get(url, accept_encoding=name, if_none_match=tags[name])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["cache-control"] == IMMUTABLE
    assert len(set(tags.values())) == 3
    other = await client.get(url, accept_encoding="br", if_none_match=tags["gzip"])
    assert other.status == 200


async def test_style_sheets_are_joined(assets: Assets, client: PageClient) -> None:
    text = (await client.get(assets.url("css/main.css"), accept_encoding="identity")).text
    assert "@import" not in text
    assert "--teal:" in text
    assert text.index("@layer reset, base") < text.index("@layer reset {")


def test_every_style_sheet_is_part_of_the_whole() -> None:
    main = (STATIC_FOLDER / "css/main.css").read_text()
    listed = set(re.findall(r'@import url\("([^"]+)"\)', main))
    assert listed == {path.name for path in (STATIC_FOLDER / "css").glob("*.css")} - {"main.css"}


def test_an_unknown_file_is_an_error_for_the_template(assets: Assets) -> None:
    with pytest.raises(UnknownAsset):
        assets.url("css/none.css")


def test_any_change_changes_the_hash(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = Assets(tmp_path)
    (tmp_path / "a.css").write_text("b{}")
    assert Assets(tmp_path).version != before.version


def test_files_named_in_style_sheets_exist() -> None:
    for sheet in (STATIC_FOLDER / "css").glob("*.css"):
        for target in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / target).is_file(), (sheet.name, target)
