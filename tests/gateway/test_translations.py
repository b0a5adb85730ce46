"""Every text of the interface has an English form with the same placeholders."""

import re

from gateway.translations import extract_messages, load_translations, read_catalogue

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, tuple | list) else [str(text)]


def test_every_message_is_in_the_english_catalogue() -> None:
    catalogue = read_catalogue("en")
    used = [message for message in extract_messages() if message.id]
    assert len(used) > 30
    missing = [
        m.id for m in used if not catalogue.get(m.id) or not all(forms(catalogue[m.id].string))
    ]
    assert missing == []


def test_the_english_catalogue_holds_nothing_else() -> None:
    used = {str(message.id) for message in extract_messages()}
    left = [str(message.id) for message in read_catalogue("en") if str(message.id) not in used]
    assert left == []


def test_placeholders_match() -> None:
    for message in read_catalogue("en"):
        wanted = set(PLACEHOLDER.findall(forms(message.id)[0]))
        for form in forms(message.string):
            if message.id:
                assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_messages_carry_no_stray_percent_sign() -> None:
    for message in extract_messages():
        for form in forms(message.id):
            assert not re.search(r"%(?!\(\w+\)s|%)", form), form


def test_vietnamese_is_the_source_and_english_has_plurals() -> None:
    assert load_translations("vi").gettext("Hỏi đáp") == "Hỏi đáp"
    english = load_translations("en")
    text = "còn %(count)s ngày làm việc"
    assert english.ngettext(text, text, 1) == "%(count)s working day left"
    assert english.ngettext(text, text, 4) == "%(count)s working days left"
