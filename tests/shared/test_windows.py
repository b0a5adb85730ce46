"""Windows widen by what was found; that they miss nothing is shown in `test_marks`."""

from datetime import timedelta

from shared.windows import Pace


def test_the_next_window_is_as_wide_as_what_was_found_suggests():
    width, pace = timedelta(hours=1), Pace()
    assert pace.after(width) > width
    pace.note(found=10, missing=20)
    assert timedelta(hours=2) < pace.after(width) < timedelta(hours=3)
    pace.note(found=20, missing=1)
    assert timedelta(0) < pace.after(width) < width
    pace.note(found=1, missing=100)
    assert timedelta(hours=10) < pace.after(width) < timedelta(hours=100)
