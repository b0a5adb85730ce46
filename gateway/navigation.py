"""The links that stand on every page, and which of them a visitor sees."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from gateway.translations import mark
from gateway.viewers import Viewer


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One link; `count` shows how much waits behind it."""

    label: str
    href: str
    current: bool = False
    count: int | None = None
    attention: bool = False


PUBLIC_ITEMS = (
    NavigationItem(mark("Hỏi đáp"), "/hoi-dap"),
    NavigationItem(mark("Tra cứu"), "/hoi-dap/tra-cuu"),
    NavigationItem(mark("Đánh giá"), "/danh-gia"),
    NavigationItem(mark("Công khai"), "/cong-khai"),
)
CONSOLE_ITEM = NavigationItem(mark("Cán bộ"), "/can-bo")
DASHBOARD_ITEM = NavigationItem(mark("Lãnh đạo"), "/lanh-dao")
ADMIN_ITEM = NavigationItem(mark("Quản trị"), "/quan-tri")
RESPONDER_ROLES = ("officer", "head", "coordinator")


def list_navigation(viewer: Viewer | None) -> tuple[NavigationItem, ...]:
    """Give the links of the header for this visitor."""
    items = list(PUBLIC_ITEMS)
    if viewer and viewer.has_role(*RESPONDER_ROLES):
        items.append(CONSOLE_ITEM)
    if viewer and viewer.has_role("leader"):
        items.append(DASHBOARD_ITEM)
    if viewer and viewer.has_role("admin"):
        items.append(ADMIN_ITEM)
    return tuple(items)


def find_section(path: str) -> str:
    """Name the link of the header under which `path` lies, or nothing."""
    items = (*PUBLIC_ITEMS, CONSOLE_ITEM, DASHBOARD_ITEM, ADMIN_ITEM)
    matches = [item.href for item in items if path == item.href or path.startswith(f"{item.href}/")]
    return max(matches, key=len, default="")


def page_path(request: Request) -> str:
    """Give the path that shows this page again: after a POST, that of the form it came from."""
    if request.method in {"GET", "HEAD"}:
        return request.url.path
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    return came_from.path if came_from.netloc == request.url.netloc and came_from.path else "/"
