/* What the questions widget says. */
export const words = {
  vi: {
    title: "Hỏi đáp", link: "Mở trang Hỏi đáp của Lắng Nghe",
    find: "Tìm câu hỏi đã được trả lời", go: "Tìm",
    newest: "Câu trả lời mới nhất:", found: "Câu trả lời khớp nhất:",
    nothing: "Chưa có câu trả lời nào khớp.", whole: "Xem cả câu trả lời",
    ask: "Gửi câu hỏi", subject: "Tiêu đề", body: "Nội dung câu hỏi",
    careful: "Đừng ghi số định danh hay số tài khoản.",
    email: "Thư điện tử (không bắt buộc, để nhận tin)", publish: "Tôi đồng ý công khai câu hỏi và câu trả lời",
    send: "Gửi", alike: "Có thể đã có câu trả lời:",
    asked: "Đã gửi câu hỏi. Hãy lưu hai mã này, mã bí mật chỉ hiện một lần.",
    code: "Mã tra cứu", secret: "Mã bí mật", due: "Trả lời trước", see: "Xem câu hỏi của bạn",
    failed: "Chưa tải hoặc chưa gửi được.",
  },
  en: {
    title: "Questions and answers", link: "Open the Lắng Nghe questions page",
    find: "Search answered questions", go: "Search",
    newest: "Newest answers:", found: "Best matches:",
    nothing: "No answer matches yet.", whole: "See the whole answer",
    ask: "Ask a question", subject: "Title", body: "Your question",
    careful: "Please leave out identity and account numbers.",
    email: "E-mail (optional, to get the news)", publish: "I agree that question and answer are published",
    send: "Send", alike: "There may be an answer already:",
    asked: "Your question was sent. Keep these two codes; the secret is shown only once.",
    code: "Code", secret: "Secret", due: "Answered by", see: "See your question",
    failed: "This could not be loaded or sent.",
  },
};
