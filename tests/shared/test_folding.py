"""Search terms: marks, case, đ and tone placement do not matter, order and bounds do."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.folding import (
    MAX_TERM_LENGTH,
    exact_terms,
    fold,
    search_terms,
    syllables,
)

VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
vietnamese = st.text(st.sampled_from(VOWELS + VOWELS.upper() + "đĐbcghklmnpqrstvx 0123456789.,/-"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Nguyễn Huệ", "duong nguyen hue"),
        ("ĐẶNG ÐÀO Ɖỗ", "dang dao do"),
        (VOWELS, "a" * 18 + "e" * 12 + "i" * 6 + "o" * 18 + "u" * 12 + "y" * 6),
        ("Straße Café", "strasse cafe"),
        ("한국 漢", "한국 漢"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("old", "new"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("Hoạ", "họa")]
)
def test_old_and_new_tone_marks_are_found_and_ranked_alike(old, new):
    assert fold(old) == fold(new)
    assert exact_terms(old) == exact_terms(new)
    assert search_terms(old) == search_terms(new)


def test_exact_terms_keep_apart_what_folding_joins():
    words = ["hoa", "hoà", "hoá", "hoả", "hoạ", "đa", "da", "dâ", "dă", "tien", "tiên", "tiến"]
    assert len(exact_terms(" ".join(words))) == len(words)


def test_syllables_are_kept_as_written():
    text = unicodedata.normalize("NFD", "Kế hoạch 389/KH-UBND, điều 10.3 _của_ tỉnh! 😀")
    assert syllables(text) == [
        "Kế", "hoạch", "389", "KH", "UBND", "điều", "10", "3", "của", "tỉnh",
    ]  # fmt: skip


def test_terms_are_syllables_then_pairs_each_once():
    assert search_terms("Học phí, học PHÍ mới") == [
        "hoc", "phi", "moi", "hoc phi", "phi hoc", "phi moi",
    ]  # fmt: skip
    assert search_terms(" … ") == []


def test_terms_are_bounded_and_lose_pairs_first():
    text = " ".join(f"tu{number}" for number in range(300))
    terms = search_terms(text)
    assert len(terms) == 512
    assert terms[:300] == text.split()
    assert search_terms(text, limit=10) == text.split()[:10]
    assert search_terms("a" * 1000) == ["a" * MAX_TERM_LENGTH]


@given(st.text())
def test_folding_is_stable_and_blind_to_form_and_case(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(unicodedata.normalize("NFC", text)) == folded


@given(vietnamese)
def test_a_text_is_found_by_each_word_typed_without_marks(text):
    terms = search_terms(text, limit=10_000)
    assert fold(text).isascii()
    assert fold(text.upper()) == fold(text)
    for word in syllables(text):
        assert set(search_terms(fold(word))) <= set(terms)
        assert set(exact_terms(word.upper())) <= set(exact_terms(text, limit=10_000))
    assert len(terms) == len(set(terms))
