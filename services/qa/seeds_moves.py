"""The demonstration's questions that go other ways: each a script that people of the unit play.

They act through the same services as real people do, at moments of the past, heard by nobody.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.directory import queries as directory
from services.qa.escalations.effects import note_step
from services.qa.escalations.service import take_due
from services.qa.questions import service, service_answers, service_moves, service_words
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.opening import Working
from shared.clock import at
from shared.contracts.auth.directory import PersonOut
from shared.contracts.qa import work
from shared.contracts.qa.events import QuestionEscalated
from shared.contracts.qa.parts import AnswerRating, PublicVersion, RejectionGround
from shared.identity import Caller, CallerKind
from shared.mongo import Mongo, Transaction, transactional
from shared.working_time import add_working_time

T = TypeVar("T")
_ANSWER = "{answer}"
_OTHER_UNIT = "so-khcn"


@dataclass(frozen=True)
class Act:
    """After so many working hours somebody does something.

    A form whose text is `{answer}` gets the question's; `merge`, `mention` and `ask another` are
    made when they are played.
    """

    hours: float
    who: str
    function: Callable[..., Awaitable[Any]]
    form: Any = None


@dataclass(frozen=True)
class Script:
    """Asked so many working days ago, and what happened then."""

    days_ago: int
    acts: tuple[Act, ...]


def _public(title: str) -> PublicVersion:
    return PublicVersion(
        title=title,
        body="Tôi là […], xin hỏi thủ tục và giấy tờ cần chuẩn bị.",
        text="Câu trả lời gửi riêng cho ông/bà […]; nội dung chung như sau.\n\n"
        "Người dân nộp hồ sơ tại bộ phận một cửa nơi cư trú hoặc trên Cổng dịch vụ công.",
    )


_TAKE = Act(2, "officer", service.assign_question, work.AssignQuestion())
_SAY = service_answers.publish_answer
_ANSWERED = Act(24, "officer", _SAY, work.PublishAnswer.model_construct(text=_ANSWER))
_ASK_SENDER = Act(
    6, "officer", service_words.request_information,
    work.RequestInformation(
        text="Xin ông/bà cho biết ngày nộp và số biên nhận hồ sơ để chúng tôi kiểm tra."
    ),
)  # fmt: skip

SCRIPTS: tuple[Script, ...] = (
    Script(6, (_TAKE, _ASK_SENDER)),
    Script(9, (
        _TAKE, _ASK_SENDER,
        Act(30, "sender", service_words.provide_information, work.ProvideInformation(
            text="Tôi nộp hồ sơ hôm đầu tháng, biên nhận số 1203."
        )),
        Act(34, "officer", service_words.add_note, work.AddNote(
            text="Đã gọi bộ phận một cửa, đang chờ họ xác nhận ngày trả kết quả.", mentions=[]
        )),
    )),
    Script(7, (
        _TAKE,
        Act(20, "officer", service_answers.submit_answer, work.SubmitAnswer.model_construct(
            text=_ANSWER, public=_public("Giấy tờ cần chuẩn bị trong trường hợp của ông […]")
        )),
    )),
    Script(3, (
        Act(4, "officer", service_moves.return_question, work.ReturnQuestion(
            reason="Nội dung hỏi về bảo hiểm xã hội, không thuộc lĩnh vực tư pháp."
        )),
    )),
    Script(8, (
        _TAKE,
        Act(8, "officer", service_words.ask_support, work.AskSupport(
            unit=_OTHER_UNIT, working_days=3,
            request="Đề nghị cho ý kiến về việc dùng chữ ký số trên văn bản ủy quyền.",
        )),
        Act(10, "officer", service_words.ask_support, "ask another"),
        Act(18, "supporter", service_words.reply_support, work.ReplySupport(
            text="Chữ ký số hợp lệ có giá trị như chữ ký tay theo Luật Giao dịch điện tử."
        )),
    )),
    Script(5, (
        Act(5, "officer", service_moves.reject_question, work.RejectQuestion(
            ground=RejectionGround.COMPLAINT,
            guidance="Nội dung là **khiếu nại** quyết định hành chính. Ông/bà gửi đơn tới Ban Tiếp "
            "công dân thành phố để được giải quyết theo Luật Khiếu nại.",
        )),
    )),
    Script(4, (Act(6, "officer", service_moves.merge_question, "merge"),)),
    Script(40, (
        _TAKE, _ANSWERED,
        Act(60, "head", service_answers.recall_answer, work.RecallAnswer(
            reason="Căn cứ pháp lý trích dẫn đã được thay thế, đang soạn lại."
        )),
    )),
    Script(16, (
        _TAKE, _ANSWERED,
        Act(30, "sender", service_words.rate_answer, work.RateAnswer(
            level=AnswerRating.DISSATISFIED, comment="Câu trả lời chưa nói rõ lệ phí."
        )),
        Act(32, "sender", service_moves.reopen_question, work.ReopenQuestion(
            reason="Tôi hỏi về lệ phí nhưng câu trả lời chưa nhắc tới."
        )),
    )),
    Script(60, (
        _TAKE, _ANSWERED,
        Act(40, "sender", service_words.rate_answer, work.RateAnswer(
            level=AnswerRating.SATISFIED, comment="Rất rõ ràng, xin cảm ơn."
        )),
        Act(44, "officer", service_answers.close_question),
    )),
    Script(30, (
        _TAKE,
        Act(24, "officer", _SAY, work.PublishAnswer.model_construct(
            text=_ANSWER, public=_public("Thủ tục trong trường hợp của bà […]"), privately=False
        )),
        Act(50, "officer", service_answers.correct_answer, work.CorrectAnswer.model_construct(
            text=_ANSWER, public=None, reason="Bổ sung mức lệ phí mới áp dụng từ đầu tháng."
        )),
        Act(52, "sender", service_words.add_follow_up, work.AddFollowUp(
            text="Xin hỏi thêm: tôi có phải nộp lại từ đầu không?"
        )),
        Act(56, "officer", service_words.reply_to_sender, work.ReplyToSender(
            text="Ông/bà không phải nộp lại, chỉ bổ sung giấy tờ còn thiếu."
        )),
    )),
    Script(11, (
        _TAKE,
        Act(40, "officer", service_moves.extend_deadline, work.ExtendDeadline(
            working_days=5, reason="Cần xác minh hồ sơ lưu tại xã cũ trước khi sắp xếp đơn vị."
        )),
        Act(42, "head", service_words.add_note, "mention"),
    )),
    Script(2, (
        Act(3, "sender", service_moves.withdraw_question, work.WithdrawQuestion(
            reason="Tôi đã được bộ phận một cửa giải thích."
        )),
    )),
)  # fmt: skip


class _Unheard:
    """The database of a performance: what is emitted on it nobody hears."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def run(self, play: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a change and forget what it would have told."""

        async def unheard(tx: Transaction) -> T:
            result = await play(tx)
            tx.events.clear()
            tx.nudged.clear()
            return result

        return await self._mongo.run(unheard)


class Stage:
    """Where scripts are played, with the people of the directory."""

    def __init__(
        self, qa: QaRuntime, people: Sequence[PersonOut], codes: Sequence[str], moment: datetime
    ) -> None:
        self._qa = qa
        self._mongo = cast(Mongo, _Unheard(qa.mongo))
        self._people = people
        self._codes = codes
        self._moment = moment

    async def play(self, question: QuestionDocument, script: Script, answer: str) -> None:
        """Let people act one after another, as far as their moments lie in the past."""
        clock = await DeadlineDocument.get(question.id)
        assert clock is not None  # noqa: S101 - stored with the question
        calendar = await directory.calendar(clock.calendar)
        for act in script.acts:
            moment = add_working_time(calendar, question.asked_at, timedelta(hours=act.hours))
            if moment < self._moment:
                await self._climb(question.id, moment)
                await self._act(question, act, answer, moment)
        await self._climb(question.id, self._moment)

    async def _act(
        self, question: QuestionDocument, act: Act, answer: str, moment: datetime
    ) -> None:
        now_stored = await QuestionDocument.get(question.id)
        assert now_stored is not None  # noqa: S101 - it stays
        unit = _OTHER_UNIT if act.who == "supporter" else now_stored.lead_unit
        caller = self._caller(act.who, unit, question.owner or "")
        working = Working(self._qa, caller, question.code, now_stored.version)
        given = [unit] if act.who == "supporter" else []
        form = self._form(act.form, unit, answer)
        if form is not None:
            given.append(form)
        with at(moment):
            await act.function(self._mongo, working, *given)

    def _form(self, form: Any, unit: str, answer: str) -> Any:  # noqa: ANN401
        if form == "ask another":
            request = "Đề nghị cho ý kiến về hồ sơ nhà đất kèm theo."
            other = self._other_unit({unit, _OTHER_UNIT})
            return work.AskSupport(unit=other, working_days=2, request=request)
        if form == "merge":
            return work.MergeQuestion(into=self._codes[1])
        if form == "mention":
            mentions = [self._person("officer", unit)]
            text = "Nhờ gọi lại xã để lấy bản sao sổ hộ tịch cũ."
            return work.AddNote(text=text, mentions=mentions)
        if getattr(form, "text", "").strip() == _ANSWER:
            return form.model_copy(update={"text": answer})
        return form

    def _caller(self, who: str, unit: str, owner: str) -> Caller:
        if who == "sender":
            return Caller(kind=CallerKind.PERSON, id=owner)
        person = self._person("officer" if who == "supporter" else who, unit)
        roles = next(one.roles for one in self._people if one.id == person)
        return Caller(kind=CallerKind.PERSON, id=person, roles=tuple(roles))

    def _person(self, role: str, unit: str) -> str:
        found = [
            person.id
            for person in self._people
            if person.is_active
            and any((held.role, held.unit) == (role, unit) for held in person.roles)
        ]
        return found[0]

    def _other_unit(self, known: set[str]) -> str:
        held = (role for person in self._people if person.is_active for role in person.roles)
        named = [one.unit for one in held if one.role == "head" and one.unit]
        return next(unit for unit in named if unit not in known)

    async def _climb(self, question: str, until: datetime) -> None:
        """Take the steps of the ladder one by one, as the scan would have."""
        while True:
            stored = await DeadlineDocument.get(question)
            due_at = stored.next_step_at if stored else None
            if due_at is None or due_at > until:
                return
            with at(due_at):
                await _take_step(self._mongo, question, due_at)


@transactional
async def _take_step(tx: Transaction, question: str, due_at: datetime) -> None:
    """Take the steps due then, and do at once what follows from them."""
    await take_due(tx, [question], due_at)
    for event, _ in list(tx.events):
        await note_step(tx, cast(QuestionEscalated, event))
