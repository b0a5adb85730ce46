"""The views of an account, at the head of each of its pages."""

from typing import Any

from gateway.pages.deps import PageMaker
from gateway.translations import mark

_VIEWS = (
    (mark("Thông tin"), "/tai-khoan"),
    (mark("Câu hỏi của tôi"), "/hoi-dap/cua-toi"),
    (mark("Phiên đăng nhập"), "/tai-khoan/phien"),
    (mark("Điều đã đồng ý"), "/tai-khoan/dong-y"),
    (mark("Quyền với dữ liệu"), "/tai-khoan/yeu-cau"),
)


def account_views(pages: PageMaker, path: str) -> list[dict[str, Any]]:
    """Return the tabs of an account's page; `path` is the view it belongs to."""
    return [
        {"label": pages.say(label), "href": href, "current": href == path} for label, href in _VIEWS
    ]
