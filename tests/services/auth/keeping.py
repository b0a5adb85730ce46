"""What tests of the directory share: an administrator's requests, in the version just read."""

from typing import Any

from tests.services.auth.support import Answer, Browser

BASE = "/api/auth/v1"


async def tag(admin: Browser, path: str) -> str:
    """Return the version of a record."""
    return (await admin.get(f"{BASE}/{path}")).headers["ETag"]


async def send(admin: Browser, method: str, path: str, body: Any, of: str = "") -> Answer:
    """Send a change of a record, `of` naming whose version counts when it is not the path."""
    headers = {"If-Match": await tag(admin, of or path)}
    return await admin.request(method, f"{BASE}/{path}", json=body, headers=headers)


def unit_form(**fields: Any) -> dict[str, Any]:
    """Return a form of a unit."""
    return {
        "name": "Phòng Thử nghiệm", "name_en": "", "kind": "division", "parent": "so-tu-phap",
        "calendar": "hue", "valid_from": "2026-01-01", **fields,
    }  # fmt: skip


async def make_unit(admin: Browser, unit: str, **fields: Any) -> Answer:
    """Add a unit with a name of its own."""
    body = {"id": unit, **unit_form(**{"name": f"Đơn vị {unit}", **fields})}
    return await admin.post(f"{BASE}/units", json=body)
