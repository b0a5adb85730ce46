"""Text is compressed where it is safe and worth it."""

import gzip
import json

import aiohttp
import brotli
import pytest


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.000", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_pages_are_compressed(gateway: str, accepted: str, encoding: str | None) -> None:
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(
            f"{gateway}/problems/forbidden", headers={"Accept-Encoding": accepted}
        ) as response,
    ):
        body = await response.read()
        assert response.headers.get("Content-Encoding") == encoding
        assert "Accept-Encoding" in response.headers["Vary"]
        assert "Cookie" in response.headers["Vary"]
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert decode(body).startswith(b"<!doctype html>")
    assert int(response.headers["Content-Length"]) == len(body)


async def test_lists_of_a_service_are_compressed(gateway: str) -> None:
    headers = {"Accept-Encoding": "br", "X-Kind": "many"}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(f"{gateway}/api/qa/v1/topics", headers=headers) as response,
    ):
        assert response.headers["Content-Encoding"] == "br"
        assert len(json.loads(brotli.decompress(await response.read()))) == 60


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/qa/v1/echo"),  # may hold a secret beside what was typed
        ("GET", "/api/qa/v1/status/200"),  # an ETag, and short
        ("GET", "/api/qa/v1/large?size=65536"),  # not text
        ("GET", "/api/qa/v1/events/stream"),
        ("GET", "/healthz"),
    ],
)
async def test_other_answers_are_left_alone(gateway: str, method: str, path: str) -> None:
    headers = {"Accept-Encoding": "gzip, br"}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.request(method, f"{gateway}{path}", headers=headers) as response,
    ):
        await response.read()
        assert "Content-Encoding" not in response.headers
