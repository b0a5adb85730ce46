"""Counting places without knowing them."""

from datetime import date, timedelta

import pytest

from services.survey.quarantine import crowds
from services.survey.quarantine.crowds import Crowds

DAY = date(2026, 11, 22)


def test_each_portal_place_kind_and_day_counts_for_itself():
    found = Crowds()
    assert [found.count(DAY, "demo", "203.0.113.7", "proven") for _ in range(3)] == [1, 2, 3]
    assert found.count(DAY, "other", "203.0.113.7", "proven") == 1
    assert found.count(DAY, "demo", "203.0.113.8", "proven") == 1
    assert found.count(DAY, "demo", "203.0.113.7", "unproven") == 1
    assert found.count(DAY + timedelta(days=1), "demo", "203.0.113.7", "proven") == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("unknown", "unknown", True),
    ],
)
def test_half_of_an_ipv6_address_is_a_place(one, other, same):
    found = Crowds()
    found.count(DAY, "demo", one, "proven")
    assert found.count(DAY, "demo", other, "proven") == (2 if same else 1)


def test_no_address_can_be_found_in_memory():
    found = Crowds()
    found.count(DAY, "demo", "203.0.113.7", "proven")
    assert b"203.0.113.7" not in repr(vars(found)).encode()


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(crowds, "_MOST", 3)
    found = Crowds()
    for number in range(10):
        found.count(DAY, "demo", f"203.0.113.{number}", "proven")
        assert not found.is_reused(f"nonce-{number}", "one")
    assert found.count(DAY, "demo", "203.0.113.9", "proven") == 2
    assert found.count(DAY, "demo", "203.0.113.0", "proven") == 1
    assert found.is_reused("nonce-9", "another")


def test_a_proof_belongs_to_one_response():
    found = Crowds()
    assert [found.is_reused("n", response) for response in ("a", "a", "b")] == [False, False, True]
