"""Problems of those who keep the directory: units, people, calendars."""

from gateway.pages.problem_text import ProblemText
from gateway.translations import mark

DIRECTORY_TEXTS = {
    "client-not-found": ProblemText(
        404,
        mark("Không có hệ thống này"),
        mark("Hãy tải lại danh sách các hệ thống gọi vào."),
    ),
    "client-exists": ProblemText(
        409,
        mark("Tên này đã được dùng"),
        mark("Mỗi hệ thống có một tên riêng. Hãy chọn tên khác."),
    ),
    "client-revoked": ProblemText(
        409,
        mark("Hệ thống này đã bị thu hồi"),
        mark("Hệ thống đã thu hồi không dùng lại được. Hãy thêm hệ thống mới."),
    ),
    "client-changed-meanwhile": ProblemText(
        412,
        mark("Người khác vừa đổi hệ thống này"),
        mark("Hãy tải lại trang để xem bản mới nhất rồi làm lại."),
        "again",
    ),
    "unit-exists": ProblemText(
        409,
        mark("Đã có đơn vị này"),
        mark("Mã đơn vị, hoặc tên bên cạnh các đơn vị cùng cấp, đã được dùng. Hãy chọn khác."),
    ),
    "unit-cycle": ProblemText(
        409,
        mark("Đơn vị không thể đứng dưới chính nó"),
        mark("Hãy chọn cơ quan chủ quản không nằm trong các đơn vị trực thuộc của đơn vị này."),
    ),
    "unit-not-in-force": ProblemText(
        409,
        mark("Đơn vị không còn, hoặc chưa, hoạt động"),
        mark("Hãy chọn đơn vị đang hoạt động, và ngày cuối không trước ngày đầu."),
    ),
    "top-unit-stays": ProblemText(
        409,
        mark("Đơn vị cao nhất giữ nguyên"),
        mark("Chỉ có một đơn vị cao nhất; đơn vị này không chuyển chỗ và không kết thúc."),
    ),
    "subunits-need-successor": ProblemText(
        409,
        mark("Còn đơn vị trực thuộc"),
        mark("Hãy chọn đơn vị kế thừa để các đơn vị trực thuộc chuyển sang."),
    ),
    "successor-not-allowed": ProblemText(
        409,
        mark("Đơn vị này không thể kế thừa"),
        mark("Đơn vị kế thừa không được là chính nó hay đơn vị trực thuộc của nó."),
    ),
    "last-administrator": ProblemText(
        409,
        mark("Đây là quản trị viên cuối cùng"),
        mark("Hãy giao vai trò quản trị cho người khác trước."),
    ),
    "role-for-abolished-unit": ProblemText(
        409,
        mark("Đơn vị đã kết thúc"),
        mark("Không giao vai trò mới ở đơn vị đã kết thúc. Hãy chọn đơn vị kế thừa."),
    ),
    "account-taken": ProblemText(
        409,
        mark("Tài khoản đã thuộc về người khác"),
        mark("Mỗi tài khoản đăng nhập chỉ gắn với một người. Hãy tìm người đó trong danh bạ."),
    ),
    "version-not-found": ProblemText(
        404,
        mark("Lịch sử không có lần đổi này"),
        mark("Hãy tải lại trang để xem lịch sử hiện có."),
    ),
    "nothing-to-undo": ProblemText(
        409,
        mark("Không có gì trước lần đổi này"),
        mark("Lần đổi này là lúc bắt đầu, nên không trả lại được nữa."),
    ),
    "calendar-exists": ProblemText(
        409,
        mark("Đã có lịch mang mã này"),
        mark("Hãy chọn mã khác."),
    ),
    "calendar-not-administered": ProblemText(
        403,
        mark("Lịch chung không do bạn quản trị"),
        mark("Nhiều đơn vị theo lịch này; chỉ quản trị viên của mọi đơn vị được sửa."),
    ),
    "calendar-changed-meanwhile": ProblemText(
        412,
        mark("Người khác vừa thay đổi lịch này"),
        mark("Phần bạn gõ vẫn còn. Hãy xem lại thay đổi rồi lưu lần nữa."),
        "again",
    ),
    "directory-file-refused": ProblemText(
        413,
        mark("Tệp danh bạ quá lớn"),
        mark("Mỗi tệp nhiều nhất 5.000 dòng và 8 MB. Hãy chia thành nhiều tệp."),
    ),
    "directory-import-not-found": ProblemText(
        404,
        mark("Không có lần nhập này"),
        mark("Lần nhập không tồn tại, hoặc do quản trị viên khác bắt đầu."),
    ),
    "topic-exists": ProblemText(
        409,
        mark("Đã có lĩnh vực này"),
        mark("Mã hoặc tên lĩnh vực đã được dùng. Hãy chọn khác."),
    ),
    "topic-not-found": ProblemText(
        404,
        mark("Không có lĩnh vực này"),
        mark("Lĩnh vực không tồn tại, hoặc lịch sử không có lần đổi này."),
    ),
    "topic-changed-meanwhile": ProblemText(
        412,
        mark("Người khác vừa thay đổi lĩnh vực này"),
        mark("Phần bạn gõ vẫn còn. Hãy xem lại thay đổi rồi lưu lần nữa."),
        "again",
    ),
}
