"""What stands above every page of the leaders: the views of how people are served.

Heads and officers come to some of them from the console, and find the way back there.
"""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.pages.deps import RESPONDERS, PageMaker
from gateway.translations import mark

PART = mark("Trang lãnh đạo")
_LEADERS = ("leader", "admin")
_PAGES = (
    (mark("Câu hỏi cần xử lý"), "/can-bo", RESPONDERS),
    (mark("Tổng quan"), "/lanh-dao", _LEADERS),
    (mark("Xếp hạng"), "/lanh-dao/xep-hang", _LEADERS),
    (mark("Góp ý"), "/lanh-dao/gop-y", ("leader", "head", "officer")),
    (mark("Cảnh báo"), "/lanh-dao/canh-bao", ("leader", "head")),
    (mark("Báo cáo"), "/lanh-dao/bao-cao", _LEADERS),
)


def dashboard_frame(pages: PageMaker, path: str) -> dict[str, Any]:
    """Return the frame of a leaders' page; `path` is the view it belongs to."""
    items = tuple(
        NavigationItem(label, href, current=path == href)
        for label, href, roles in _PAGES
        if pages.viewer and pages.viewer.has_role(*roles)
    )
    return {"side_navigation": items, "part": PART, "is_wide": True}


def leads(pages: PageMaker) -> bool:
    """Say whether who looks is a leader, not somebody of a unit that sees to something."""
    return pages.viewer is not None and pages.viewer.has_role("leader")
