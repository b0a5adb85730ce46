"""Adding to the audit log: in the transaction of a change, or alone for a refusal."""

from pymongo.errors import PyMongoError

from services.auth.audit.documents import AuditEventDocument
from shared.logging import get_logger
from shared.mongo import Transaction

_log = get_logger("audit")


async def record(
    tx: Transaction,
    action: str,
    *,
    reason: str = "",
    person: str | None = None,
    actor: str | None = None,
    **subject: str,
) -> None:
    """Add a row in the transaction of the change it tells of."""
    row = AuditEventDocument(
        action=action, reason=reason, person=person, actor=actor, subject=subject
    )
    await row.insert(session=tx.session)


async def record_alone(action: str, *, actor: str, **subject: str) -> None:
    """Add a row about something that changed nothing."""
    await AuditEventDocument(action=action, actor=actor, subject=subject).insert()


async def record_refusal(
    action: str, *, reason: str, person: str | None = None, **subject: str
) -> None:
    """Add a row about something that was refused; without a database it is at least logged."""
    _log.info(action, reason=reason)
    try:
        await AuditEventDocument(
            action=action, reason=reason, person=person, subject=subject
        ).insert()
    except PyMongoError as error:
        _log.error("audit_not_written", action=action, reason=reason, error=type(error).__name__)
