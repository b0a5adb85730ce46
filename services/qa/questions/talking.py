"""Words beside the answer: follow-ups and replies, internal notes, the sender's rating. No I/O."""

from datetime import datetime

from services.qa.questions.moving import MoveRules
from services.qa.questions.parts import Entry, Message, Note, Rating
from services.qa.questions.problems import TooManyMessages
from shared.contracts.qa.parts import AnswerRating

MOST_MESSAGES = 50
"""Of one side; further ones belong into a new question."""
MOST_NOTES = 500


class TalkRules(MoveRules):
    """What is said without moving the question on; the version stays."""

    def add_follow_up(self, text: str, at: datetime) -> list[Entry]:
        """Take a further word of the sender."""
        self.must_allow("follow-ups")
        self._add(Message(kind="follow_up", at=at, by="sender", text=text))
        return [self.sender_did("follow_up", at)]

    def reply(self, text: str, by: str, at: datetime) -> list[Entry]:
        """Give the sender a further word of the unit."""
        self.must_allow("replies")
        self._add(Message(kind="reply", at=at, by="responder", actor=by, text=text))
        return [self.responder_did("replied", by, at)]

    def add_note(self, note: Note) -> list[Entry]:
        """Keep an internal note."""
        if len(self.notes) >= MOST_NOTES:
            raise TooManyMessages
        self.notes.append(note)
        return [self.responder_did("noted", note.by, note.at)]

    def rate(self, level: AnswerRating, comment: str, at: datetime) -> list[Entry]:
        """Take the sender's rating, in the place of an earlier one."""
        self.must_allow("rating")
        before = self.rating.level if self.rating else ""
        rating = Rating(level=level, comment=comment, at=at)
        if self.rating:
            rating.id = self.rating.id
        self.rating = rating
        return [self.sender_did("rated", at, before=before, after=level)]

    def _add(self, message: Message) -> None:
        said = sum(one.by == message.by for one in self.messages)
        if said >= MOST_MESSAGES:
            raise TooManyMessages
        self.messages.append(message)
