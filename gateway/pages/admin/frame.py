"""What stands at the side of every administration page."""

from typing import Any

from gateway.navigation import NavigationItem
from gateway.translations import mark

ADMIN_PART = mark("Quản trị")
_PAGES = (
    (mark("Đơn vị"), "/quan-tri"),
    (mark("Cán bộ"), "/quan-tri/can-bo"),
    (mark("Lịch làm việc"), "/quan-tri/lich"),
    (mark("Nhập, xuất danh bạ"), "/quan-tri/danh-ba"),
    (mark("Lĩnh vực"), "/quan-tri/linh-vuc"),
    (mark("Hạn trả lời"), "/quan-tri/han-tra-loi"),
    (mark("Nhắc việc, chuyển cấp"), "/quan-tri/nhac-viec"),
    (mark("Thư chưa gửi được"), "/quan-tri/chua-gui-duoc"),
    (mark("Kết nối hệ thống khác"), "/quan-tri/ket-noi"),
    (mark("Hệ thống gọi vào"), "/quan-tri/he-thong"),
    (mark("Nhập dữ liệu cũ"), "/quan-tri/nhap-du-lieu"),
    (mark("Cổng nhận đánh giá"), "/quan-tri/cong"),
    (mark("Phiếu đánh giá"), "/quan-tri/phieu"),
    (mark("Thăm dò ý kiến"), "/quan-tri/tham-do"),
    (mark("Phiếu tạm giữ"), "/quan-tri/tam-giu"),
    (mark("Quyền với dữ liệu"), "/quan-tri/quyen-du-lieu"),
    (mark("Nhật ký"), "/quan-tri/nhat-ky"),
)


def admin_frame(path: str) -> dict[str, Any]:
    """Return the frame of an administration page; `path` is the view it belongs to."""
    items = tuple(NavigationItem(label, href, current=path == href) for label, href in _PAGES)
    return {"side_navigation": items, "part": ADMIN_PART, "is_wide": True}
