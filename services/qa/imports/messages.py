"""What an administrator reads of rows and files that cannot be taken, in both languages."""

from shared.contracts.qa.imports import RowError

FAILURES = {
    "damaged": (
        "Tệp bị hỏng hoặc không phải CSV, XLSX, JSON.",
        "The file is damaged, or is not CSV, XLSX or JSON.",
    ),
    "old_excel": (
        "Tệp Excel loại cũ (.xls) hoặc có mật khẩu. Hãy lưu lại thành .xlsx.",
        "An old Excel file (.xls), or a locked one. Save it as .xlsx.",
    ),
    "encoding": (
        "Không nhận ra bảng mã của tệp. Hãy lưu lại thành UTF-8.",
        "The encoding of the file is not known. Save it as UTF-8.",
    ),
    "empty": ("Tệp không có dòng dữ liệu nào.", "The file has no rows."),
    "missing_columns": ("Thiếu cột: {detail}.", "Columns are missing: {detail}."),
    "too_many_rows": (
        "Tệp có quá nhiều dòng, nhiều nhất là {detail}. Hãy chia nhỏ.",
        "The file has too many rows, at most {detail}. Split it.",
    ),
    "gone": (
        "Không đọc lại được tệp đã lưu. Hãy gửi lại.",
        "The stored file cannot be read again. Send it anew.",
    ),
    "stuck": (
        "Có lỗi trong hệ thống nên việc nhập đã dừng. Các dòng đã nhập vẫn giữ nguyên.",
        "Something went wrong on our side and the import stopped. Rows taken so far stay.",
    ),
}

ROWS = {
    "missing": ("Thiếu giá trị.", "There is no value."),
    "too_short": ("Quá ngắn, ít nhất {limit} ký tự.", "Too short, at least {limit} characters."),
    "too_long": ("Quá dài, nhiều nhất {limit} ký tự.", "Too long, at most {limit} characters."),
    "character": ("Có ký tự không dùng được: {name}.", "It holds an unusable character: {name}."),
    "not_one_line": ("Chỉ được một dòng.", "It must be a single line."),
    "formula": (
        "Là công thức hoặc bắt đầu bằng “=”. Hãy dán lại dưới dạng giá trị.",
        "A formula, or it begins with “=”. Paste it as a value.",
    ),
    "date": (
        "Không phải ngày. Viết như 22/11/2026 hoặc 2026-11-22.",
        "Not a date. Write 22/11/2026 or 2026-11-22.",
    ),
    "date_in_future": ("Ngày ở tương lai.", "The date lies in the future."),
    "answered_before_asked": (
        "Ngày trả lời trước ngày hỏi.", "The answer is dated before the question.",
    ),
    "ends_before_it_begins": (
        "Ngày hết hiệu lực trước ngày bắt đầu.", "It ends before it begins.",
    ),
    "unknown_unit": ("Không có đơn vị này: {name}.", "No such unit: {name}."),
    "ambiguous_unit": (
        "Có nhiều đơn vị cùng tên: {name}. Hãy ghi mã đơn vị.",
        "Several units have this name: {name}. Write the unit's id.",
    ),
    "unknown_topic": (
        "Không có lĩnh vực này: {name}. Dòng được nhập mà không có lĩnh vực.",
        "No such topic: {name}. The row is taken without a topic.",
    ),
    "duplicate": (
        "Mã này đã có ở dòng {first} của tệp.", "This id is in row {first} of the file already.",
    ),
    "slug": (
        "Mã chỉ gồm chữ thường không dấu, số và gạch nối, nhiều nhất 64 ký tự.",
        "An id has only lower-case letters, digits and hyphens, 64 at most.",
    ),
    "name_taken": (
        "Lĩnh vực khác đang dùng tên này: {name}.", "Another topic in use has this name: {name}.",
    ),
    "unit_takes_none": (
        "Đơn vị này không nhận câu hỏi: {name}.", "This unit takes no questions: {name}.",
    ),
    "position": ("Thứ tự là số từ 1 đến 9999.", "A position is a number from 1 to 9999."),
    "yes_or_no": ("Ghi “có” hoặc “không”.", "Write “có” (yes) or “không” (no)."),
    "not_an_object": ("Không phải một đối tượng JSON.", "Not a JSON object."),
}  # fmt: skip
_WARNINGS = {"unknown_topic"}
_LONGEST_NAME = 80


def failure(code: str, detail: str = "") -> tuple[str, str]:
    """Return why a file cannot be imported, in Vietnamese and English."""
    vi, en = FAILURES[code]
    return vi.format(detail=detail), en.format(detail=detail)


def row_error(row: int, field: str, code: str, /, **values: object) -> RowError:
    """Return what is wrong with a row."""
    shown = {name: str(value)[:_LONGEST_NAME] for name, value in values.items()}
    vi, en = (text.format(**shown) for text in ROWS[code])
    return RowError(
        row=row, field=field, code=code, message=vi, message_en=en, is_warning=code in _WARNINGS
    )
