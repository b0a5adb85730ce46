"""Only the public internet is called: by address, by scheme, by name when it is connected to."""

import socket

import pytest

from shared.outside import NotOutside, OutsideClient, OutsideResolver, is_outside
from tests.support.https import https_receiver


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_addresses_are_outside(address, expected):
    assert is_outside(address) is expected


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://user:secret@example.com/",
        "https://",
        "https://exa mple.com/",
    ],
)
async def test_n66_what_is_not_outside_is_neither_taken_nor_called(url):
    client = OutsideClient(timeout_seconds=2)
    try:
        with pytest.raises(NotOutside):
            await client.check(url)
        with pytest.raises((NotOutside, OSError)):
            await client.post(url, b"{}", {})
    finally:
        await client.close()


async def test_a_name_that_turns_inward_after_it_was_taken_is_not_connected_to(
    monkeypatch, tmp_path
):
    async with https_receiver(tmp_path) as receiver:
        client = OutsideClient(timeout_seconds=2, trust=receiver.trust)
        found = {"address": "8.8.8.8"}

        async def resolve(_self, host, port=0, family=socket.AF_UNSPEC):
            return [{
                "hostname": host, "host": found["address"], "port": port,
                "family": socket.AF_INET, "proto": 0, "flags": 0,
            }]  # fmt: skip

        monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolve)
        url = receiver.url.replace("localhost", "hook.example")
        try:
            await client.check(url)
            found["address"] = "127.0.0.1"
            with pytest.raises(NotOutside):
                await client.post(url, b"{}", {})
        finally:
            await client.close()
        assert receiver.bodies == []


async def test_an_allowed_host_is_called_and_its_redirect_not_followed(tmp_path):
    async with https_receiver(tmp_path) as receiver:
        client = OutsideClient(["LOCALHOST"], timeout_seconds=2, trust=receiver.trust)
        receiver.statuses = [204, 302]
        try:
            await client.check(receiver.url)
            assert await client.post(receiver.url, b"{}", {}) == 204
            assert await client.post(receiver.url, b"{}", {}) == 302
            with pytest.raises(NotOutside):
                await client.post(receiver.url.replace("localhost", "127.0.0.1"), b"{}", {})
        finally:
            await client.close()
        assert len(receiver.bodies) == 2


async def test_a_name_nobody_knows_yet_may_be_registered():
    resolver = OutsideResolver()
    client = OutsideClient(timeout_seconds=2)
    try:
        await client.check("https://khong-co.invalid/hook")
    finally:
        await client.close()
        await resolver.close()
