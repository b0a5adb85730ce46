"""The demonstration's opinion poll, open for two months from the day it is made."""

from datetime import timedelta

from services.survey.polls.documents import PollDocument
from services.survey.polls.model import Poll
from shared.clock import now, today
from shared.contracts.survey.polls import PollForm

DEMO = "demo"
_MADE_BY = "demo"


def _words(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


_QUESTIONS = [
    {
        "kind": "single",
        "question": _words("Buổi nào tiện cho bạn nhất?", "Which time suits you best?"),
        "options": [
            _words("Sáng thứ Bảy", "Saturday morning"),
            _words("Tối thứ Năm", "Thursday evening"),
            _words("Giờ hiện nay đã tiện", "The present hours suit me"),
        ],
    },
    {
        "kind": "multiple",
        "question": _words("Bạn đến làm những thủ tục nào?", "What do you come for?"),
        "options": [
            _words("Đất đai", "Land"),
            _words("Hộ tịch", "Civil status"),
            _words("Chứng thực", "Certified copies"),
        ],
    },
    {
        "kind": "scale",
        "question": _words("Tìm nơi nộp hồ sơ khó hay dễ?", "How easy is it to find the counter?"),
        "options": [_words("Rất khó", "Very hard"), _words("Rất dễ", "Very easy")],
    },
    {"kind": "text", "question": _words("Bạn muốn góp ý gì thêm?", "Anything else?")},
]


async def seed_poll(unit: str) -> None:
    """Store the poll unless it is there."""
    if await PollDocument.get(DEMO) is not None:
        return
    form = PollForm.model_validate(
        {
            "title": _words("Giờ mở cửa của bộ phận một cửa", "Opening hours of the service desk"),
            "intro": _words(
                "Thành phố đang xem xét mở cửa thêm buổi.", "The city considers longer hours."
            ),
            "unit": unit,
            "valid_from": today(),
            "valid_to": today() + timedelta(days=60),
            "is_public": True,
            "questions": _QUESTIONS,
        }
    )
    poll = Poll.of(DEMO, form).model_copy(update={"state": "open"})
    await PollDocument.of(poll, _MADE_BY, now()).insert()
