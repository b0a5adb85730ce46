"""A question is stored as Beanie would store it, whatever belongs to it."""

from datetime import UTC, datetime, timedelta

from beanie.odm.utils.dump import get_dict
from bson import decode, encode

from services.qa.questions.documents import QuestionDocument
from services.qa.questions.parts import (
    Answer,
    Correction,
    Draft,
    Extension,
    Message,
    Note,
    Rating,
    Rejection,
    Support,
)
from shared.contracts.qa.parts import AnswerRating, PublicVersion, RejectionGround
from shared.contracts.qa.questions import QuestionStatus
from tests.services.qa.questions.test_model import new_question

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PUBLIC = PublicVersion(title="Tiêu đề", body="Nội dung đã sửa", text="Trả lời đã sửa")


def everything() -> dict[str, object]:
    """Return one of each thing that may belong to a question."""
    return {
        "status": QuestionStatus.ANSWERED,
        "draft": Draft(text="Nháp", by="a", saved_at=AT, public=PUBLIC),
        "answer": Answer(
            text="Trả lời", html="<p>Trả lời</p>", unit="u", by="a", answered_at=AT,
            answered_in_seconds=60, published_at=AT, public=PUBLIC,
        ),
        "corrections": [
            Correction(at=AT, by="a", reason="Sửa", text="t", html="h", was_public=True)
        ],
        "messages": [Message(kind="info_request", at=AT, by="responder", actor="a", text="?")],
        "notes": [Note(at=AT, by="a", text="Ghi chú", mentions=["b"])],
        "supports": [Support(unit="v", request="Giúp", by="a", asked_at=AT, due_at=AT)],
        "extensions": [
            Extension(at=AT, by="a", working_days=2, reason="Vì", due_before=AT, due_after=AT)
        ],
        "rejection": Rejection(
            ground=RejectionGround.COMPLAINT, guidance="Đến", html="<p>Đến</p>", by="a", at=AT
        ),
        "rating": Rating(level=AnswerRating.SATISFIED, at=AT + timedelta(days=1)),
        "public_mark": "20261102010000000-x",
    }  # fmt: skip


async def test_a_row_is_what_beanie_stores(qa_of_the_run):
    for fields in ({}, everything()):
        question = QuestionDocument(**{**new_question().model_dump(), **fields})
        row = question.placed_row()
        assert decode(encode(row)) == decode(
            encode(get_dict(question, to_db=True, keep_nulls=False))
        )
        assert (
            QuestionDocument.model_validate(decode(encode(row))).placed_row().keys() == row.keys()
        )
