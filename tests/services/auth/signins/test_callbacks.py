"""Reading the callback's address."""

import pytest

from services.auth.signins.callbacks import read_callback


def test_parameters_are_decoded():
    callback = read_callback(b"state=s%20t&code=c%2Fd&iss=https%3A%2F%2Fx&session_state=9")
    assert (callback.state, callback.code, callback.iss) == ("s t", "c/d", "https://x")
    assert not callback.is_malformed


@pytest.mark.parametrize("query", [b"state=s&code=a%2Bb", b"state=s&code=a+b"])
def test_n28_a_plus_inside_a_code_survives(query):
    assert read_callback(query).code == "a+b"


@pytest.mark.parametrize(
    "query",
    [
        b"state=s", b"state=s&code=a&code=b", b"state=s&state=t&code=a", b"state=s&code=a&error=x",
        b"state=s&code=a&iss=x&iss=y", b"state=s&error=x&error=y", b"",
        b"state=s&code=" + b"x" * 9_000,
        b"state=s&code=a&%63ode=b",
    ],
)  # fmt: skip
def test_n24_contradictions_are_malformed(query):
    assert read_callback(query).is_malformed
