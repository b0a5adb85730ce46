"""Bodies for the calls of those who respond and administer, by the client's method."""

from datetime import date
from typing import Any

from shared.contracts.qa.attachments import PublishAttachment
from shared.contracts.qa.deputies import AppointDeputy
from shared.contracts.qa.faq import AddFaq, EditFaq, WithdrawFaq
from shared.contracts.qa.moderation import SettleModeration
from shared.contracts.qa.notifications import NotificationSettings
from shared.contracts.qa.policies import LadderForm, NewLadder, NewPolicy, PolicyForm, StepForm
from shared.contracts.qa.searches import KeepSearch
from shared.contracts.qa.templates import WriteTemplate
from shared.contracts.qa.topics import CreateTopic, TopicForm, UndoTopicChange
from shared.contracts.qa.webhooks import RegisterWebhook
from shared.contracts.qa.work import (
    AddNote,
    AssignQuestions,
    ChosenQuestion,
    DraftAnswer,
    KeepPresence,
    ReplySupport,
    ReplyToSender,
)

_DAY = date(2026, 11, 22)
_POLICY: dict[str, Any] = {"answer_working_days": 15, "text": "Quyết định", "valid_from": _DAY}
_STEPS: dict[str, Any] = {
    "steps": [StepForm(key="due", role="head", working_days=0)], "valid_from": _DAY,
}  # fmt: skip
_TEXT = "Nộp tại bộ phận một cửa."

CONSOLE_BODIES: dict[str, Any] = {
    "change_question": DraftAnswer(text=_TEXT),
    "assign_questions": AssignQuestions(questions=[ChosenQuestion(code="HD12", version=1)]),
    "reply_support": ReplySupport(text=_TEXT),
    "add_note": AddNote(text=_TEXT, mentions=[]),
    "reply_to_sender": ReplyToSender(text=_TEXT),
    "keep_presence": KeepPresence(),
    "keep_search": KeepSearch(name="Sắp đến hạn"),
    "change_notification_settings": NotificationSettings(mail={}),
    "add_template": WriteTemplate(name="Mở đầu", text=_TEXT),
    "edit_template": WriteTemplate(name="Mở đầu", text=_TEXT),
    "add_faq": AddFaq(unit="so-khcn", title="Nộp ở đâu?", answer=_TEXT, documents=[]),
    "edit_faq": EditFaq(title="Nộp ở đâu?", answer=_TEXT, documents=[]),
    "withdraw_faq": WithdrawFaq(reason="Văn bản hết hiệu lực"),
    "appoint_deputy": AppointDeputy.model_validate(
        {"person": "a", "deputy": "b", "from": _DAY, "to": _DAY}
    ),
    "settle_moderation": SettleModeration(outcome="handled"),
    "publish_attachment": PublishAttachment(),
    "add_policy": NewPolicy(**_POLICY),
    "change_policy": PolicyForm(**_POLICY),
    "add_ladder": NewLadder(**_STEPS),
    "change_ladder": LadderForm(**_STEPS),
    "register_webhook": RegisterWebhook(
        name="LGSP", url="https://lgsp.example/hook", kinds=["question_asked"]
    ),
}
CONSOLE_BODIES |= {
    "create_topic": CreateTopic(id="cho", name="Chợ"),
    "revise_topic": TopicForm(name="Chợ"),
    "undo_topic_change": UndoTopicChange(version=2),
}
CONSOLE_SAMPLES: dict[str, Any] = {
    "action": "draft", "sort": "due", "template": "t1", "deputy": "d1", "search": "s1",
    "state": "open", "kind": "questions", "policy": "p1", "ladder": "l1", "webhook": "w1",
    "source": "cong-cu", "dry_run": True,
}  # fmt: skip
