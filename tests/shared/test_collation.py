"""The Vietnamese order of names and titles."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.collation import vietnamese_sort_key

words = st.text(st.sampled_from("aăâbdđeêoôơuưyzàảãáạằếỗợụỹAĂĐÊƠ -.1漢é"), max_size=8)


@pytest.mark.parametrize(
    "ordered",
    [
        list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
        ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mằ"],
        list("aAàÀảẢbB"),
        ["2 Huế", "An", "An Bình", "Anh", "Ân", "Ba", "Bà", "Ban", "Đà Nẵng", "Đông Hà", "Em"],
        ["Da", "Dư", "Đa", "Đư", "E"],
        ["Phú Bài", "Phú Hồ", "Phú Lộc", "Phú Vang", "Phủ Vân", "Phủ Xá"],
        ["Huế", "Thừa Thiên - Huế", "Thừa Thiên Nam", "Thừa Thiên-Sông"],
        ["za", "Ωmega", "漢"],
    ],
    ids=lambda ordered: ordered[0],
)
def test_order(ordered):
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=vietnamese_sort_key) == ordered


def test_letters_of_the_whole_text_come_before_tones():
    assert vietnamese_sort_key("Bà Na") < vietnamese_sort_key("Ba Sa")


def test_form_punctuation_and_place_of_the_tone_do_not_matter():
    for one, other in (("hoà", "hòa"), ("Thừa Thiên - Huế", "Thừa  Thiên, Huế."), ("Cố", "Cố")):
        assert vietnamese_sort_key(one) == vietnamese_sort_key(other)
    assert vietnamese_sort_key("çà î") == vietnamese_sort_key("cà i")


@given(words)
def test_the_key_is_blind_to_unicode_form(text):
    apart = unicodedata.normalize("NFD", text)
    assert vietnamese_sort_key(apart) == vietnamese_sort_key(text)


@given(words, words)
def test_keys_order_alike_as_text_and_as_stored_bytes(one, other):
    first, second = vietnamese_sort_key(one), vietnamese_sort_key(other)
    assert (first < second) == (first.encode() < second.encode())
