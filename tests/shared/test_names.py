"""Official names: Vietnamese and other Latin letters pass, look-alikes and the invisible do not."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.names import OfficialName, OptionalName

NAME = TypeAdapter(OfficialName)


@pytest.mark.parametrize(
    "name", ["Ủy ban nhân dân xã A Lưới 1", "Chân Mây – Lăng Cô", "Đỗ Ngọc Ý", "Café & Söhne (1)"]
)
def test_real_names_are_kept(name: str) -> None:
    assert NAME.validate_python(name) == name


def test_names_are_composed_and_trimmed() -> None:
    assert NAME.validate_python("  Pho\u0300ng   Mo\u0301i ") == "Phòng Mói"
    assert TypeAdapter(OptionalName).validate_python("") == ""


@pytest.mark.parametrize(
    "letter",
    ["\u0430", "\u03bf", "\U0001d400", "\uff21", "\u0531", "\u200b", "\u202e", "\u3164", "\0"],
)
def test_letters_that_only_look_like_ours_are_refused(letter: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NAME.validate_python(f"Sở{letter}Tư pháp")
    assert refused.value.errors()[0]["type"] == "text_character"
