"""What the mails say, in Vietnamese and English: no name, no text of the question, no secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.qa.notifications.model import Kind
from shared.clock import HO_CHI_MINH
from shared.contracts.qa.base import UnitRef

Language = Literal["vi", "en"]

_WORKPLACE = "{public_url}/can-bo/{code}"
_TRACKING = "{public_url}/hoi-dap/tra-cuu"
_LINKS: Mapping[Kind, str] = {
    "question_asked": _WORKPLACE,
    "question_receipt": _TRACKING,
    "question_assigned": _WORKPLACE,
    "question_answered": _TRACKING,
    "question_escalated": _WORKPLACE,
    "reminder": _WORKPLACE,
}

_TEXTS: Mapping[Kind, Mapping[Language, tuple[str, str]]] = {
    "question_asked": {
        "vi": (
            "Câu hỏi mới {code}, hạn trả lời {due}",
            "{unit} có câu hỏi mới, mã {code}.\nHạn trả lời: {due}.\n\nXem và trả lời: {link}",
        ),
        "en": (
            "New question {code}, due {due}",
            "A new question, code {code}, has reached {unit}.\nDue: {due}.\n\n"
            "Read and answer it: {link}",
        ),
    },
    "question_receipt": {
        "vi": (
            "Đã nhận câu hỏi {code}",
            "Câu hỏi của ông/bà đã được gửi tới {unit}.\nMã tra cứu: {code}.\n"
            "Hạn trả lời: {due}.\n\nTheo dõi bằng mã tra cứu và mã bí mật hiện ra khi gửi: "
            "{link}\nThư này không chứa mã bí mật.",
        ),
        "en": (
            "Question {code} has arrived",
            "Your question has been sent to {unit}.\nTracking code: {code}.\nDue: {due}.\n\n"
            "Follow it with the code and the secret shown when you asked: {link}\n"
            "This mail does not contain the secret.",
        ),
    },
    "question_assigned": {
        "vi": (
            "Câu hỏi {code} được giao cho bạn, hạn trả lời {due}",
            "Câu hỏi {code} gửi {unit} được giao cho bạn xử lý.\nHạn trả lời: {due}.\n\n"
            "Xem và trả lời: {link}",
        ),
        "en": (
            "Question {code} is yours to answer, due {due}",
            "Question {code} to {unit} has been assigned to you.\nDue: {due}.\n\n"
            "Read and answer it: {link}",
        ),
    },
    "question_answered": {
        "vi": (
            "Câu hỏi {code} đã được trả lời",
            "{unit} đã trả lời câu hỏi {code} của ông/bà.\n\nXem câu trả lời: {link}",
        ),
        "en": (
            "Question {code} has been answered",
            "{unit} has answered your question {code}.\n\nRead the answer: {link}",
        ),
    },
    "question_escalated": {
        "vi": (
            "Quá hạn: câu hỏi {code}, hạn trả lời {due}",
            "Câu hỏi {code} gửi {unit} chưa được trả lời.\nHạn trả lời: {due}.\n"
            "Câu hỏi đã được chuyển tới {told} để chỉ đạo xử lý.\n\nXem câu hỏi: {link}",
        ),
        "en": (
            "Overdue: question {code}, due {due}",
            "Question {code} to {unit} has not been answered.\nDue: {due}.\n"
            "It has been escalated to {told}.\n\nRead it: {link}",
        ),
    },
    "reminder": {
        "vi": (
            "Nhắc hạn: câu hỏi {code}, hạn trả lời {due}",
            "Câu hỏi {code} gửi {unit} đang chờ trả lời.\nHạn trả lời: {due}.\n"
            "Thư này nhắc {told}.\n\nXem và trả lời: {link}",
        ),
        "en": (
            "Reminder: question {code}, due {due}",
            "Question {code} to {unit} is waiting for an answer.\nDue: {due}.\n"
            "This mail reminds {told}.\n\nRead and answer it: {link}",
        ),
    },
}
_TOLD: Mapping[str, Mapping[Language, str]] = {
    "officer": {"vi": "cán bộ đầu mối", "en": "the focal officer"},
    "head": {"vi": "lãnh đạo đơn vị", "en": "the head of the unit"},
    "coordinator": {"vi": "đầu mối thành phố", "en": "the city's coordinator"},
    "leader": {"vi": "lãnh đạo thành phố", "en": "the city's leadership"},
}
_SOMEBODY: Mapping[Language, str] = {"vi": "ông/bà", "en": "you"}
_SIGNATURES: Mapping[Language, str] = {
    "vi": "-- \nLắng Nghe: hệ thống hỏi đáp và đánh giá mức độ hài lòng\n"
    "Thư được gửi tự động, vui lòng không trả lời thư này.\n",
    "en": "-- \nLắng Nghe: questions, answers and satisfaction\n"
    "This mail was sent automatically; please do not reply to it.\n",
}


@dataclass(frozen=True)
class About:
    """The question a mail is about, and the role in which it reaches somebody (may be empty)."""

    code: str
    unit: UnitRef
    due_at: datetime
    is_public: bool
    told_role: str = ""


def subject_and_body(
    kind: Kind, language: Language, about: About, public_url: str
) -> tuple[str, str]:
    """Return a mail's subject and plain text."""
    link = _LINKS[kind]
    if kind == "question_answered" and about.is_public:
        link = "{public_url}/hoi-dap/{code}"
    unit = (about.unit.name_en if language == "en" else "") or about.unit.name
    words = {
        "code": about.code,
        "unit": unit,
        "told": _TOLD.get(about.told_role, _SOMEBODY)[language],
        "due": f"{about.due_at.astimezone(HO_CHI_MINH):%d/%m/%Y %H:%M}",
        "link": link.format(public_url=public_url, code=about.code),
    }
    subject, body = _TEXTS[kind][language]
    return subject.format(**words), f"{body.format(**words)}\n\n{_SIGNATURES[language]}"
