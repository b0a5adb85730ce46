"""What stands at the side of every administration page."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.translations import mark

ADMIN_PART = mark("Quản trị")


def admin_frame(path: str) -> dict[str, Any]:
    """Return the frame of an administration page."""
    items = (
        NavigationItem(mark("Đơn vị"), "/quan-tri", current=path == "/quan-tri"),
        NavigationItem(mark("Cán bộ"), "/quan-tri/can-bo", current=path == "/quan-tri/can-bo"),
    )
    return {"side_navigation": items, "part": ADMIN_PART, "is_wide": True}
