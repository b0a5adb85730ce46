"""A question that goes elsewhere: to another unit, into another question, away, back. No I/O."""

from datetime import datetime

from services.qa.questions.answering import AnswerRules
from services.qa.questions.parts import Entry, Note, Rejection
from shared.contracts.qa.questions import QuestionStatus as Status


class MoveRules(AnswerRules):
    """Who has the question, and whether an answer is still owed; each method returns its steps."""

    def forward(self, unit: str, reason: str, by: str, at: datetime) -> list[Entry]:
        """Give the lead to another unit; whoever saves it moves the clock."""
        self.must_allow("forward")
        self.status = Status.SUBMITTED
        return self._lead_goes("forwarded", unit, reason, by, at)

    def give_back(self, unit: str, reason: str, by: str, at: datetime) -> list[Entry]:
        """Give the lead to the coordinator's unit; whoever saves it moves the clock."""
        self.must_allow("return")
        self.status = Status.RETURNED
        return self._lead_goes("returned", unit, reason, by, at)

    def reject(self, rejection: Rejection) -> list[Entry]:
        """Tell the sender why it is not answered here and where to turn."""
        self.must_allow("reject")
        self.version += 1
        before = self.status
        self.settle(Status.REJECTED, rejection.at)
        self.rejection = rejection
        return [
            self.responder_did(
                "rejected", rejection.by, rejection.at, before=before, after=rejection.ground
            )
        ]

    def merge_into(self, code: str, by: str, at: datetime) -> list[Entry]:
        """Leave the answer to another question, in which the same is asked."""
        self.must_allow("merge")
        self.version += 1
        before = self.status
        self.settle(Status.MERGED, at)
        self.merged_into = code
        self.merged_from = []
        return [self.responder_did("merged", by, at, before=before, after=code)]

    def absorb(self, codes: list[str], by: str, at: datetime) -> list[Entry]:
        """Answer for other questions too: the one merged into this, and those merged into it."""
        self.merged_from += [code for code in codes if code not in self.merged_from]
        return [self.responder_did("merged_from", by, at, after=codes[0])]

    def reopen(self, reason: str, by: str, at: datetime) -> list[Entry]:
        """Owe an answer again; the one given is an earlier one then, and on no public page.

        Without `by` it is the sender who reopens. Whoever saves it starts a new clock.
        """
        self.must_allow("reopen")
        self.version += 1
        self.reopens += 1
        self.set_aside_answer(reason, by, at)
        self.note_supporting()
        self.rejection = None
        before, self.status = self.status, Status.REOPENED
        self.escalation_level, self.climbs_from = 0, self.clock + 1
        entry = self.responder_did(
            "reopened", by, at, before=before, after=self.status, note=reason
        )
        return [entry if by else entry.model_copy(update={"role": "sender", "unit": ""})]

    def part(self, at: datetime) -> list[Entry]:
        """Stand for itself again: the question it was merged into will not be answered.

        Whoever saves it lets its clock go on.
        """
        self.version += 1
        before, self.status = self.status, Status.REOPENED
        self.merged_into = self.answered_mark = self.settled_at = None
        self.note_supporting()
        return [Entry(kind="reopened", role="system", at=at, before=before, after=self.status)]

    def withdraw(self, reason: str, at: datetime) -> list[Entry]:
        """End it: the sender wants no answer any more."""
        self.must_allow("withdraw")
        self.version += 1
        before = self.status
        self.settle(Status.WITHDRAWN, at)
        self.merged_from = []
        entry = self.sender_did("withdrawn", at, before=before, after=self.status)
        return [entry.model_copy(update={"note": reason})]

    def _lead_goes(self, kind: str, unit: str, reason: str, by: str, at: datetime) -> list[Entry]:
        """Change the lead; what was drafted stays as a note, for the next unit to use."""
        self.version += 1
        self.forwards += 1
        if self.draft:
            self.notes.append(Note(at=at, by=self.draft.by, text=self.draft.text))
        self.draft = self.assignee = self.received_at = None
        before, self.lead_unit = self.lead_unit, unit
        self.forget_support(unit)
        return [self.responder_did(kind, by, at, before=before, after=unit, note=reason)]
