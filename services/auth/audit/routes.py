"""The audit log for who administers everything; looking at it is noted too."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.auth.audit.queries import AuditWanted, list_audit
from services.auth.audit.service import record_alone
from services.auth.deps import CurrentRuntime, RootAdmin
from shared.contracts.auth.audit import AuditRow
from shared.paging import CursorText, Limit, Page

router = APIRouter(tags=["audit"])


@router.get("/api/auth/v1/audit")
async def list_audit_rows(
    *,
    caller: RootAdmin,
    runtime: CurrentRuntime,
    response: Response,
    wanted: Annotated[AuditWanted, Query()],
    cursor: CursorText = None,
    limit: Limit = 50,
) -> Page[AuditRow]:
    """List what was done and refused, the newest first, by kind, person, who did it and days."""
    response.headers["Cache-Control"] = "no-store"
    found = await list_audit(runtime.cipher, wanted, cursor, limit)
    if cursor is None:
        about = {"about": wanted.person} if wanted.person else {}
        await record_alone("audit.read", actor=caller.id, **about)
    return found
