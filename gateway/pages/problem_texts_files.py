"""Problems about files, imports, the coordinator's list and what an officer keeps."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

FILE_TEXTS = {
    "file-too-large": ProblemText(
        413,
        mark("Tệp quá lớn"),
        mark("Hãy giảm dung lượng tệp, hoặc chia thành nhiều tệp nhỏ hơn."),
    ),
    "file-refused": ProblemText(
        415,
        mark("Tệp này không nhận được"),
        mark(
            "Chỉ nhận tệp JPG, PNG, PDF, DOCX, XLSX còn nguyên vẹn, không đặt mật khẩu, không "
            "chứa chương trình."
        ),
    ),
    "attachment-not-found": ProblemText(
        404,
        mark("Không tìm thấy tệp"),
        mark("Tệp đã được gỡ, hoặc bạn không được xem tệp này."),
    ),
    "too-many-attachments": ProblemText(
        409,
        mark("Câu hỏi đã đủ số tệp"),
        mark("Hãy gỡ bớt tệp rồi gửi lại, hoặc gộp các tệp làm một."),
    ),
    "attachments-closed": ProblemText(
        409,
        mark("Câu hỏi không nhận thêm tệp"),
        mark("Câu hỏi đã đóng, đã gộp, đã rút hoặc đã từ chối."),
    ),
    "attachment-not-ready": ProblemText(
        409,
        mark("Tệp đang được kiểm tra"),
        mark("Hãy đợi ít phút rồi tải lại."),
        "again",
    ),
    "attachment-harmful": ProblemText(
        410,
        mark("Tệp có mã độc, đã bị xóa"),
        mark("Chương trình quét phát hiện mã độc trong tệp nên tệp không còn trên hệ thống."),
    ),
    "attachment-stays-private": ProblemText(
        403,
        mark("Tệp của người gửi không được công khai"),
        mark("Chỉ công khai được tệp do đơn vị trả lời thêm vào."),
    ),
    "attachment-not-yours": ProblemText(
        403,
        mark("Tệp này do người khác gửi"),
        mark("Chỉ bên đã gửi tệp mới gỡ được tệp đó."),
    ),
    "attachment-kept": ProblemText(
        409,
        mark("Không gỡ được tệp nữa"),
        mark("Câu hỏi đã được trả lời, các tệp được giữ nguyên cùng câu trả lời."),
    ),
    "moderation-not-found": ProblemText(
        404,
        mark("Không có việc này trong danh sách kiểm duyệt"),
        mark("Địa chỉ có thể gõ sai. Hãy mở lại danh sách kiểm duyệt."),
    ),
    "moderation-settled": ProblemText(
        409,
        mark("Việc này đã xong"),
        mark("Người khác đã xử lý, hoặc câu hỏi đã sang bước khác. Hãy mở lại danh sách."),
        "again",
    ),
    "import-not-found": ProblemText(
        404,
        mark("Không có lần nhập dữ liệu này"),
        mark("Địa chỉ có thể gõ sai. Hãy mở lại danh sách các lần nhập."),
    ),
    "search-not-found": ProblemText(
        404,
        mark("Bạn không lưu bộ lọc này"),
        mark("Bộ lọc có thể đã được xóa. Hãy tải lại danh sách."),
        "again",
    ),
    "too-many-searches": ProblemText(
        409,
        mark("Bạn đã lưu quá nhiều bộ lọc"),
        mark("Hãy xóa bớt một bộ lọc rồi lưu lại."),
    ),
}
