"""Problems of people's requests about their own data."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

RIGHTS_TEXTS = {
    "rights-request-not-found": ProblemText(
        404,
        mark("Không có yêu cầu này"),
        mark("Yêu cầu không tồn tại, hoặc không phải của bạn."),
    ),
    "right-already-requested": ProblemText(
        409,
        mark("Bạn đang có yêu cầu cùng loại"),
        mark("Yêu cầu trước chưa giải quyết xong. Hãy đợi, hoặc rút lại rồi gửi yêu cầu mới."),
    ),
    "rights-request-settled": ProblemText(
        409,
        mark("Yêu cầu này không làm vậy được nữa"),
        mark("Yêu cầu đã được giải quyết, từ chối, rút lại hoặc đang thực hiện."),
    ),
    "no-extension": ProblemText(
        409,
        mark("Không kéo dài thêm được"),
        mark("Luật không cho kéo dài loại yêu cầu này, hoặc đã kéo dài một lần rồi."),
    ),
    "received-on-unusable": ProblemText(
        409,
        mark("Ngày nhận không dùng được"),
        mark("Ngày nhận là hôm nay hoặc trong 60 ngày qua."),
    ),
    "staff-data-kept": ProblemText(
        409,
        mark("Tài khoản của cán bộ không xóa ở đây"),
        mark("Người đang có tên trong danh bạ cán bộ thì liên hệ quản trị viên của đơn vị."),
    ),
    "rights-request-changed": ProblemText(
        412,
        mark("Người khác vừa xử lý yêu cầu này"),
        mark("Hãy xem lại yêu cầu rồi làm lần nữa."),
        "again",
    ),
    "copy-not-ready": ProblemText(
        404,
        mark("Không có bản dữ liệu để tải"),
        mark("Bản dữ liệu chưa xong, hoặc đã hết hạn tải. Hãy gửi yêu cầu mới nếu cần."),
    ),
}
