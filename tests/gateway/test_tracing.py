"""A trace goes on through us or begins here."""

import re

import pytest

from gateway.tracing import next_traceparent

TRACE = b"4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = b"00f067aa0ba902b7"
SHAPE = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def test_a_trace_goes_on_under_a_span_of_ours() -> None:
    header, goes_on = next_traceparent(b"00-%b-%b-01" % (TRACE, SPAN))
    assert goes_on
    assert SHAPE.fullmatch(header)
    assert header.startswith(b"00-" + TRACE)
    assert SPAN not in header
    assert next_traceparent(b"cc-%b-%b-01-more" % (TRACE, SPAN))[1]


@pytest.mark.parametrize(
    "given",
    [
        None, b"", b"00-%b-%b" % (TRACE, SPAN), b"00-%b-%b-01-x" % (TRACE, SPAN),
        b"ff-%b-%b-01" % (TRACE, SPAN), b"00-%b-%b-01" % (b"0" * 32, SPAN),
        b"00-%b-%b-01" % (TRACE, b"0" * 16), b"00-%b-%b-01" % (TRACE.upper(), SPAN),
    ],
)  # fmt: skip
def test_anything_else_begins_a_new_one(given: bytes | None) -> None:
    header, goes_on = next_traceparent(given)
    assert not goes_on
    assert SHAPE.fullmatch(header)
    assert TRACE not in header
