"""Words for the leaders' pages: verdicts, alerts, comments, reports.

The texts are messages: templates translate them where they are shown.
"""

from gateway.translations import mark

LEADING_LABELS = {
    "criterion": {
        "interface": mark("Giao diện"),
        "content": mark("Nội dung"),
        "quality": mark("Chất lượng"),
        "interaction": mark("Tương tác"),
        "support": mark("Chức năng hỗ trợ"),
    },
    "verdict": {
        "better": mark("Tốt lên so với kỳ trước"),
        "worse": mark("Kém đi so với kỳ trước"),
        "no_clear_change": mark("Không đổi rõ rệt so với kỳ trước"),
        "too_few": mark("Chưa đủ lượt trả lời để so với kỳ trước"),
        "not_comparable": mark("Câu hỏi đã thay đổi, không so với kỳ trước được"),
    },
    "verdict_kind": {
        "better": "done", "worse": "attention", "no_clear_change": "neutral",
        "too_few": "neutral", "not_comparable": "neutral",
    },
    "comment_state": {
        "new": mark("Mới"),
        "useful": mark("Hữu ích"),
        "forwarded": mark("Đã chuyển đơn vị"),
        "hidden": mark("Đã ẩn"),
    },
    "alert_kind": {
        "fall": mark("Đánh giá giảm rõ rệt"),
        "silence": mark("Lượt đánh giá giảm hẳn"),
    },
    "alert_state": {
        "open": mark("Chưa ai xử lý"),
        "acknowledged": mark("Đang xử lý"),
        "resolved": mark("Đã xử lý xong"),
    },
    "report_kind": {
        "month": mark("Tháng"),
        "half_year": mark("6 tháng"),
        "year": mark("Năm"),
        "period": mark("Khoảng ngày tự chọn"),
    },
    "report_state": {
        "waiting": mark("Đang chờ lập"),
        "working": mark("Đang lập"),
        "ready": mark("Đã xong"),
        "failed": mark("Không lập được"),
    },
}  # fmt: skip
