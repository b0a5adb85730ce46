"""Sealed fields: opened by whoever holds the key, in their own place only, unchanged only."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cipher import CannotOpen, Cipher, parse_keys

OLD, NEW = bytes(32), bytes(range(32))
CIPHER = Cipher({"k2": NEW, "k1": OLD})


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text):
    assert CIPHER.open(CIPHER.seal(text, "people.name"), "people.name") == text


def test_the_same_text_is_never_sealed_the_same_way():
    assert CIPHER.seal("a", "x") != CIPHER.seal("a", "x")
    assert "Nguyễn" not in CIPHER.seal("Nguyễn", "x")


def test_a_new_key_seals_and_the_old_one_still_opens():
    before = Cipher({"k1": OLD}).seal("a", "x")
    assert before.startswith("k1.")
    assert CIPHER.open(before, "x") == "a"
    assert CIPHER.seal("a", "x").startswith("k2.")
    with pytest.raises(CannotOpen):
        Cipher({"k2": NEW}).open(before, "x")


def test_a_value_moved_to_another_place_does_not_open():
    with pytest.raises(CannotOpen):
        CIPHER.open(CIPHER.seal("a", "people.name:1"), "people.name:2")


@pytest.mark.parametrize("position", range(0, 40, 3))
def test_a_changed_value_does_not_open(position):
    key_id, _, encoded = CIPHER.seal("a quite long text", "x").partition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[position] ^= 1
    with pytest.raises(CannotOpen):
        CIPHER.open(f"{key_id}.{base64.b64encode(raw).decode()}", "x")


@pytest.mark.parametrize(
    "sealed", ["", "k2", "k2.", "k2.!!", "k9.AAAA", "k2.AAAA", "x", ".", "k2.é"]
)
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(CannotOpen):
        CIPHER.open(sealed, "x")


def test_hashes_are_equal_for_equal_values_of_a_place_under_each_key():
    hashes = CIPHER.hashes("000190000101", "people.number")
    assert hashes == CIPHER.hashes("000190000101", "people.number")
    assert len(set(hashes)) == 2
    assert Cipher({"k1": OLD}).hashes("000190000101", "people.number") == hashes[1:]
    assert not set(hashes) & set(CIPHER.hashes("000190000101", "other"))
    assert not set(hashes) & set(CIPHER.hashes("000190000102", "people.number"))


def test_keys_are_read_in_order():
    text = f"k2:{base64.b64encode(NEW).decode()}, k1:{base64.b64encode(OLD).decode()}"
    assert list(parse_keys(text)) == ["k2", "k1"]


@pytest.mark.parametrize(
    "setting",
    ["", "k1", "k1:", "k1:AAAA", ":" + "A" * 44, f"k 1:{base64.b64encode(OLD).decode()}",
     f"k1:{base64.b64encode(OLD).decode()}," * 2, "k1:" + "!" * 44],
)  # fmt: skip
def test_malformed_keys_are_refused(setting):
    with pytest.raises(ValueError, match=r"data key|base64|padding|Non-base64|Incorrect"):
        parse_keys(setting)


@given(st.binary(max_size=200))
def test_sealed_bytes_open_again_in_their_place_only(clear):
    sealed = CIPHER.seal_bytes(clear, "file:1")
    assert CIPHER.open_bytes(sealed, "file:1") == clear
    for changed, context in ((sealed, "file:2"), (sealed[:-1], "file:1"), (b"x", "file:1")):
        with pytest.raises(CannotOpen):
            CIPHER.open_bytes(changed, context)
