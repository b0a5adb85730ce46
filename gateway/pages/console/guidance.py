"""Words to begin the guidance of a rejection with, by its ground; the officer goes on from them.

They are for the sender, so in Vietnamese whatever language the officer reads. They name no law
and no office: those change, and the unit's own answer templates carry them.
"""

from shared.contracts.qa.parts import RejectionGround

_TO_FILL = "[ghi tên cơ quan, địa chỉ, số điện thoại]"

GUIDANCE = {
    RejectionGround.OUT_OF_COMPETENCE: (
        "Nội dung ông/bà hỏi không thuộc thẩm quyền của cơ quan chúng tôi. "
        f"Đề nghị ông/bà liên hệ: {_TO_FILL}."
    ),
    RejectionGround.COMPLAINT: (
        "Nội dung ông/bà gửi là khiếu nại. Khiếu nại được giải quyết theo thủ tục riêng, không "
        "trả lời ở mục hỏi đáp. Đề nghị ông/bà gửi đơn khiếu nại tới người có thẩm quyền giải "
        f"quyết: {_TO_FILL}."
    ),
    RejectionGround.DENUNCIATION: (
        "Nội dung ông/bà gửi là tố cáo. Tố cáo được giải quyết theo thủ tục riêng, có bảo vệ "
        "người tố cáo, không trả lời ở mục hỏi đáp. Đề nghị ông/bà gửi đơn tố cáo tới nơi có "
        f"thẩm quyền: {_TO_FILL}."
    ),
    RejectionGround.FEEDBACK_REPORT: (
        "Nội dung ông/bà gửi là phản ánh hiện trường. Đề nghị ông/bà gửi qua kênh phản ánh hiện "
        f"trường để được xử lý tại chỗ: {_TO_FILL}."
    ),
    RejectionGround.UNCLEAR: (
        "Chúng tôi chưa xác định được nội dung cần trả lời. Ông/bà có thể gửi lại câu hỏi, ghi "
        "rõ việc gì, ở đâu, khi nào."
    ),
    RejectionGround.ABUSE: (
        "Nội dung gửi có lời lẽ không phù hợp nên chúng tôi không trả lời. Ông/bà có thể gửi lại "
        "câu hỏi với lời lẽ phù hợp."
    ),
}
