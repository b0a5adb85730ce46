"""Words for the audit log: what was done, and the kinds it is filtered by.

The texts are messages: templates translate them where they are shown.
"""

from gateway.labels_directory import RECORD_ACTION
from gateway.translations import mark

AUDIT_ACTION = {
    **RECORD_ACTION,
    "sign_in.succeeded": mark("Đăng nhập"),
    "sign_in.refused": mark("Đăng nhập bị từ chối"),
    "session.opened": mark("Mở phiên"),
    "session.ended": mark("Kết thúc phiên"),
    "session.renewal_refused": mark("Nơi định danh không gia hạn phiên"),
    "logout_token.refused": mark("Lệnh đăng xuất từ nơi định danh bị từ chối"),
    "directory.import_started": mark("Nhập danh bạ"),
    "audit.read": mark("Xem nhật ký"),
    "client.registered": mark("Thêm hệ thống gọi vào"),
    "client.changed": mark("Đổi hệ thống gọi vào"),
    "client.secret_renewed": mark("Cấp khóa mới cho hệ thống gọi vào"),
    "client.revoked": mark("Thu hồi hệ thống gọi vào"),
    "signing_key.made": mark("Tạo khóa ký"),
    "signing_key.removed": mark("Bỏ khóa ký"),
    "rights.requested": mark("Gửi yêu cầu về dữ liệu"),
    "rights.entered": mark("Ghi yêu cầu nhận bằng thư"),
    "rights.acknowledged": mark("Tiếp nhận yêu cầu về dữ liệu"),
    "rights.extended": mark("Kéo dài yêu cầu về dữ liệu"),
    "rights.refused": mark("Từ chối yêu cầu về dữ liệu"),
    "rights.agreed": mark("Làm theo yêu cầu về dữ liệu"),
    "rights.erasure_begun": mark("Bắt đầu xóa dữ liệu và tài khoản"),
    "rights.erased_again": mark("Xóa lại sau khi khôi phục dữ liệu"),
    "rights.completed": mark("Xong yêu cầu về dữ liệu"),
    "rights.withdrawn": mark("Rút lại yêu cầu về dữ liệu"),
}
AUDIT_KIND = {
    "sign_in.": mark("Đăng nhập"),
    "session.": mark("Phiên đăng nhập"),
    "unit.": mark("Đơn vị"),
    "person.": mark("Cán bộ"),
    "calendar.": mark("Lịch làm việc"),
    "directory.": mark("Nhập danh bạ"),
    "rights.": mark("Quyền với dữ liệu"),
    "client.": mark("Hệ thống gọi vào"),
    "signing_key.": mark("Khóa ký"),
    "audit.": mark("Xem nhật ký"),
}
AUDIT_LABELS = {"audit_action": AUDIT_ACTION}
