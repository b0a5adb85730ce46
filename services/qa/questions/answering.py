"""Answering: drafted, approved, answered and published, corrected, recalled, closed. No I/O."""

from datetime import datetime

from services.qa.questions.parts import Answer, Correction, Draft, Entry
from services.qa.questions.problems import NothingToPublish, NotInThisState
from services.qa.questions.working import WorkRules
from shared.contracts.qa.parts import PublicVersion
from shared.contracts.qa.questions import QuestionStatus as Status
from shared.contracts.qa.work import SHORTEST_ANSWER

_KEEPS_ITS_STATE = (Status.DRAFTED, Status.INFO_REQUESTED)


class AnswerRules(WorkRules):
    """From the first draft to what becomes of an answer; each method returns its steps."""

    def save_draft(
        self, text: str, by: str, at: datetime, public: PublicVersion | None = None
    ) -> list[Entry]:
        """Keep the answer so far; whoever writes first takes the question.

        What awaits approval is a draft again.
        """
        self.must_allow("draft")
        self.version += 1
        entries = self.taken(by, at)
        self.draft = Draft(text=text, by=by, saved_at=at, public=public)
        self.submitted_by = None
        if self.status not in _KEEPS_ITS_STATE:
            before, self.status = self.status, Status.DRAFTED
            entries.append(self.responder_did("drafted", by, at, before=before, after=self.status))
        return entries

    def answer_text(self, text: str | None) -> str:
        """Return what will be answered: the text, else the draft; raises when it is no answer."""
        draft = self.draft.text if self.draft else ""
        chosen = draft if text is None else text
        if len(chosen) < SHORTEST_ANSWER:
            raise NothingToPublish
        return chosen

    def submit(
        self,
        text: str,
        by: str,
        at: datetime,
        public: PublicVersion | None = None,
        *,
        privately: bool = False,
    ) -> list[Entry]:
        """Ask for approval of an answer, which is the draft then."""
        self.must_allow("submit")
        entries = self.save_draft(text, by, at, public)
        if self.draft:
            self.draft.privately = privately
        before, self.status = self.status, Status.AWAITING_APPROVAL
        self.submitted_by = by
        entry = self.responder_did("submitted", by, at, before=before, after=self.status)
        return [*entries, entry]

    def send_back(self, reason: str, by: str, at: datetime) -> list[Entry]:
        """Have the officer write again."""
        self.must_allow("send-back")
        self.version += 1
        before, self.status = self.status, Status.DRAFTED
        self.submitted_by = None
        return [
            self.responder_did("sent_back", by, at, before=before, after=self.status, note=reason)
        ]

    def approve(self, html: str, by: str, at: datetime, public_html: str = "") -> list[Entry]:
        """Answer with the draft as it was submitted."""
        self.must_allow("approve")
        assert self.draft is not None  # noqa: S101 - only a draft is submitted
        self.version += 1
        approved = self.responder_did("approved", by, at, before=self.status)
        answer = Answer(
            text=self.draft.text, html=html, unit=self.lead_unit, by=self.draft.by,
            answered_at=at, approved_by=by, public=self.draft.public, public_html=public_html,
        )  # fmt: skip
        return [approved, *self._answer(answer, by, privately=self.draft.privately)]

    def publish(
        self,
        text: str,
        html: str,
        by: str,
        at: datetime,
        *,
        public: PublicVersion | None = None,
        public_html: str = "",
        privately: bool = False,
    ) -> list[Entry]:
        """Answer the sender, and everybody if the sender allowed it; passes through the states."""
        self.must_allow("publish")
        entries = self.save_draft(text, by, at, public)
        answer = Answer(
            text=text, html=html, unit=self.lead_unit, by=by, answered_at=at,
            public=public, public_html=public_html,
        )  # fmt: skip
        return entries + self._answer(answer, by, privately=privately)

    def correct(self, answer: Answer, reason: str, by: str, at: datetime) -> list[Entry]:
        """Replace the answer's text; the earlier one stays in the history.

        When it was answered, how long that took and who approved it stays as it was.
        """
        self.must_allow("correct")
        earlier = self._answered()
        self.version += 1
        self._keep_earlier(earlier, reason, by, at)
        kept = {
            name: getattr(earlier, name)
            for name in ("answered_at", "answered_in_seconds", "published_at", "approved_by")
        }
        self.answer = answer.model_copy(update={**kept, "corrected_at": at})
        return [self.responder_did("corrected", by, at, note=reason)]

    def recall(self, reason: str, by: str, at: datetime) -> list[Entry]:
        """Take the answer off the public pages; raises unless it is there."""
        self.must_allow("recall")
        if not self.is_published:
            raise NotInThisState(question_status=self.status, current_version=self.version)
        self.version += 1
        before, self.status = self.status, Status.RECALLED
        self.close_at = None
        self.unpublish()
        return [
            self.responder_did("recalled", by, at, before=before, after=self.status, note=reason)
        ]

    def republish(self, reason: str, by: str, at: datetime) -> list[Entry]:
        """Put a recalled answer on the public pages again."""
        self.must_allow("republish")
        if not self.may_publish:
            raise NotInThisState(question_status=self.status, current_version=self.version)
        self.version += 1
        is_over = self.reopen_until is None or self.reopen_until < at
        before, self.status = self.status, Status.CLOSED if is_over else Status.ANSWERED
        self.close_at = None if is_over else self.reopen_until
        self.show_to_all(at)
        return [
            self.responder_did("republished", by, at, before=before, after=self.status, note=reason)
        ]

    def stop_publishing(self, at: datetime) -> list[Entry]:
        """Leave the public pages for good: the sender took the consent back; again is nothing."""
        if not self.may_publish:
            return []
        self.version += 1
        self.may_publish = False
        self.unpublish()
        return [self.sender_did("consent_withdrawn", at)]

    def close(self, by: str, at: datetime) -> list[Entry]:
        """End it: the sender cannot reopen it any more. Without `by` it closed by itself."""
        self.must_allow("close")
        self.version += 1
        before, self.status = self.status, Status.CLOSED
        self.reopen_until = self.close_at = None
        entry = self.responder_did("closed", by, at, before=before, after=self.status)
        return [entry if by else entry.model_copy(update={"role": "system", "unit": ""})]

    def set_aside_answer(self, reason: str, by: str, at: datetime) -> None:
        """Make the answer an earlier one, as when the question is reopened."""
        if self.answer:
            self._keep_earlier(self.answer, reason, by, at)
        self.unpublish()
        self.answer = None
        self.answered_mark = self.settled_at = None
        self.reopen_until = self.close_at = None

    def _answer(self, answer: Answer, by: str, *, privately: bool) -> list[Entry]:
        at, before = answer.answered_at, self.status
        self.settle(Status.ANSWERED, at)
        self.draft = None
        self.answer = answer
        entries = [self.responder_did("answered", by, at, before=before, after=self.status)]
        if self.may_publish and not privately:
            self.show_to_all(at)
            entries.append(self.responder_did("published", by, at))
        return entries

    def _answered(self) -> Answer:
        assert self.answer is not None  # noqa: S101 - the states that are answered have one
        return self.answer

    def _keep_earlier(self, earlier: Answer, reason: str, by: str, at: datetime) -> None:
        self.corrections.append(
            Correction(
                at=at, by=by, reason=reason, text=earlier.text, html=earlier.html,
                was_public=earlier.published_at is not None,
            )
        )  # fmt: skip
