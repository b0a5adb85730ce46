"""Text fields: what is kept as written, what is brought to one form, what is refused."""

import unicodedata
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.text import line, nfc, paragraphs

Title = TypeAdapter(Annotated[str, line(max_length=20)])
Body = TypeAdapter(Annotated[str, paragraphs(max_length=60)])
ANY_LINE = TypeAdapter(Annotated[str, line(min_length=0, max_length=10_000)])
ANY_BODY = TypeAdapter(Annotated[str, paragraphs(min_length=0, max_length=10_000)])

# Rich in what makes trouble, unlike purely random text.
troublesome = st.text(
    st.sampled_from(" \t\n\r\v\x85\u00a0\u2028\u200b\ufeff\u0301\u0323eơĐ👩💻")
    | st.characters(codec="utf-8"),
    max_size=40,
)


def error(adapter, text):
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(text)
    (found,) = caught.value.errors(include_url=False)
    return found


def kept(adapter, text):
    """What is kept of a text, or None when it is refused."""
    try:
        return adapter.validate_python(text)
    except ValidationError:
        return None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Học   phí\t2026 ", "Học phí 2026"),
        ("Học\u00a0\u3000phí", "Học phí"),
        ("\ufeffHọc phí\u200b\r\n", "Học phí"),
        (unicodedata.normalize("NFD", "Đường Lê Lợi"), "Đường Lê Lợi"),
        ("hoà bình, hòa bình", "hoà bình, hòa bình"),
        ("x < y & <b>", "x < y & <b>"),
        ("漢字 한국어 Ω", "漢字 한국어 Ω"),
    ],
)
def test_a_line_is_brought_to_one_form_and_otherwise_kept(typed, expected):
    assert Title.validate_python(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("một\r\nhai\rba\u2028bốn\vnăm", "một\nhai\nba\nbốn\nnăm"),
        ("\n\n một  hai\t3 \n", "một  hai\t3"),
        ("một\n\nhai", "một\n\nhai"),
        ("một\n\n \n\t\n\nhai", "một\n\nhai"),
    ],
)
def test_paragraphs_keep_their_lines_and_one_blank_between(typed, expected):
    assert Body.validate_python(typed) == expected


def test_blank_lines_are_a_parameter():
    none, two = (TypeAdapter(Annotated[str, paragraphs(blank_lines=most)]) for most in (0, 2))
    assert none.validate_python("một\n\n\nhai") == "một\nhai"
    assert two.validate_python("một\n\n\n\n\nhai") == "một\n\n\nhai"


@pytest.mark.parametrize("adapter", [Title, Body])
@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "NULL"),
        ("\x1b", "CONTROL CHARACTER"),
        ("\x1c", "CONTROL CHARACTER"),
        ("\u00ad", "SOFT HYPHEN"),
        ("\u034f", "COMBINING GRAPHEME JOINER"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u200c", "ZERO WIDTH NON-JOINER"),
        ("\u200d", "ZERO WIDTH JOINER"),
        ("\u200e", "LEFT-TO-RIGHT MARK"),
        ("\u200f", "RIGHT-TO-LEFT MARK"),
        *[(chr(code), unicodedata.name(chr(code))) for code in range(0x202A, 0x202F)],
        *[(chr(code), unicodedata.name(chr(code))) for code in range(0x2066, 0x206A)],
        ("\u3164", "HANGUL FILLER"),
        ("\ue000", "PRIVATE USE CHARACTER"),
        ("\ufffe", "UNASSIGNED CHARACTER"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_what_hides_or_turns_text_is_refused_by_name(adapter, character, name):
    found = error(adapter, f"Lê{character}Lợi")
    assert found["type"] == "text_character"
    code_point = f"U+{ord(character):04X}"
    assert found["ctx"] == {"code_point": code_point, "name": name, "position": 3}
    assert f"{code_point} {name}, at position 3" in found["msg"]


def test_surrogates_never_get_in():
    assert kept(Title, "Lê\ud800Lợi") is None


@pytest.mark.parametrize(
    "emoji", ["😀", "👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🏃🏽‍♂️", "🙂‍↔️", "\U0001fadf", "1️⃣", "🇻🇳"]
)
def test_emoji_are_kept_also_joined_ones(emoji):
    assert Title.validate_python(f"Cảm ơn {emoji}") == f"Cảm ơn {emoji}"


@pytest.mark.parametrize(
    "text", ["😀\u200d", "😀\u200da", "a\u200d😀", "\u200d😀", "😀\u200d\u200d😀"]
)
def test_a_joiner_joins_two_pictures_or_nothing(text):
    assert error(Title, f"{text}.")["ctx"]["name"] == "ZERO WIDTH JOINER"


def test_a_line_has_no_line_break():
    for text in ("một\nhai", "một\r\nhai", "một\u2029hai", "một\vhai"):
        assert error(Title, text)["type"] == "text_not_one_line"


def test_lengths_are_counted_after_cleaning():
    assert error(Title, " \u200b\n ")["type"] == "string_too_short"
    assert error(Title, "ộ" * 21)["ctx"] == {"max_length": 20}
    assert Title.validate_python(unicodedata.normalize("NFD", "ộ" * 20) + " " * 50) == "ộ" * 20
    assert error(Title, 7)["type"] == "string_type"
    assert ANY_LINE.validate_python("  ") == ""


def test_fields_of_a_model_say_their_lengths_and_may_be_optional():
    class Form(BaseModel):
        title: Annotated[str, line(5, 200)]
        note: Annotated[str, paragraphs(max_length=50)] | None = None

    assert Form(title="Học phí").note is None
    described = Form.model_json_schema()["properties"]
    assert described["title"] == {
        "maxLength": 200, "minLength": 5, "title": "Title", "type": "string",
    }  # fmt: skip
    assert described["note"]["anyOf"][0] == {"maxLength": 50, "minLength": 1, "type": "string"}


@given(troublesome)
def test_what_is_kept_is_stable_and_holds_every_promise(typed):
    one_line, text = kept(ANY_LINE, typed), kept(ANY_BODY, typed)
    for adapter, found in ((ANY_LINE, one_line), (ANY_BODY, text)):
        if found is not None:
            assert adapter.validate_python(found) == found
            assert nfc(found) == found == found.strip()
    assert one_line is None or one_line.split(" ") == (one_line.split() or [""])
    assert text is None or ("\r" not in text and "\n\n\n" not in text)


@given(troublesome)
def test_nothing_visible_is_changed(typed):
    for adapter in (ANY_LINE, ANY_BODY):
        found = kept(adapter, typed)
        if found is not None:
            visible = nfc(typed).strip("\u200b\ufeff \t\r\n\v\x85\u00a0\u2028").split()
            assert [
                word.strip("\u200b\ufeff") for word in visible if word.strip("\u200b\ufeff")
            ] == found.split()
