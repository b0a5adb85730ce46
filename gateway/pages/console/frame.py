"""What stands at the side of every console page: the views of the work."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.translations import mark

CONSOLE_PART = mark("Trang cán bộ")


def console_frame(path: str, unread: int | None = None) -> dict[str, Any]:
    """Return the frame of a console page; `path` is the view it belongs to."""
    items = (
        NavigationItem(mark("Câu hỏi cần xử lý"), "/can-bo", current=path == "/can-bo"),
        NavigationItem(
            mark("Thông báo"),
            "/can-bo/thong-bao",
            current=path == "/can-bo/thong-bao",
            count=unread or None,
            attention=True,
        ),
    )
    return {"side_navigation": items, "part": CONSOLE_PART, "is_wide": True}
