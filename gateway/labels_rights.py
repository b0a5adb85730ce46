"""Words for people's rights over their data: kinds of requests and how they stand.

The texts are messages: templates translate them where they are shown.
"""

from gateway.translations import mark

RIGHTS_KIND = {
    "view": mark("Xem và tải dữ liệu"),
    "correct": mark("Chỉnh sửa dữ liệu"),
    "erase": mark("Xóa dữ liệu và tài khoản"),
    "object": mark("Phản đối việc dùng dữ liệu"),
}
RIGHTS_HINT = {
    "view": mark("Bản sao mọi thứ chúng tôi giữ về bạn, có sau vài phút."),
    "correct": mark("Cho biết điều gì chưa đúng và đúng là gì."),
    "erase": mark(
        "Xóa tài khoản, câu hỏi, tệp, cách liên hệ và mọi điều bạn viết. Câu hỏi đang chờ sẽ"
        " dừng lại. Bản công khai do đơn vị biên tập, không có thông tin của bạn, được giữ lại."
    ),
    "object": mark("Cho biết bạn không muốn dữ liệu nào được dùng vào việc gì."),
}
RIGHTS_STATE = {
    "submitted": mark("Chờ tiếp nhận"),
    "acknowledged": mark("Đang xem xét"),
    "running": mark("Đang thực hiện"),
    "done": mark("Đã xong"),
    "refused": mark("Không thực hiện"),
    "withdrawn": mark("Đã rút lại"),
}
RIGHTS_STATE_KIND = {
    "submitted": "waiting",
    "acknowledged": "active",
    "running": "active",
    "done": "done",
    "refused": "neutral",
    "withdrawn": "neutral",
}
RIGHTS_LABELS = {
    "rights_kind": RIGHTS_KIND,
    "rights_state": RIGHTS_STATE,
    "rights_state_kind": RIGHTS_STATE_KIND,
}
