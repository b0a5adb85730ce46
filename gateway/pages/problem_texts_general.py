"""Problems that any part may answer with."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

GENERAL_TEXTS = {
    "invalid-request": ProblemText(
        422,
        mark("Yêu cầu chưa đúng"),
        mark("Có chỗ thiếu hoặc sai. Hãy quay lại, kiểm tra rồi gửi lại."),
    ),
    "unauthenticated": ProblemText(
        401, mark("Cần đăng nhập"), mark("Trang này dành cho người đã đăng nhập."), "sign_in"
    ),
    "session-ended": ProblemText(
        401,
        mark("Phiên đăng nhập đã hết"),
        mark("Hãy đăng nhập lại để làm tiếp. Nội dung đang viết dở vẫn còn trong trình duyệt."),
        "sign_in",
    ),
    "token-not-accepted": ProblemText(
        401,
        mark("Mã truy cập không được chấp nhận"),
        mark("Mã truy cập đã hết hạn, sai hoặc thuộc hệ thống khác."),
        "sign_in",
    ),
    "forbidden": ProblemText(
        403,
        mark("Bạn không có quyền làm việc này"),
        mark("Việc này dành cho vai trò khác. Nếu bạn cần quyền, hãy hỏi quản trị của đơn vị."),
    ),
    "step-up-required": ProblemText(
        403,
        mark("Cần đăng nhập ở mức cao hơn"),
        mark("Việc này cần định danh mức 2. Hãy đăng nhập lại bằng mức đó."),
        "step_up",
    ),
    "cross-site-request": ProblemText(
        403,
        mark("Yêu cầu không đến từ trang của chúng tôi"),
        mark("Để giữ an toàn, biểu mẫu chỉ được gửi từ trang Lắng Nghe. Hãy mở lại trang."),
    ),
    "not-found": ProblemText(
        404,
        mark("Không tìm thấy trang này"),
        mark(
            "Địa chỉ có thể gõ sai, hoặc nội dung không công khai. "
            "Câu hỏi riêng cần mã tra cứu và mã bí mật."
        ),
    ),
    "method-not-allowed": ProblemText(
        405, mark("Địa chỉ này không nhận cách gửi đó"), mark("Hãy mở lại trang từ đầu.")
    ),
    "conflict": ProblemText(
        409,
        mark("Việc này không còn làm được"),
        mark("Tình trạng đã thay đổi trong lúc bạn làm. Hãy tải lại trang để xem bản mới nhất."),
        "again",
    ),
    "idempotency-key-reused": ProblemText(
        409,
        mark("Biểu mẫu này đã được gửi"),
        mark(
            "Biểu mẫu này đã được gửi một lần với nội dung khác. "
            "Nếu muốn gửi thêm, hãy bấm gửi lần nữa."
        ),
    ),
    "gone": ProblemText(
        410,
        mark("Nội dung này không còn nữa"),
        mark("Nội dung đã đóng hoặc được gỡ bỏ."),
    ),
    "stale-version": ProblemText(
        412,
        mark("Người khác vừa thay đổi nội dung này"),
        mark("Hãy tải lại trang để xem bản mới nhất rồi làm lại."),
        "again",
    ),
    "too-large": ProblemText(
        413,
        mark("Nội dung gửi lên quá lớn"),
        mark("Hãy quay lại trang trước, rút ngắn nội dung hoặc chọn tệp nhỏ hơn rồi gửi lại."),
    ),
    "body-too-slow": ProblemText(
        408,
        mark("Nội dung chưa tới đủ"),
        mark("Đường truyền quá chậm hoặc bị ngắt giữa chừng. Hãy thử gửi lại."),
        "again",
    ),
    "odd-request": ProblemText(
        400,
        mark("Yêu cầu viết không đúng chuẩn"),
        mark("Chương trình hoặc thiết bị trung gian gửi yêu cầu có thể hiểu theo nhiều cách."),
    ),
    "under-maintenance": ProblemText(
        503,
        mark("Đang bảo trì theo kế hoạch"),
        mark("Hệ thống tạm ngừng như đã thông báo. Hãy quay lại sau."),
        "again",
    ),
    "headers-too-large": ProblemText(
        431,
        mark("Yêu cầu có phần đầu quá lớn"),
        mark("Hãy xóa cookie của trang này rồi thử lại."),
        "again",
    ),
    "version-required": ProblemText(
        428,
        mark("Thiếu phiên bản"),
        mark("Thay đổi này cần cho biết bạn đã đọc phiên bản nào (If-Match)."),
    ),
    "too-many-requests": ProblemText(
        429,
        mark("Bạn thao tác quá nhanh"),
        mark("Hãy đợi một chút rồi thử lại. Giới hạn này giữ cho ai cũng dùng được."),
        "again",
    ),
    "internal-error": ProblemText(
        500,
        mark("Có lỗi ở phía chúng tôi"),
        mark("Hãy thử lại sau ít phút; những gì đã gửi thành công không bị mất."),
        "again",
    ),
    "unavailable": ProblemText(
        503,
        mark("Dịch vụ tạm thời chưa phục vụ được"),
        mark("Hãy thử lại sau ít phút; những gì đã gửi thành công không bị mất."),
        "again",
    ),
    "database-unavailable": ProblemText(
        503,
        mark("Kho dữ liệu chưa phản hồi"),
        mark("Hãy thử lại sau ít phút; những gì đã gửi thành công không bị mất."),
        "again",
    ),
    "keys-unavailable": ProblemText(
        503,
        mark("Chưa kiểm tra được bạn là ai"),
        mark("Hãy thử lại sau ít phút; bạn không cần đăng nhập lại."),
        "again",
    ),
    "service-too-slow": ProblemText(
        504,
        mark("Dịch vụ trả lời quá chậm"),
        mark("Hãy thử lại sau ít phút. Nếu vừa gửi biểu mẫu, hãy kiểm tra xem đã gửi được chưa."),
        "again",
    ),
    "service-unavailable": ProblemText(
        503,
        mark("Một phần của dịch vụ chưa phản hồi"),
        mark("Hãy thử lại sau ít phút; những gì đã gửi thành công không bị mất."),
        "again",
    ),
}  # fmt: skip
