"""Whose address a request has."""

from ipaddress import ip_network

import pytest

from gateway.addresses import client_address, limit_key
from tests.gateway.conftest import gateway_settings

INGRESS = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def scope(peer: str | None, *forwarded: str) -> dict:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": (peer, 1) if peer else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["1.1.1.1"], "203.0.113.5"),
        ("10.1.2.3", ["1.1.1.1"], "1.1.1.1"),
        ("10.1.2.3", ["9.9.9.9, 1.1.1.1"], "1.1.1.1"),
        ("10.1.2.3", ["9.9.9.9", "1.1.1.1, 10.4.4.4"], "1.1.1.1"),
        ("10.1.2.3", ["1.1.1.1:4711"], "1.1.1.1"),
        ("10.1.2.3", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("10.1.2.3", ["::ffff:1.1.1.1"], "1.1.1.1"),
        ("::ffff:10.1.2.3", ["1.1.1.1"], "1.1.1.1"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["10.9.9.9"], "unknown"),
        ("10.1.2.3", ["unknown"], "unknown"),
        ("10.1.2.3", ["1.1.1.1, "], "unknown"),
        ("fd00::1", ["1.1.1.1"], "1.1.1.1"),
        (None, ["1.1.1.1"], "unknown"),
        ("testclient", [], "unknown"),
        ("9.9.9.9", ["9.9.9.9"], "unknown"),  # rewritten by the server, on nobody's word
    ],
)
def test_the_first_hop_nobody_vouches_for_is_the_client(
    peer: str | None, forwarded: list[str], expected: str
) -> None:
    assert client_address(scope(peer, *forwarded), INGRESS) == expected


def test_without_trusted_proxies_only_the_connection_counts() -> None:
    assert client_address(scope("10.1.2.3", "1.1.1.1"), ()) == "10.1.2.3"


def test_a_long_header_is_read_from_its_end() -> None:
    chain = "9.9.9.9, " * 10_000 + "1.1.1.1"
    assert client_address(scope("10.1.2.3", chain), INGRESS) == "1.1.1.1"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("1.1.1.1", "ip:1.1.1.1"),
        ("2001:db8:1:2:3:4:5:6", "ip:2001:db8:1:2::/64"),
        ("unknown", "ip:unknown"),
        ("", "ip:unknown"),
    ],
)
def test_limits_count_by_address_or_network(address: str, key: str) -> None:
    assert limit_key(address) == key


@pytest.mark.parametrize("networks", ["0.0.0.0/0", "10.0.0.0/8, ::/0", "ingress"])
def test_nobody_trusts_everybody(networks: str) -> None:
    with pytest.raises(ValueError, match=r"trusted_proxies|TRUSTED_PROXIES"):
        gateway_settings(trusted_proxies=networks)
