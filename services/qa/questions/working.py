"""Working on an open question: received, assigned, asked about, extended, supported. No I/O."""

from datetime import datetime

from services.qa.questions.parts import Entry, Extension, Message, Support
from services.qa.questions.problems import QuestionAlreadyReceived, SupportNotAsked
from services.qa.questions.states import QuestionRecord
from shared.contracts.qa.questions import QuestionStatus as Status

_NOT_BEGUN = (Status.RECEIVED, Status.REOPENED)


class WorkRules(QuestionRecord):
    """What a unit does until it answers; each method notes its steps and returns them."""

    def receive(self, by: str, at: datetime) -> list[Entry]:
        """Confirm that the unit has it; raises when that was done before."""
        if self.is_open and not self.is_new:
            raise QuestionAlreadyReceived(question_status=self.status, current_version=self.version)
        self.must_allow("receive")
        self.version += 1
        return self.received(by, at)

    def assign(self, person: str, by: str, at: datetime) -> list[Entry]:
        """Give it to an officer, receiving it first if nobody has; no news when it is theirs."""
        self.must_allow("assign")
        self.version += 1
        return self.received(by, at) + self._assigned(person, by, at)

    def classify(self, topic: str | None, by: str, at: datetime) -> list[Entry]:
        """File it under another topic; the due date stays."""
        self.must_allow("classify")
        self.version += 1
        if topic == self.topic:
            return []
        before, self.topic = self.topic, topic
        return [self.responder_did("classified", by, at, before=before or "", after=topic or "")]

    def request_information(self, text: str, by: str, at: datetime) -> list[Entry]:
        """Ask the sender; whoever saves it lets the clock stand still."""
        self.must_allow("request-info")
        self.version += 1
        entries = self.taken(by, at)
        before, self.status = self.status, Status.INFO_REQUESTED
        self.paused_since = at
        self.messages.append(
            Message(kind="info_request", at=at, by="responder", actor=by, text=text)
        )
        return [*entries, self.responder_did("info_requested", by, at, before=before)]

    def provide_information(self, text: str, at: datetime) -> list[Entry]:
        """Take what the sender was asked for; whoever saves it lets the clock go on."""
        self.must_allow("information")
        self.messages.append(Message(kind="information", at=at, by="sender", text=text))
        before, after = self._go_on()
        return [self.sender_did("information", at, before=before, after=after)]

    def resume(self, reason: str, by: str, at: datetime) -> list[Entry]:
        """Go on without the information; whoever saves it lets the clock go on."""
        self.must_allow("resume")
        before, after = self._go_on()
        return [self.responder_did("resumed", by, at, before=before, after=after, note=reason)]

    def note_extension(self, extension: Extension) -> list[Entry]:
        """Keep why the due date moved back."""
        self.version += 1
        self.extensions.append(extension)
        before, after = extension.due_before.isoformat(), extension.due_after.isoformat()
        return [
            self.responder_did(
                "extended", extension.by, extension.at,
                before=before, after=after, note=extension.reason,
            )
        ]  # fmt: skip

    def ask_support(self, support: Support) -> list[Entry]:
        """Ask another unit for its part, once more when it has given one."""
        self.must_allow("supports")
        self.version += 1
        entries = self.received(support.by, support.asked_at)
        self.supports.append(support)
        self.note_supporting()
        asked = self.responder_did("support_asked", support.by, support.asked_at)
        return [*entries, asked.model_copy(update={"after": support.unit})]

    def reply_support(self, unit: str, text: str, by: str, at: datetime) -> list[Entry]:
        """Take a supporting unit's part; raises when none is owed."""
        self.must_allow("supports")
        owed = [one for one in self.supports if one.unit == unit and one.is_owed]
        if not owed:
            raise SupportNotAsked
        owed[0].reply, owed[0].replied_by, owed[0].replied_at = text, by, at
        self.note_supporting()
        return [Entry(kind="support_replied", role="responder", at=at, by=by, unit=unit)]

    def received(self, by: str, at: datetime) -> list[Entry]:
        """Receive it unless somebody has."""
        if not self.is_new:
            return []
        before, self.status = self.status, Status.RECEIVED
        self.received_at = at
        return [self.responder_did("received", by, at, before=before, after=self.status)]

    def taken(self, by: str, at: datetime) -> list[Entry]:
        """Receive it unless somebody has, and take it unless it is somebody's."""
        entries = self.received(by, at)
        return entries if self.assignee else entries + self._assigned(by, by, at)

    def forget_support(self, unit: str) -> None:
        """Ask a unit that has the lead now for no part any more."""
        self.supports = [one for one in self.supports if one.unit != unit or not one.is_owed]
        self.note_supporting()

    def _assigned(self, person: str, by: str, at: datetime) -> list[Entry]:
        if self.status in _NOT_BEGUN:
            self.status = Status.IN_PROGRESS
        if person == self.assignee:
            return []
        before, self.assignee = self.assignee, person
        return [self.responder_did("assigned", by, at, before=before or "", after=person)]

    def _go_on(self) -> tuple[Status, Status]:
        self.version += 1
        before, self.status = self.status, Status.DRAFTED if self.draft else Status.IN_PROGRESS
        self.paused_since = None
        return before, self.status

    def note_supporting(self) -> None:
        """Keep by themselves the units that still owe their part."""
        owed = sorted({one.unit for one in self.supports if one.is_owed})
        self.supporting = owed or None
