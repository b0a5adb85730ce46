"""Making a copy of what is held of somebody: their questions with everything they may read, what
they were told and how, and the searches they keep.
"""

import json
from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.consents.documents import ConsentDocument
from services.qa.consents.model import known_texts
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.queries import notification_settings
from services.qa.questions import contacts
from services.qa.questions.access import Access, Standing
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.views import question_out
from services.qa.queue.documents import SearchesDocument

_AS_SENDER = Standing(Access.ASKER, is_sender=True)
_NOT_DATA = {"actions", "due_days", "version"}


async def gather(qa: QaRuntime, person: str) -> bytes:
    """Return everything held of a person, as JSON."""
    found = QuestionDocument.find({"owner": person}).sort("owned_mark")
    questions = [await _question(qa, question) async for question in found]
    told = DeliveryDocument.find({"recipient": f"person:{person}"})
    news = [
        row.model_dump(mode="json", include={"kind", "code", "channel", "created_at"})
        for row in await told.to_list()
    ]
    kept = await SearchesDocument.get(person)
    content = {
        "questions": questions,
        "notifications": news,
        "notification_settings": (await notification_settings(person)).model_dump(mode="json"),
        "searches": [one.asked.model_dump(mode="json") for one in kept.searches] if kept else [],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


async def _question(qa: QaRuntime, question: QuestionDocument) -> dict[str, Any]:
    shown = (await question_out(qa, question, _AS_SENDER)).model_dump(
        mode="json", exclude=_NOT_DATA, exclude_none=True
    )
    contact = contacts.unseal(question.contact, question.id, qa.cipher)
    said = ConsentDocument.find({"question": question.id}).sort("_id")
    consents = [
        {
            "kind": row.kind,
            "at": row.at.isoformat(),
            "text": known_texts()[row.text_hash].model_dump(mode="json"),
        }
        for row in await said.to_list()
    ]
    return {**shown, "contact": contact.model_dump(mode="json"), "consents": consents}
