"""What is left of a question whose sender was erased. No I/O.

The unit's work stays countable: when it was asked, answered, how long it took, which units and
officers had it. What anybody wrote goes, for it may tell of the sender, except the version that
the unit edited for everybody and that is on the public pages.
"""

from services.qa.questions.documents import QuestionDocument

_REMOVED = {
    "vi": ("Câu hỏi đã xóa", "Nội dung đã xóa theo yêu cầu của người gửi."),
    "en": ("Question erased", "The text was erased at the request of its sender."),
}


def redact(question: QuestionDocument) -> None:
    """Take out of a question whatever tells who sent it, and everything written about it."""
    title, body = _REMOVED[question.language]
    public = question.answer.public if question.answer and question.is_published else None
    if public:
        title, body = public.title, public.body
    question.title, question.body, question.title_key = title, body, ""
    question.contact = question.owner = question.draft = None
    question.secret_hash = ""
    question.may_publish = False
    if public is None:
        question.unpublish()
    _redact_answer(question, body)
    _redact_words(question, body)
    question.version += 1


def _redact_answer(question: QuestionDocument, body: str) -> None:
    answer = question.answer
    if answer is None:
        return
    if answer.public and question.is_published:
        answer.text, answer.html = answer.public.text, answer.public_html
    else:
        answer.text, answer.html, answer.public, answer.public_html = body, "", None, ""


def _redact_words(question: QuestionDocument, body: str) -> None:
    question.messages, question.notes = [], []
    for earlier in question.corrections:
        earlier.text, earlier.html, earlier.reason = body, "", ""
    for support in question.supports:
        support.request = body
        support.reply = None if support.reply is None else body
    for extension in question.extensions:
        extension.reason = ""
    if question.rejection:
        question.rejection.guidance, question.rejection.html = body, ""
    if question.rating:
        question.rating.comment = ""
