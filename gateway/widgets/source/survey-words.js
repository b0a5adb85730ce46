/* What the survey widget says; the questions come from the gateway. */
export const words = {
  vi: {
    link: "Mở trang đánh giá",
    open: "Đánh giá trang này",
    close: "Đóng",
    lead: "Không ghi tên. Bỏ qua tiêu chí chưa dùng tới.",
    send: "Gửi đánh giá",
    none: "Hãy chọn ít nhất một mức.",
    thanks: "Cảm ơn bạn đã đánh giá.",
    later: "Chưa có mạng. Đánh giá được giữ trên máy này và tự gửi sau.",
    failed: "Chưa tải hoặc chưa gửi được.",
  },
  en: {
    link: "Open the rating page",
    open: "Rate this site",
    close: "Close",
    lead: "No names. Skip what you have not used.",
    send: "Send rating",
    none: "Choose at least one answer.",
    thanks: "Thank you for your rating.",
    later: "You are offline. Your rating is kept on this device and sent later.",
    failed: "Not loaded or not sent.",
  },
};
