"""Words looked for are marked, with marks or without; nothing in a text becomes markup."""

import pytest

from gateway.pages.highlighting import Highlighter


@pytest.mark.parametrize("words", ["khai sinh", "KHAI SINH", "khài sỉnh"])
def test_words_are_marked_whatever_their_marks(words: str) -> None:
    marked = Highlighter(words)("Giấy khai sinh, khai tử")
    assert marked == "Giấy <mark>khai</mark> <mark>sinh</mark>, <mark>khai</mark> tử"


def test_parts_of_words_are_not_marked() -> None:
    assert "<mark>" not in Highlighter("an")("Anh đang ở đây")
    assert Highlighter("dang")("Anh đang ở đây") == "Anh <mark>đang</mark> ở đây"


def test_a_text_stays_text() -> None:
    marked = Highlighter("img b")('<img src=x onerror="a"> <b>')
    assert marked == "&lt;<mark>img</mark> src=x onerror=&#34;a&#34;&gt; &lt;<mark>b</mark>&gt;"
    assert Highlighter()("<b>") == "&lt;b&gt;"


def test_an_excerpt_holds_the_first_word_looked_for() -> None:
    text = "Lời đầu. " * 60 + "Nộp **lệ phí** tại đây. " + "Lời cuối. " * 60
    found = Highlighter("lệ phí").excerpt(text, 120)
    assert found.startswith("…")
    assert "<mark>lệ</mark> <mark>phí</mark>" in found
    assert found.unescape().count("Lời") < 20
    assert Highlighter("zzz").excerpt(text, 120).startswith("Lời đầu.")
    assert Highlighter("lời").excerpt("Lời ngắn.", 120) == "<mark>Lời</mark> ngắn."
