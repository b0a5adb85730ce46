"""Every kind of mail has words in both languages, which hold what they should and nothing else."""

from datetime import datetime
from typing import get_args

import pytest

from services.qa.notifications.model import SenderKind
from services.qa.notifications.texts import About, digest_of, subject_and_body
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.notifications import MailKind

KINDS = (*get_args(MailKind), *get_args(SenderKind))
UNIT = UnitRef(id="so-tu-phap", name="Sở Tư pháp", name_en="Department of Justice")
TOWN = UnitRef(id="ubnd", name="Ủy ban nhân dân tỉnh Nghệ An", name_en="Nghệ An province")
ABOUT = About(
    code="X9YAVAH6", unit=UNIT, due_at=datetime.fromisoformat("2026-12-14T17:00+07:00"),
    is_public=True, told_role="leader", told_unit=TOWN,
)  # fmt: skip
URL = "https://hoi.example.vn"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_mail_names_code_and_address_and_is_plain(kind, language):
    subject, body = subject_and_body(kind, language, ABOUT, URL)
    assert "X9YAVAH6" in subject
    assert URL in body
    assert not {"{", "}", "<", ">"} & set(subject + body)
    assert "\n" not in subject
    assert all(len(line) < 200 for line in body.split("\n"))
    assert ("This mail" if language == "en" else "Thư được gửi tự động") in body


def test_the_words_for_province_or_city_come_from_the_directory():
    for role in ("coordinator", "leader"):
        about = About(**{**vars(ABOUT), "told_role": role})
        _, body = subject_and_body("question_escalated", "vi", about, URL)
        assert "Ủy ban nhân dân tỉnh Nghệ An" in body
        assert "thành phố" not in body


def test_a_digest_lists_each_with_its_address():
    subject, body = digest_of([("reminder", ABOUT), ("question_asked", ABOUT)], "en", URL)
    assert subject.startswith("2 things")
    assert body.count(f"{URL}/can-bo/X9YAVAH6") == 2
