"""Words for the keys of what administrators of the survey see: signs, decisions, portals' fields.

The texts are messages: templates translate them where they are shown.
"""

from gateway.translations import mark

HELD_VERDICT = {
    "held": mark("Đang giữ"),
    "released": mark("Đã cho tính"),
    "excluded": mark("Đã loại"),
}
PORTAL_STATE = {
    "true": mark("Đang nhận đánh giá"),
    "false": mark("Đã đóng"),
}

POLL_KIND = {
    "single": mark("Chọn một"),
    "multiple": mark("Chọn nhiều"),
    "scale": mark("Thang 1 đến 5"),
    "text": mark("Ý kiến bằng lời"),
}

KEEPING_LABELS = {
    "poll_kind": POLL_KIND,
    "held_verdict": HELD_VERDICT,
    "held_verdict_kind": {"held": "waiting", "released": "done", "excluded": "neutral"},
    "held_sign": {
        "honeypot": mark("Điền ô ẩn mà người thường không thấy"),
        "too_fast": mark("Gửi nhanh hơn mức người ta kịp đọc"),
        "forged_proof": mark("Kèm chứng nhận không do hệ thống cấp"),
        "proof_reused": mark("Dùng lại chứng nhận của phiếu khác"),
        "many_from_one": mark("Quá nhiều phiếu từ một nơi trong ngày"),
    },
    "portal_field": {
        "id": mark("mã"),
        "name": mark("tên"),
        "unit": mark("đơn vị"),
        "origins": mark("trang được nhúng"),
        "status": mark("trạng thái"),
    },
    "portal_status": {
        "open": mark("Đang nhận đánh giá"),
        "closed": mark("Đã đóng"),
    },
    "instrument_state": {
        "shown": mark("Đang dùng"),
        "coming": mark("Sắp dùng"),
        "past": mark("Đã ngừng"),
    },
    "instrument_state_kind": {"shown": "done", "coming": "waiting", "past": "neutral"},
    "poll_state": {
        "draft": mark("Dự thảo"),
        "open": mark("Đang mở"),
        "waiting": mark("Chờ tới ngày mở"),
        "closed": mark("Đã đóng"),
    },
    "poll_state_kind": {
        "draft": "neutral",
        "open": "active",
        "waiting": "waiting",
        "closed": "done",
    },
    "construct": {
        "access": mark("Mức dễ tiếp cận"),
        "adequacy": mark("Mức đáp ứng"),
        "grade": mark("Chất lượng"),
        "satisfaction": mark("Mức hài lòng"),
        "text": mark("Ý kiến bằng lời"),
    },
}
