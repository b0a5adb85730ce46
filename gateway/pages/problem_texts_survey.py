"""Problems of the survey service, by the rule each stands for."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

SURVEY_TEXTS = {
    "report-not-found": ProblemText(
        404,
        mark("Không có báo cáo này"),
        mark("Báo cáo không tồn tại hoặc thuộc đơn vị khác."),
    ),
    "report-not-ready": ProblemText(
        409,
        mark("Báo cáo đang được lập"),
        mark("Hãy đợi vài giây rồi tải lại."),
    ),
    "alert-not-found": ProblemText(
        404,
        mark("Không có cảnh báo này"),
        mark("Cảnh báo không tồn tại hoặc thuộc đơn vị khác."),
    ),
    "alert-already-resolved": ProblemText(
        409,
        mark("Cảnh báo đã được xử lý xong"),
        mark("Hãy tải lại trang để xem ai đã xử lý và xử lý thế nào."),
    ),
    "portal-exists": ProblemText(
        409,
        mark("Mã cổng này đã có"),
        mark("Hãy chọn mã khác; mã đã dùng không đổi được."),
    ),
    "portal-changed": ProblemText(
        412,
        mark("Cổng này vừa được người khác thay đổi"),
        mark("Hãy tải lại để xem nội dung mới, rồi sửa tiếp."),
    ),
    "outside-administration": ProblemText(
        403,
        mark("Đơn vị này không do bạn quản trị"),
        mark("Bạn chỉ sửa được cổng của các đơn vị mình quản trị."),
    ),
    "comment-not-found": ProblemText(
        404,
        mark("Không có góp ý này"),
        mark("Góp ý không tồn tại hoặc thuộc đơn vị khác."),
    ),
    "comment-changed": ProblemText(
        412,
        mark("Góp ý này vừa được người khác xử lý"),
        mark("Hãy tải lại để xem, rồi làm tiếp."),
    ),
    "comment-asked-already": ProblemText(
        409,
        mark("Góp ý này đã được chuyển thành câu hỏi"),
        mark("Hãy tải lại trang để xem câu hỏi đó."),
    ),
    "instrument-not-found": ProblemText(
        404,
        mark("Không có phiên bản này của phiếu đánh giá"),
        mark("Hãy chọn một phiên bản trong danh sách."),
    ),
    "draft-not-found": ProblemText(
        404,
        mark("Không có bản dự thảo này"),
        mark("Bản dự thảo có thể đã được ban hành hoặc đã xóa."),
    ),
    "draft-changed": ProblemText(
        412,
        mark("Bản dự thảo vừa được người khác sửa"),
        mark("Hãy tải lại để xem nội dung mới, rồi sửa tiếp."),
    ),
    "not-for-one-unit": ProblemText(
        403,
        mark("Phiếu đánh giá dùng chung cho mọi đơn vị"),
        mark("Chỉ người quản trị toàn hệ thống mới sửa được."),
    ),
    "poll-not-found": ProblemText(
        404,
        mark("Không có cuộc thăm dò này"),
        mark("Cuộc thăm dò chưa mở, hoặc kết quả không được công khai."),
    ),
    "poll-over": ProblemText(
        410,
        mark("Cuộc thăm dò này không nhận trả lời"),
        mark("Cuộc thăm dò chưa tới ngày mở hoặc đã kết thúc. Cảm ơn bạn đã quan tâm."),
    ),
    "poll-changed": ProblemText(
        412,
        mark("Cuộc thăm dò vừa được người khác sửa"),
        mark("Hãy tải lại để xem nội dung mới, rồi sửa tiếp."),
    ),
    "poll-not-a-draft": ProblemText(
        409,
        mark("Cuộc thăm dò đã mở, không sửa được nữa"),
        mark("Câu hỏi giữ nguyên từ khi mở. Muốn hỏi khác, hãy soạn cuộc thăm dò mới."),
    ),
    "poll-not-open": ProblemText(
        409,
        mark("Cuộc thăm dò không mở"),
        mark("Chỉ đóng được cuộc thăm dò đang mở."),
    ),
    "held-response-not-found": ProblemText(
        404,
        mark("Không có phiếu này trong mục tạm giữ"),
        mark("Phiếu có thể đã được xử lý. Hãy tải lại danh sách phiếu tạm giữ."),
    ),
    "outside-own-units": ProblemText(
        403,
        mark("Số liệu này nằm ngoài phạm vi của bạn"),
        mark("Bạn xem được số liệu của đơn vị mình và các đơn vị trực thuộc."),
    ),
    "month-not-published": ProblemText(
        404,
        mark("Số liệu tháng này chưa công bố"),
        mark("Số liệu được công bố khi hết tháng."),
    ),
    "portal-not-found": ProblemText(
        404,
        mark("Không có cổng thông tin này"),
        mark("Địa chỉ có thể gõ sai. Hãy mở trang đánh giá từ cổng thông tin của cơ quan."),
    ),
    "instrument-retired": ProblemText(
        410,
        mark("Phiếu đánh giá này không còn dùng"),
        mark("Hãy tải lại trang để dùng phiếu mới."),
        "again",
    ),
    "rated-from-elsewhere": ProblemText(
        403,
        mark("Trang này thuộc cổng khác"),
        mark("Mỗi trang chỉ đánh giá được cổng của mình; hãy mở trang đánh giá của cổng này."),
    ),
    "portal-closed": ProblemText(
        410,
        mark("Cổng thông tin này đã ngừng nhận đánh giá"),
        mark("Bạn vẫn có thể gửi câu hỏi tới cơ quan."),
    ),
    "no-instrument": ProblemText(
        503,
        mark("Chưa có phiếu đánh giá nào đang dùng"),
        mark("Hãy quay lại sau khi phiếu mới có hiệu lực."),
    ),
}
