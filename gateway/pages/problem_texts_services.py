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
    "extension-not-allowed": ProblemText(
        409,
        mark("Không gia hạn thêm được"),
        mark("Số ngày xin gia hạn vượt quá số ngày mà quy định của lĩnh vực này cho phép."),
    ),
    "policy-not-found": ProblemText(
        404,
        mark("Không tìm thấy quy định thời hạn"),
        mark("Quy định này không tồn tại. Hãy mở lại danh sách."),
    ),
    "policy-superseded": ProblemText(
        409,
        mark("Đã có phiên bản mới hơn"),
        mark(
            "Người khác vừa thay đổi quy định này. Hãy mở lại danh sách và sửa phiên bản mới nhất."
        ),
    ),
    "policy-exists": ProblemText(
        409,
        mark("Đã có quy định cho đơn vị và lĩnh vực này"),
        mark("Hãy sửa quy định đang có thay vì thêm quy định mới."),
    ),
    "not-yours-to-appoint": ProblemText(
        403,
        mark("Bạn không cử được người thay cho người này"),
        mark("Chỉ người vắng mặt hoặc lãnh đạo đơn vị của họ mới cử được người thay."),
    ),
    "deputy-not-found": ProblemText(
        404,
        mark("Không tìm thấy việc cử người thay"),
        mark("Việc cử người thay này không tồn tại hoặc không thuộc đơn vị của bạn."),
    ),
    "webhook-not-found": ProblemText(
        404,
        mark("Không tìm thấy địa chỉ nhận tin"),
        mark("Địa chỉ nhận tin này không tồn tại hoặc đã bị xóa."),
    ),
    "delivery-not-found": ProblemText(
        404,
        mark("Không tìm thấy thư này"),
        mark("Thư hoặc lượt gửi này không tồn tại."),
    ),
    "delivery-not-dead": ProblemText(
        409,
        mark("Chỉ gửi lại được thư đã gửi hỏng"),
        mark("Thư này đã gửi được, đang được gửi hoặc không còn cần gửi."),
    ),
    "not-the-sender": ProblemText(
        403,
        mark("Chỉ người gửi câu hỏi mới làm được việc này"),
        mark("Hãy mở câu hỏi bằng mã tra cứu và mã bí mật, hoặc đăng nhập bằng tài khoản đã gửi."),
    ),
    "approval-required": ProblemText(
        403,
        mark("Câu trả lời của đơn vị này phải được duyệt"),
        mark("Hãy trình lãnh đạo đơn vị. Chỉ lãnh đạo đơn vị hoặc người được cử thay mới duyệt."),
    ),
    "not-in-this-state": ProblemText(
        409,
        mark("Câu hỏi đang ở trạng thái không cho phép việc này"),
        mark("Hãy tải lại trang để xem trạng thái hiện tại của câu hỏi."),
    ),
    "not-returnable": ProblemText(
        409,
        mark("Câu hỏi đang ở đơn vị đầu mối"),
        mark("Đơn vị đầu mối không chuyển trả được nữa, hãy chuyển tới đơn vị phù hợp."),
    ),
    "support-not-asked": ProblemText(
        409,
        mark("Đơn vị này không còn phần việc phối hợp nào"),
        mark("Đơn vị chưa được nhờ phối hợp, đã gửi ý kiến rồi, hoặc câu hỏi đã được trả lời."),
    ),
    "support-already-asked": ProblemText(
        409,
        mark("Đơn vị này đã được nhờ phối hợp"),
        mark("Hãy chờ ý kiến của đơn vị rồi mới nhờ tiếp."),
    ),
    "too-late-to-extend": ProblemText(
        409,
        mark("Câu hỏi đã quá hạn, không gia hạn được nữa"),
        mark("Hạn trả lời giữ nguyên; hãy trả lời sớm nhất có thể."),
    ),
    "too-late-to-reopen": ProblemText(
        409,
        mark("Đã hết thời gian mở lại câu hỏi"),
        mark("Bạn có thể gửi một câu hỏi mới và nhắc tới mã của câu hỏi này."),
    ),
    "too-many-messages": ProblemText(
        409,
        mark("Câu hỏi này không nhận thêm tin nhắn"),
        mark("Đã có quá nhiều tin nhắn. Hãy gửi một câu hỏi mới."),
    ),
    "faq-not-found": ProblemText(
        404,
        mark("Không có câu trả lời sẵn này"),
        mark("Câu trả lời sẵn này không tồn tại, chưa tới ngày áp dụng hoặc đã được rút."),
    ),
    "faq-of-another-unit": ProblemText(
        403,
        mark("Câu trả lời sẵn này thuộc đơn vị khác"),
        mark("Chỉ đơn vị biên soạn và đầu mối điều phối mới sửa được."),
    ),
    "faq-changed": ProblemText(
        412,
        mark("Có người vừa sửa câu trả lời sẵn này"),
        mark("Hãy xem bản mới trước khi sửa tiếp. Nội dung bạn viết chưa được lưu."),
    ),
    "faq-withdrawn": ProblemText(
        409,
        mark("Câu trả lời sẵn này đã được rút"),
        mark("Câu trả lời đã rút không sửa được nữa. Hãy thêm câu trả lời mới."),
    ),
    "question-not-public": ProblemText(
        409,
        mark("Câu hỏi này không công khai"),
        mark("Hãy tự viết tiêu đề và câu trả lời, không nhắc tới người gửi."),
    ),
    "template-not-found": ProblemText(
        404,
        mark("Không có mẫu trả lời này"),
        mark("Mẫu trả lời không tồn tại hoặc thuộc đơn vị khác."),
    ),
    "template-of-another-unit": ProblemText(
        403,
        mark("Bạn không sửa được mẫu trả lời này"),
        mark("Mẫu của đơn vị do người của đơn vị viết, mẫu chung do đầu mối điều phối viết."),
    ),
    "template-changed": ProblemText(
        412,
        mark("Có người vừa sửa mẫu trả lời này"),
        mark("Hãy xem bản mới trước khi sửa tiếp. Nội dung bạn viết chưa được lưu."),
    ),
}
