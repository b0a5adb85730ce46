"""Problems that one service answers with, by the rule it stands for."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

SERVICE_TEXTS = {
    "client-not-accepted": ProblemText(
        401,
        mark("Hệ thống gọi tới chưa được chấp nhận"),
        mark("Tên hoặc khóa bí mật của hệ thống không đúng. Hãy kiểm tra lại thông tin được cấp."),
    ),
    "session-not-accepted": ProblemText(
        401,
        mark("Phiên đăng nhập đã hết"),
        mark("Hãy đăng nhập lại để làm tiếp. Nội dung đang viết dở vẫn còn trong trình duyệt."),
        "sign_in",
    ),
    "foreign-form": ProblemText(
        403,
        mark("Yêu cầu không đến từ trang của chúng tôi"),
        mark("Để giữ an toàn, biểu mẫu chỉ được gửi từ trang Lắng Nghe. Hãy mở lại trang."),
    ),
    "not-your-unit": ProblemText(
        403,
        mark("Việc này thuộc đơn vị khác"),
        mark("Chỉ người của đơn vị phụ trách mới làm được việc này."),
    ),
    "unit-not-administered": ProblemText(
        403,
        mark("Đơn vị này do người khác quản trị"),
        mark("Bạn chỉ quản trị được đơn vị mình và các đơn vị trực thuộc."),
    ),
    "outside-own-units": ProblemText(
        403,
        mark("Số liệu này nằm ngoài phạm vi của bạn"),
        mark("Bạn xem được số liệu của đơn vị mình và các đơn vị trực thuộc."),
    ),
    "sign-in-refused": ProblemText(
        403,
        mark("Không đăng nhập được"),
        mark(
            "Nơi cấp định danh từ chối, hoặc tài khoản đang bị khóa. Bạn vẫn hỏi và đánh giá "
            "được mà không cần đăng nhập."
        ),
    ),
    "calendar-not-found": ProblemText(
        404,
        mark("Không có lịch làm việc này"),
        mark("Lịch làm việc được hỏi không có trong danh mục."),
    ),
    "month-not-published": ProblemText(
        404,
        mark("Số liệu tháng này chưa công bố"),
        mark("Số liệu được công bố khi hết tháng."),
    ),
    "notification-not-found": ProblemText(
        404,
        mark("Không có thông báo này"),
        mark("Thông báo không có trong hộp thư của bạn."),
    ),
    "person-not-found": ProblemText(
        404,
        mark("Không có người này trong danh mục"),
        mark("Người được hỏi không có trong danh mục cán bộ."),
    ),
    "portal-not-found": ProblemText(
        404,
        mark("Không có cổng thông tin này"),
        mark("Địa chỉ có thể gõ sai. Hãy mở trang đánh giá từ cổng thông tin của cơ quan."),
    ),
    "question-not-found": ProblemText(
        404,
        mark("Không tìm thấy câu hỏi"),
        mark(
            "Mã có thể gõ sai, hoặc câu hỏi không công khai. Câu hỏi riêng cần mã tra cứu và "
            "mã bí mật."
        ),
    ),
    "session-not-found": ProblemText(
        404,
        mark("Không có phiên đăng nhập này"),
        mark("Phiên đăng nhập đã kết thúc hoặc không phải của bạn."),
    ),
    "unit-not-found": ProblemText(
        404,
        mark("Không có đơn vị này"),
        mark("Đơn vị được hỏi không có trong danh mục."),
    ),
    "nothing-to-publish": ProblemText(
        409,
        mark("Chưa có nội dung trả lời"),
        mark("Hãy viết nội dung trả lời trước khi gửi."),
    ),
    "own-access": ProblemText(
        409,
        mark("Người khác phải làm việc này"),
        mark("Quyền của chính bạn do một quản trị khác thay đổi."),
    ),
    "question-already-answered": ProblemText(
        409,
        mark("Câu hỏi này đã được trả lời"),
        mark("Đã có người trả lời. Hãy tải lại trang để xem câu trả lời."),
        "again",
    ),
    "question-already-received": ProblemText(
        409,
        mark("Câu hỏi này đã được tiếp nhận"),
        mark("Đã có người tiếp nhận. Hãy tải lại trang để làm tiếp."),
        "again",
    ),
    "role-needs-root-unit": ProblemText(
        409,
        mark("Vai trò này chỉ có ở đơn vị cao nhất"),
        mark("Hãy chọn đơn vị cao nhất cho vai trò này."),
    ),
    "unknown-calendar": ProblemText(
        409,
        mark("Không có lịch làm việc này"),
        mark("Hãy chọn một lịch làm việc có trong danh mục."),
    ),
    "unknown-unit": ProblemText(
        409,
        mark("Không có đơn vị này"),
        mark("Hãy chọn một đơn vị có trong danh mục."),
    ),
    "instrument-retired": ProblemText(
        410,
        mark("Phiếu đánh giá này không còn dùng"),
        mark("Hãy tải lại trang để dùng phiếu mới."),
        "again",
    ),
    "portal-closed": ProblemText(
        410,
        mark("Cổng thông tin này đã ngừng nhận đánh giá"),
        mark("Bạn vẫn có thể gửi câu hỏi tới cơ quan."),
    ),
    "person-changed-meanwhile": ProblemText(
        412,
        mark("Người khác vừa thay đổi nội dung này"),
        mark("Hãy tải lại trang để xem bản mới nhất rồi làm lại."),
        "again",
    ),
    "question-changed": ProblemText(
        412,
        mark("Câu hỏi đã thay đổi trong lúc bạn làm"),
        mark("Hãy tải lại trang để xem bản mới nhất rồi làm lại."),
        "again",
    ),
    "unit-changed-meanwhile": ProblemText(
        412,
        mark("Người khác vừa thay đổi nội dung này"),
        mark("Hãy tải lại trang để xem bản mới nhất rồi làm lại."),
        "again",
    ),
    "grant-not-offered": ProblemText(
        422,
        mark("Cách xin mã truy cập này không có"),
        mark("Hệ thống chỉ nhận client_credentials."),
    ),
    "directory-incomplete": ProblemText(
        503,
        mark("Danh mục đơn vị chưa đầy đủ"),
        mark("Hệ thống vừa khởi động và đang nhận danh mục. Hãy thử lại sau ít phút."),
        "again",
    ),
    "no-deadline-policy": ProblemText(
        503,
        mark("Chưa có quy định về hạn trả lời"),
        mark("Quản trị cần đặt quy định về hạn trước khi nhận câu hỏi."),
    ),
    "no-instrument": ProblemText(
        503,
        mark("Chưa có phiếu đánh giá nào đang dùng"),
        mark("Hãy quay lại sau khi phiếu mới có hiệu lực."),
    ),
    "session-store-unavailable": ProblemText(
        503,
        mark("Tạm thời chưa đăng nhập được"),
        mark("Hãy thử lại sau ít phút. Bạn vẫn hỏi và đánh giá được mà không cần đăng nhập."),
        "again",
    ),
    "sign-in-unavailable": ProblemText(
        503,
        mark("Tạm thời chưa đăng nhập được"),
        mark("Hãy thử lại sau ít phút. Bạn vẫn hỏi và đánh giá được mà không cần đăng nhập."),
        "again",
    ),
}
