"""Words for the keys of what administrators of the directory see: fields, actions, days.

The texts are messages: templates translate them where they are shown.
"""

from gateway.translations import mark

RECORD_FIELD = {
    "name": mark("tên"),
    "name_en": mark("tên tiếng Anh"),
    "kind": mark("loại"),
    "parent": mark("cơ quan chủ quản"),
    "calendar": mark("lịch làm việc"),
    "email": mark("thư điện tử"),
    "phone": mark("điện thoại"),
    "address": mark("địa chỉ"),
    "valid_from": mark("hiệu lực từ"),
    "valid_to": mark("hiệu lực đến hết"),
    "successor": mark("đơn vị kế thừa"),
    "accepts_questions": mark("nhận câu hỏi"),
    "codes": mark("mã định danh"),
    "unit": mark("đơn vị trả lời"),
    "position": mark("thứ tự"),
    "is_open": mark("đang dùng"),
    "language": mark("ngôn ngữ"),
    "roles": mark("vai trò"),
    "is_locked": mark("bị khóa"),
    "years": mark("thông báo của năm"),
    "days_off": mark("ngày nghỉ"),
    "makeup_days": mark("ngày làm bù"),
    "seasons": mark("giờ làm việc"),
}
RECORD_ACTION = {
    "unit.created": mark("Thêm đơn vị"),
    "unit.changed": mark("Sửa đơn vị"),
    "unit.moved": mark("Chuyển sang đơn vị kế thừa"),
    "unit.abolished": mark("Kết thúc, sáp nhập"),
    "unit.restored": mark("Trả lại như trước"),
    "person.created": mark("Thêm cán bộ"),
    "person.changed": mark("Sửa thông tin"),
    "person.roles_assigned": mark("Đổi vai trò"),
    "person.locked": mark("Khóa"),
    "person.unlocked": mark("Mở khóa"),
    "person.account_linked": mark("Gắn tài khoản đăng nhập"),
    "person.account_unlinked": mark("Gỡ tài khoản đăng nhập"),
    "person.restored": mark("Trả lại như trước"),
    "calendar.created": mark("Thêm lịch"),
    "calendar.changed": mark("Sửa tên, giờ làm việc"),
    "calendar.year_confirmed": mark("Chốt lịch của năm"),
    "calendar.year_provisional": mark("Sửa lịch tạm tính của năm"),
    "calendar.restored": mark("Trả lại như trước"),
}
YEAR_STATUS = {
    "confirmed": mark("Đã chốt"),
    "provisional": mark("Tạm tính"),
}
DAY_KIND = {
    "off": mark("Nghỉ"),
    "makeup": mark("Làm bù"),
}

TABLE_KIND = {
    "units": mark("Đơn vị"),
    "people": mark("Cán bộ"),
}
TABLE_FAILURE = {
    "empty": mark("Tệp không có dòng dữ liệu nào."),
    "damaged": mark("Tệp bị hỏng hoặc không phải CSV, XLSX."),
    "old_excel": mark("Tệp Excel loại cũ (.xls) hoặc có mật khẩu. Hãy lưu lại thành .xlsx."),
    "encoding": mark("Không nhận ra bảng mã của tệp. Hãy lưu lại thành UTF-8."),
    "too_many_rows": mark("Tệp có quá nhiều dòng. Hãy chia thành nhiều tệp, mỗi tệp 5.000 dòng."),
    "missing_columns": mark("Tệp thiếu cột bắt buộc. Hãy xem danh sách cột bên dưới biểu mẫu."),
    "gone": mark("Không đọc lại được tệp đã lưu. Hãy gửi lại."),
    "stuck": mark("Có lỗi trong hệ thống nên việc nhập đã dừng. Các dòng đã nhập vẫn giữ nguyên."),
    "not_allowed": mark("Người gửi tệp không còn quyền quản trị."),
}
ROW_FAULT = {
    "missing": mark("Thiếu giá trị."),
    "duplicate": mark("Đã có ở dòng trước của tệp."),
    "formula": mark("Là công thức. Hãy dán lại dưới dạng giá trị."),
    "date": mark("Không phải ngày. Viết như 22/11/2026."),
    "yes_or_no": mark("Viết có hoặc không."),
    "unknown_unit": mark("Không có đơn vị này, hoặc không do bạn quản trị."),
    "unknown_calendar": mark("Không có lịch làm việc này."),
    "text_character": mark("Có ký tự không dùng được trong tên."),
    "string_too_short": mark("Quá ngắn."),
    "string_too_long": mark("Quá dài."),
    "string_pattern_mismatch": mark("Mã chưa đúng dạng."),
    "literal_error": mark("Không phải một giá trị được nhận."),
    "value_error": mark("Giá trị chưa đúng."),
    "phone": mark("Số điện thoại chưa đúng."),
}

DIRECTORY_LABELS = {
    "table_kind": TABLE_KIND,
    "table_failure": TABLE_FAILURE,
    "row_fault": ROW_FAULT,
    "record_field": RECORD_FIELD,
    "record_action": RECORD_ACTION,
    "year_status": YEAR_STATUS,
    "year_status_kind": {"confirmed": "done", "provisional": "waiting"},
    "day_kind": DAY_KIND,
    "day_kind_kind": {"off": "waiting", "makeup": "active"},
}
