"""A question being asked: who asks what, and what is stored of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.qa.questions import contacts
from services.qa.questions.documents import PlacedQuestion
from services.qa.questions.preparing import Prepared
from shared.cipher import Cipher
from shared.contracts.qa.questions import AskQuestion
from shared.folding import fold
from shared.idempotency import Once
from shared.identity import Caller, CallerKind
from shared.ids import new_id, readable_code
from shared.outbox import Origin


@dataclass(frozen=True)
class Asking:
    """Who asks what, with which idempotency key."""

    caller: Caller
    form: AskQuestion
    key: str | None = None
    new_code: Callable[[], str] = readable_code
    origin: Origin = field(default_factory=Origin.present)

    @property
    def owner(self) -> str | None:
        """The person who asks signed in."""
        return self.caller.id if self.caller.kind is CallerKind.PERSON else None

    def once(self, cipher: Cipher) -> Once:
        """Return the request as one that may be sent twice."""
        return Once(f"ask:{self.caller.id}", self.key, self.form, cipher)


def question_of(asking: Asking, prepared: Prepared, secret: str, cipher: Cipher) -> PlacedQuestion:
    """Return the question as it is stored."""
    form, clock, question_id = asking.form, prepared.opening.clock, new_id()
    return PlacedQuestion(
        id=question_id,
        code=asking.new_code(),
        title=form.title,
        body=form.body,
        language=form.language,
        may_publish=form.may_publish,
        lead_unit=prepared.unit.id,
        topic=form.topic,
        contact=contacts.seal(form, question_id, cipher),
        owner=asking.owner,
        secret_hash=contacts.hash_secret(secret),
        asked_at=clock.starts_at,
        due_at=clock.due_at,
        due_soon_at=clock.due_soon_at,
        due_is_provisional=clock.deadline.provisional,
        title_key=fold(form.title),
    )
