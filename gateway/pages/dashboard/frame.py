"""What stands above every page of the leaders: the views of how people are served."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.translations import mark

PART = mark("Trang lãnh đạo")
_PAGES = (
    (mark("Tổng quan"), "/lanh-dao"),
    (mark("Xếp hạng"), "/lanh-dao/xep-hang"),
    (mark("Góp ý"), "/lanh-dao/gop-y"),
    (mark("Cảnh báo"), "/lanh-dao/canh-bao"),
    (mark("Báo cáo"), "/lanh-dao/bao-cao"),
)


def dashboard_frame(path: str) -> dict[str, Any]:
    """Return the frame of a leaders' page; `path` is the view it belongs to."""
    items = tuple(NavigationItem(label, href, current=path == href) for label, href in _PAGES)
    return {"side_navigation": items, "part": PART, "is_wide": True}
