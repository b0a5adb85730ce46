"""Bytes as they come from a strange sender: something good, cut, doubled, or changed in places."""

from hypothesis import strategies as st

_ODD = [
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n\n",
    b'"',
    b",",
    b"[",
    b"{",
    b"PK\x03\x04",
]
_ODD += [b"PK\x03\x04", "\u202e".encode(), b"=1+1", b"9" * 40, b"null", b"1e999", "ế".encode()]
_PIECES = st.one_of(st.binary(max_size=6), st.sampled_from(_ODD))


@st.composite
def mutated(draw: st.DrawFn, *good: bytes) -> bytes:
    """Draw one of these with some changes."""
    data = bytearray(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, len(data)))
        last = min(len(data), first + draw(st.integers(0, 12)))
        data[first:last] = draw(_PIECES)
    if draw(st.integers(0, 9)) == 0:
        del data[draw(st.integers(0, len(data))) :]
    return bytes(data)
