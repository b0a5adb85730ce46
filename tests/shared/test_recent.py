"""What was found out lately: few values, each for a while."""

import pytest

from shared.recent import Recent


@pytest.fixture
def clock(monkeypatch):
    """Return a clock to set."""
    times = [1_000.0]
    monkeypatch.setattr("shared.recent.monotonic", lambda: times[0])
    return times


def test_the_last_value_is_kept() -> None:
    recent: Recent[str, int] = Recent(3)
    assert recent.get("a") is None
    recent.keep("a", 1)
    recent.keep("a", 2)
    assert recent.get("a") == 2


def test_the_one_longest_unused_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    for number, key in enumerate("ab"):
        recent.keep(key, number)
    assert recent.get("a") == 0
    recent.keep("c", 2)
    assert [recent.get(key) for key in "abc"] == [0, None, 2]


def test_a_value_is_believed_for_so_many_seconds(clock) -> None:
    recent: Recent[str, int] = Recent(2)
    recent.keep("a", 1, seconds=60)
    recent.keep("b", 2)
    clock[0] += 59.9
    assert recent.get("a") == 1
    clock[0] += 0.1
    assert (recent.get("a"), recent.get("b")) == (None, 2)
