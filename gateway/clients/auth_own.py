"""Calls to auth about people's own data, and the audit log."""

from gateway.clients.base import Query, ServiceClient
from shared.contracts.auth.audit import AuditRow
from shared.paging import Page

_ROOT = "/api/auth/v1"


class OwnDataCalls(ServiceClient):
    """What the pages of an account, and of those who look after its rights, ask auth."""

    async def list_audit(
        self,
        *,
        audit_action: str | None = None,
        person: str | None = None,
        actor: str | None = None,
        first: str | None = None,
        last: str | None = None,
        cursor: str | None = None,
    ) -> Page[AuditRow]:
        """Return rows of the audit log, the newest first; days are ISO dates."""
        query: Query = {
            "action": audit_action, "person": person, "actor": actor, "from": first, "to": last,
            "cursor": cursor,
        }  # fmt: skip
        return await self._get(Page[AuditRow], f"{_ROOT}/audit", query)
