"""What differs between two texts: together the pieces make both."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.pages.console.differences import compare

WORDS = st.text(alphabet="ab Đế.\n[…]", max_size=60)


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after


def test_a_number_left_out_is_one_piece_in_place_of_another() -> None:
    pieces = compare("Gọi số 0912 nhé", "Gọi số […] nhé")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "Gọi số "), ("removed", "0912"), ("added", "[…]"), ("same", " nhé"),
    ]  # fmt: skip
