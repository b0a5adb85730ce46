"""Words for the keys of what administrators see: policies, webhooks, imports.

The texts are messages: templates translate them where they are shown.
"""

from types import MappingProxyType

from gateway.translations import mark

POLICY_STATE = {
    "current": mark("Đang áp dụng"),
    "coming": mark("Sắp áp dụng"),
    "past": mark("Đã thay"),
}
POLICY_STATE_KIND = {"current": "done", "coming": "waiting", "past": "neutral"}
POLICY_FIELD = {
    "answer_working_days": mark("ngày để trả lời"),
    "receive_working_days": mark("ngày để tiếp nhận"),
    "forward_working_days": mark("ngày để chuyển"),
    "due_soon_working_days": mark("ngày báo sắp đến hạn"),
    "extension_days_allowed": mark("ngày gia hạn nhiều nhất"),
    "forwards_allowed": mark("số lần chuyển nhiều nhất"),
    "on_forward": mark("hạn khi chuyển đơn vị"),
    "approval": mark("phê duyệt"),
    "reopen_days": mark("ngày được mở lại"),
    "close_after_days": mark("ngày tự đóng"),
    "text": mark("căn cứ"),
    "text_en": mark("căn cứ (tiếng Anh)"),
    "valid_from": mark("áp dụng từ"),
    "valid_to": mark("áp dụng đến"),
    "steps": mark("các bậc"),
}
WEBHOOK_EVENT = {
    "question_asked": mark("Câu hỏi mới"),
    "question_forwarded": mark("Chuyển đơn vị"),
    "question_returned": mark("Chuyển trả"),
    "information_requested": mark("Yêu cầu bổ sung"),
    "information_provided": mark("Người gửi đã bổ sung"),
    "deadline_extended": mark("Gia hạn"),
    "due_changed": mark("Hạn trả lời đã thay đổi"),
    "question_rejected": mark("Từ chối"),
    "question_merged": mark("Gộp câu hỏi"),
    "question_answered": mark("Đã trả lời"),
    "answer_corrected": mark("Đính chính"),
    "answer_recalled": mark("Thu hồi"),
    "question_reopened": mark("Mở lại"),
    "question_withdrawn": mark("Người gửi rút"),
    "question_escalated": mark("Quá hạn, chuyển cấp"),
}
IMPORT_KIND = {
    "questions": mark("Câu hỏi đã trả lời"),
    "faq": mark("Câu hỏi thường gặp"),
    "topics": mark("Lĩnh vực"),
}
IMPORT_STATE = {
    "waiting": mark("Đang chờ"),
    "running": mark("Đang chạy"),
    "done": mark("Đã xong"),
    "failed": mark("Không đọc được tệp"),
}
IMPORT_STATE_KIND = {
    "waiting": "waiting",
    "running": "active",
    "done": "done",
    "failed": "urgent",
}

SCOPE = {
    "directory:read": mark("Đọc danh bạ đơn vị và cán bộ"),
    "figures:read": mark("Đọc số liệu trả lời của các đơn vị"),
}

ADMIN_LABELS = MappingProxyType(
    {
        "policy_state": POLICY_STATE,
        "policy_state_kind": POLICY_STATE_KIND,
        "policy_field": POLICY_FIELD,
        "webhook_event": WEBHOOK_EVENT,
        "import_kind": IMPORT_KIND,
        "import_state": IMPORT_STATE,
        "import_state_kind": IMPORT_STATE_KIND,
        "scope": SCOPE,
    }
)
