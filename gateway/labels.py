"""Words for the keys that cross in contracts: states, timeline steps, days, kinds of units.

The texts are messages: templates translate them where they are shown.
"""

from types import MappingProxyType

from gateway.labels_admin import ADMIN_LABELS
from gateway.labels_audit import AUDIT_LABELS
from gateway.labels_directory import DIRECTORY_LABELS
from gateway.labels_keeping import KEEPING_LABELS
from gateway.labels_leading import LEADING_LABELS
from gateway.labels_rights import RIGHTS_LABELS
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
    "withdrawn": mark("Đã rút"),
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
    "withdrawn": "neutral",
}
FINISHED = ("answered", "closed", "rejected", "merged", "recalled", "withdrawn")
OPEN = tuple(status for status in STATUS if status not in FINISHED)
QUEUE_VIEW = {
    "": mark("Tất cả"),
    "mine": mark("Của tôi"),
    "unassigned": mark("Chưa phân công"),
    "due_soon": mark("Sắp đến hạn"),
    "overdue": mark("Quá hạn"),
    "waiting": mark("Chờ người gửi"),
    "approval": mark("Chờ phê duyệt"),
    "supporting": mark("Phối hợp"),
    "unit": mark("Đơn vị tôi"),
    "returned": mark("Chuyển trả"),
    "answered": mark("Đã trả lời"),
}
QUEUE_ATTENTION = ("due_soon", "overdue")
QUEUE_SORT = {
    "due": mark("Hạn sớm nhất trước"),
    "newest": mark("Mới gửi trước"),
    "oldest": mark("Gửi lâu nhất trước"),
}
TIMELINE = {
    "asked": mark("Đã gửi câu hỏi"),
    "received": mark("Đã tiếp nhận"),
    "assigned": mark("Đã phân công"),
    "classified": mark("Đã đổi lĩnh vực"),
    "forwarded": mark("Đã chuyển tới đơn vị khác"),
    "returned": mark("Không đúng đơn vị, đã chuyển trả cho đầu mối"),
    "info_requested": mark("Đã hỏi thêm người gửi"),
    "information": mark("Người gửi đã bổ sung"),
    "resumed": mark("Đã tiếp tục xử lý"),
    "extended": mark("Đã gia hạn trả lời"),
    "support_asked": mark("Đã nhờ đơn vị khác phối hợp"),
    "support_replied": mark("Đơn vị phối hợp đã góp ý"),
    "drafted": mark("Đã lưu dự thảo"),
    "submitted": mark("Đã trình duyệt câu trả lời"),
    "approved": mark("Đã phê duyệt câu trả lời"),
    "sent_back": mark("Câu trả lời cần viết lại"),
    "answered": mark("Đã trả lời"),
    "published": mark("Đã công khai"),
    "corrected": mark("Đã đính chính câu trả lời"),
    "recalled": mark("Đã thu hồi khỏi trang công khai"),
    "republished": mark("Đã công khai trở lại"),
    "rejected": mark("Đã từ chối, có hướng dẫn"),
    "merged": mark("Đã gộp vào câu hỏi cùng nội dung"),
    "merged_from": mark("Đã gộp một câu hỏi cùng nội dung vào đây"),
    "follow_up": mark("Người gửi viết thêm"),
    "replied": mark("Đơn vị đã trả lời thêm"),
    "attached": mark("Đã thêm tệp"),
    "detached": mark("Đã gỡ tệp"),
    "attachment_refused": mark("Tệp có mã độc, đã xóa"),
    "attachment_published": mark("Đã công khai tệp"),
    "attachment_hidden": mark("Đã thôi công khai tệp"),
    "imported": mark("Đã chuyển từ cổng cũ sang"),
    "noted": mark("Đã ghi chú nội bộ"),
    "rated": mark("Người gửi đã đánh giá câu trả lời"),
    "reopened": mark("Đã mở lại câu hỏi"),
    "withdrawn": mark("Người gửi đã rút câu hỏi"),
    "consent_withdrawn": mark("Người gửi thôi đồng ý công khai"),
    "closed": mark("Đã đóng câu hỏi"),
    "recalculated": mark("Đã tính lại hạn trả lời"),
    "rerouted": mark("Đơn vị đã thay đổi, câu hỏi được chuyển tiếp"),
    "escalated": mark("Quá hạn, đã chuyển cấp"),
    "reminded": mark("Đã nhắc cán bộ"),
    "other": mark("Có cập nhật"),
}
TOLD = {
    "officer": mark("cán bộ đầu mối"),
    "head": mark("lãnh đạo đơn vị"),
    "coordinator": mark("đầu mối điều phối"),
    "leader": mark("lãnh đạo"),
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
    "question_forwarded": mark("Câu hỏi được chuyển tới đơn vị bạn"),
    "question_returned": mark("Câu hỏi bị chuyển trả"),
    "question_reopened": mark("Câu hỏi được mở lại"),
    "question_withdrawn": mark("Người gửi đã rút câu hỏi"),
    "question_answered": mark("Câu hỏi đã được trả lời"),
    "question_escalated": mark("Câu hỏi quá hạn được chuyển tới bạn"),
    "reminder": mark("Nhắc hạn trả lời"),
    "question_not_received": mark("Câu hỏi chưa được tiếp nhận"),
    "due_changed": mark("Hạn trả lời đã thay đổi"),
    "information_provided": mark("Người gửi đã bổ sung"),
    "follow_up_added": mark("Người gửi viết thêm"),
    "support_asked": mark("Đơn vị bạn được nhờ phối hợp"),
    "support_replied": mark("Đơn vị phối hợp đã góp phần"),
    "support_reminder": mark("Nhắc hạn phối hợp"),
    "answer_submitted": mark("Câu trả lời chờ bạn phê duyệt"),
    "answer_approved": mark("Câu trả lời của bạn đã được phê duyệt"),
    "answer_sent_back": mark("Câu trả lời của bạn cần sửa"),
    "answer_recalled": mark("Câu trả lời bị thu hồi khỏi trang công khai"),
    "colleague_mentioned": mark("Đồng nghiệp nhắc tới bạn trong ghi chú"),
    "faq_expiring": mark("Câu hỏi thường gặp sắp hết hiệu lực"),
    "alert_opened": mark("Cảnh báo đánh giá của cổng"),
    "alert_overdue": mark("Cảnh báo đánh giá quá hạn xử lý"),
    "report_ready": mark("Báo cáo đã lập xong"),
    "right_requested": mark("Yêu cầu về dữ liệu cá nhân"),
    "right_late": mark("Yêu cầu về dữ liệu cá nhân quá hạn"),
    "question_moved": mark("Câu hỏi của bạn được chuyển đơn vị"),
    "information_requested": mark("Đơn vị cần bạn bổ sung thông tin"),
    "deadline_extended": mark("Câu hỏi của bạn được gia hạn"),
    "due_moved": mark("Hạn trả lời được tính lại"),
    "question_rejected": mark("Câu hỏi của bạn có hướng dẫn nơi giải quyết"),
    "question_merged": mark("Câu hỏi của bạn được trả lời chung"),
    "answer_corrected": mark("Câu trả lời được đính chính"),
    "question_taken_up_again": mark("Câu hỏi của bạn được xem xét lại"),
    "reply_added": mark("Đơn vị trả lời thêm"),
    "other": mark("Có cập nhật"),
}
NOTIFICATION_ATTENTION = (
    "question_escalated", "reminder", "question_not_received", "support_reminder", "faq_expiring",
    "alert_opened", "alert_overdue", "right_late",
)  # fmt: skip
DAY = {
    "event": mark("Ngày bắt đầu, chưa tính"),
    "counted": mark("Ngày làm việc"),
    "weekend": mark("Cuối tuần, không tính"),
    "day_off": mark("Ngày nghỉ, không tính"),
    "makeup": mark("Làm bù, có tính"),
    "paused": mark("Tạm dừng, không tính"),
}
HOLDER = {
    "submitted": mark("%(unit)s đã có câu hỏi và sẽ xác nhận tiếp nhận."),
    "received": mark("%(unit)s đã tiếp nhận và đang phân công cán bộ."),
    "in_progress": mark("Cán bộ của %(unit)s đang xử lý."),
    "info_requested": mark("%(unit)s đang chờ người gửi bổ sung thông tin."),
    "drafted": mark("Cán bộ của %(unit)s đang soạn câu trả lời."),
    "awaiting_approval": mark("Lãnh đạo %(unit)s đang duyệt câu trả lời."),
    "answered": mark("%(unit)s đã trả lời."),
    "closed": mark("Đã xong: %(unit)s đã trả lời và câu hỏi đã đóng."),
    "returned": mark("%(unit)s đang chọn lại đơn vị trả lời."),
    "rejected": mark("%(unit)s đã từ chối và hướng dẫn nơi giải quyết."),
    "merged": mark("%(unit)s trả lời chung với một câu hỏi cùng nội dung."),
    "reopened": mark("%(unit)s đang trả lời lại."),
    "recalled": mark("%(unit)s đã thu hồi câu trả lời khỏi trang công khai."),
    "withdrawn": mark("Người gửi đã rút câu hỏi; không đơn vị nào xử lý nữa."),
}
MESSAGE = {
    "info_request": mark("Đơn vị hỏi thêm"),
    "information": mark("Người gửi bổ sung"),
    "follow_up": mark("Người gửi viết thêm"),
    "reply": mark("Đơn vị trả lời thêm"),
}
REJECTION = {
    "out_of_competence": mark("Không thuộc thẩm quyền của cơ quan trên hệ thống này"),
    "complaint": mark("Đây là khiếu nại, phải giải quyết theo Luật Khiếu nại"),
    "denunciation": mark("Đây là tố cáo, phải giải quyết theo Luật Tố cáo"),
    "feedback_report": mark("Đây là phản ánh hiện trường, có hệ thống tiếp nhận riêng"),
    "unclear": mark("Nội dung chưa đủ rõ để trả lời"),
    "abuse": mark("Nội dung không phù hợp để trả lời"),
}
ANSWER_RATING = {
    "satisfied": mark("Hài lòng"),
    "acceptable": mark("Chấp nhận"),
    "dissatisfied": mark("Không hài lòng"),
}
PERSONAL = {
    "personal_number": mark("số định danh"),
    "phone": mark("số điện thoại"),
    "email": mark("thư điện tử"),
}
MAIL_CHOICE = {
    "immediately": mark("Gửi ngay"),
    "digest": mark("Gộp đầu giờ làm việc"),
    "off": mark("Không gửi thư"),
}
FAQ_STATE = {
    "valid": mark("Đang hiệu lực"),
    "not_yet": mark("Chưa tới ngày"),
    "expired": mark("Hết hiệu lực"),
    "withdrawn": mark("Đã rút xuống"),
}
FAQ_STATE_KIND = {
    "valid": "done",
    "not_yet": "waiting",
    "expired": "attention",
    "withdrawn": "neutral",
}
FAQ_CHANGE = {
    "added": mark("Thêm mới"),
    "edited": mark("Sửa"),
    "withdrawn": mark("Rút xuống"),
}
MODERATION = {
    "triage": mark("Chưa có đơn vị"),
    "returned": mark("Bị chuyển trả"),
    "personal_data": mark("Lộ thông tin cá nhân"),
    "recalled": mark("Đã thu hồi"),
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
        "holder": HOLDER,
        "message": MESSAGE,
        "rejection": REJECTION,
        "answer_rating": ANSWER_RATING,
        "personal": PERSONAL,
        "faq_state": FAQ_STATE,
        "faq_state_kind": FAQ_STATE_KIND,
        "faq_change": FAQ_CHANGE,
        "moderation": MODERATION,
        **ADMIN_LABELS,
        **DIRECTORY_LABELS,
        **AUDIT_LABELS,
        **RIGHTS_LABELS,
        **LEADING_LABELS,
        **KEEPING_LABELS,
        "unit_kind": UNIT_KIND,
        "role": ROLE,
    }
)
