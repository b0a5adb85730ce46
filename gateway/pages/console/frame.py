"""What stands at the side of every console page: the views of the work."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.pages.deps import RESPONDERS
from gateway.translations import mark
from gateway.visitors import Visitor

CONSOLE_PART = mark("Trang cán bộ")


_INBOX = "/can-bo/thong-bao"
_PAGES = (
    (mark("Câu hỏi cần xử lý"), "/can-bo", RESPONDERS),
    (mark("Phân loại, kiểm duyệt"), "/can-bo/kiem-duyet", ("coordinator",)),
    (mark("Thông báo"), _INBOX, (*RESPONDERS, "leader")),
    (mark("Câu hỏi thường gặp"), "/can-bo/thuong-gap", RESPONDERS),
    (mark("Mẫu trả lời"), "/can-bo/mau-tra-loi", RESPONDERS),
    (mark("Góp ý"), "/lanh-dao/gop-y", ("officer", "head")),
    (mark("Cảnh báo"), "/lanh-dao/canh-bao", ("head",)),
    (mark("Người thay khi vắng"), "/can-bo/nguoi-thay", RESPONDERS),
    (mark("Cách nhận thông báo"), "/can-bo/cach-nhan-thong-bao", (*RESPONDERS, "leader")),
)


def console_frame(visitor: Visitor, path: str, unread: int | None = None) -> dict[str, Any]:
    """Return the frame of a console page; `path` is the view it belongs to.

    A leader is told of questions and follows them, and has no queue.
    """
    items = tuple(
        NavigationItem(
            label,
            href,
            current=path == href,
            count=(unread or None) if href == _INBOX else None,
            attention=href == _INBOX,
        )
        for label, href, roles in _PAGES
        if visitor.has_role(*roles)
    )
    return {"side_navigation": items, "part": CONSOLE_PART, "is_wide": True}
