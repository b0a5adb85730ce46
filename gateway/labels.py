"""Words for the keys that cross in contracts: states, timeline steps, days, kinds of units.

The texts are messages: templates translate them where they are shown.
"""

from types import MappingProxyType

from gateway.translations import mark

STATUS = {
    "submitted": mark("Đã gửi"),
    "received": mark("Đã tiếp nhận"),
    "in_progress": mark("Đang xử lý"),
    "info_requested": mark("Chờ bổ sung"),
    "drafted": mark("Đã có dự thảo"),
    "awaiting_approval": mark("Chờ phê duyệt"),
    "answered": mark("Đã trả lời"),
    "closed": mark("Đã đóng"),
    "returned": mark("Chuyển trả"),
    "rejected": mark("Từ chối"),
    "merged": mark("Đã gộp"),
    "reopened": mark("Mở lại"),
    "recalled": mark("Đã thu hồi"),
}
STATUS_KIND = {
    "submitted": "neutral",
    "received": "active",
    "in_progress": "active",
    "info_requested": "waiting",
    "drafted": "active",
    "awaiting_approval": "active",
    "answered": "done",
    "closed": "done",
    "returned": "waiting",
    "rejected": "neutral",
    "merged": "neutral",
    "reopened": "active",
    "recalled": "neutral",
}
FINISHED = ("answered", "closed", "returned", "rejected", "merged", "recalled")
OPEN = tuple(status for status in STATUS if status not in FINISHED)
QUEUE_VIEW = {
    "": mark("Tất cả"),
    "mine": mark("Của tôi"),
    "unassigned": mark("Chưa phân công"),
    "due_soon": mark("Sắp đến hạn"),
    "overdue": mark("Quá hạn"),
    "answered": mark("Đã trả lời"),
}
TIMELINE = {
    "asked": mark("Đã gửi câu hỏi"),
    "received": mark("Đã tiếp nhận"),
    "assigned": mark("Đã phân công"),
    "drafted": mark("Đã lưu dự thảo"),
    "answered": mark("Đã trả lời"),
    "published": mark("Đã công khai"),
    "escalated": mark("Quá hạn, đã chuyển cấp"),
    "reminded": mark("Đã nhắc cán bộ"),
    "other": mark("Có cập nhật"),
}
TOLD = {
    "officer": mark("cán bộ đầu mối"),
    "head": mark("lãnh đạo đơn vị"),
    "coordinator": mark("đầu mối thành phố"),
    "leader": mark("lãnh đạo thành phố"),
}
TIMELINE_ROLE = {
    "sender": mark("Người gửi"),
    "responder": mark("Cán bộ"),
    "system": mark("Hệ thống"),
}
TIMELINE_ATTENTION = ("escalated",)
NOTIFICATION = {
    "question_asked": mark("Câu hỏi mới"),
    "question_receipt": mark("Câu hỏi của bạn đã được gửi"),
    "question_assigned": mark("Bạn được giao câu hỏi"),
    "question_answered": mark("Câu hỏi đã được trả lời"),
    "question_escalated": mark("Câu hỏi quá hạn được chuyển tới bạn"),
    "reminder": mark("Nhắc hạn trả lời"),
    "other": mark("Có cập nhật"),
}
NOTIFICATION_ATTENTION = ("question_escalated", "reminder")
DAY = {
    "event": mark("Ngày bắt đầu, chưa tính"),
    "counted": mark("Ngày làm việc"),
    "weekend": mark("Cuối tuần, không tính"),
    "day_off": mark("Ngày nghỉ, không tính"),
    "makeup": mark("Làm bù, có tính"),
    "paused": mark("Tạm dừng, không tính"),
}
UNIT_KIND = {
    "province": mark("Tỉnh, thành phố"),
    "department": mark("Sở, ban, ngành"),
    "commune": mark("Xã, phường, đặc khu"),
    "division": mark("Phòng, đơn vị thuộc"),
    "other": mark("Khác"),
}
ROLE = {
    "officer": mark("Chuyên viên"),
    "head": mark("Trưởng đơn vị"),
    "coordinator": mark("Đầu mối điều phối"),
    "leader": mark("Lãnh đạo"),
    "admin": mark("Quản trị"),
}

LABELS = MappingProxyType(
    {
        "status": STATUS,
        "status_kind": STATUS_KIND,
        "finished": FINISHED,
        "timeline": TIMELINE,
        "told": TOLD,
        "timeline_role": TIMELINE_ROLE,
        "timeline_attention": TIMELINE_ATTENTION,
        "notification": NOTIFICATION,
        "notification_attention": NOTIFICATION_ATTENTION,
        "day": DAY,
        "unit_kind": UNIT_KIND,
        "role": ROLE,
    }
)
