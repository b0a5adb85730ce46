"""When an address is spared, and tried again by one."""

from gateway.upstream.breaker import Breaker


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(most=3, seconds=5)
    for _ in range(5):
        breaker.failed(0)
        breaker.failed(0)
        breaker.succeeded()
    assert breaker.admits(0)
    for _ in range(3):
        breaker.failed(10)
    assert breaker.spares(14.9)
    assert not breaker.spares(15)
    assert not breaker.admits(14.9)


def test_half_open_one_request_tries() -> None:
    breaker = Breaker(most=1, seconds=5)
    breaker.failed(0)
    assert breaker.admits(5)
    assert not breaker.admits(5)  # somebody is trying
    breaker.failed(6)
    assert not breaker.admits(10)
    assert breaker.admits(11)
    breaker.succeeded()
    assert breaker.admits(11)
    assert breaker.admits(11)


def test_who_refuses_is_tried_again_soon() -> None:
    breaker = Breaker(most=2, seconds=5)
    breaker.failed(0, was_refused=True)
    assert breaker.admits(0)
    breaker.failed(0, was_refused=True)
    assert breaker.spares(0.4)
    assert breaker.admits(0.5)
    breaker.failed(0.5)  # now it takes connections and says nothing
    assert breaker.spares(5.4)


def test_one_who_tried_and_left_lets_the_next_one_try() -> None:
    breaker = Breaker(most=1, seconds=5)
    breaker.failed(0)
    assert breaker.admits(5)
    breaker.left()
    assert breaker.admits(5)
