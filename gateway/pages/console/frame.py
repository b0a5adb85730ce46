"""What stands at the side of every console page: the views of the work."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.pages.deps import RESPONDERS
from gateway.translations import mark
from gateway.visitors import Visitor

CONSOLE_PART = mark("Trang cán bộ")


def console_frame(visitor: Visitor, path: str, unread: int | None = None) -> dict[str, Any]:
    """Return the frame of a console page; `path` is the view it belongs to.

    A leader is told of questions and follows them, and has no queue.
    """
    queue = NavigationItem(mark("Câu hỏi cần xử lý"), "/can-bo", current=path == "/can-bo")
    inbox = NavigationItem(
        mark("Thông báo"),
        "/can-bo/thong-bao",
        current=path == "/can-bo/thong-bao",
        count=unread or None,
        attention=True,
    )
    items = (queue, inbox) if visitor.has_role(*RESPONDERS) else (inbox,)
    return {"side_navigation": items, "part": CONSOLE_PART, "is_wide": True}
