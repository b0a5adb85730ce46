"""Windows widen by what was found; that they miss nothing is shown in `test_marks`."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from shared.clock import now
from shared.windows import AFTER_ALL, BEFORE_ALL, Bounds, Pace, clipped, downwards, mark, upwards


def test_the_next_window_is_as_wide_as_what_was_found_suggests():
    width, pace = timedelta(hours=1), Pace()
    assert pace.after(width) > width
    pace.note(found=10, missing=20)
    assert timedelta(hours=2) < pace.after(width) < timedelta(hours=3)
    pace.note(found=20, missing=1)
    assert timedelta(0) < pace.after(width) < width
    pace.note(found=1, missing=100)
    assert timedelta(hours=10) < pace.after(width) < timedelta(hours=100)


def at_most(most: int, windows: Iterator[Bounds]) -> Iterator[Bounds]:
    """Yield windows, and fail instead of going on for ever."""
    for number, within in enumerate(windows):
        assert number < most
        yield within


@pytest.mark.parametrize("newest_first", [True, False])
def test_windows_end_with_the_time_between_the_bounds(newest_first):
    """However little was missing after the last one, so that the next would be narrow."""
    after, before, pace = mark(now() - timedelta(days=9)), mark(now() - timedelta(days=2)), Pace()
    windows = downwards(before, pace) if newest_first else upwards(after, pace)
    held = []
    for low, high in clipped(at_most(20, windows), after, before):
        held.append((low, high))
        is_last = low == after if newest_first else high == before
        pace.note(found=20 if is_last else 0, missing=1)
    ordered = held[::-1] if newest_first else held
    assert ordered[0][0] == after
    assert ordered[-1][1] == before
    assert all(earlier[1] == later[0] for earlier, later in pairwise(ordered))


def test_a_list_without_bounds_is_read_to_its_ends():
    pace = Pace()
    assert list(clipped(upwards(BEFORE_ALL, pace), BEFORE_ALL, AFTER_ALL))[-1][1] == AFTER_ALL
    assert list(clipped(downwards(AFTER_ALL, pace), BEFORE_ALL, AFTER_ALL))[-1][0] == BEFORE_ALL
