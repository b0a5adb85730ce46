"""What a responder can do with a question, each with the words and fields of its form.

Data only: `moving` serves the forms, the contracts in `work` say what may be sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from gateway.clients.qa_responding import Action
from gateway.translations import mark
from shared.contracts.qa import work

Widget = Literal["text", "number", "unit", "ground", "code", "person", "topic"]
Group = Literal["", "route", "sender", "after"]

GROUPS: dict[Group, str] = {
    "route": mark("Chuyển và phối hợp"),
    "sender": mark("Với người gửi"),
    "after": mark("Sau khi trả lời"),
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form; `messages` are words of its own for what may be wrong with it."""

    name: str
    label: str
    hint: str = ""
    widget: Widget = "text"
    limit: int = 1_000
    messages: Mapping[str, str] = field(default_factory=dict)
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a question; `slug` ends its page's address, `action` the service's.

    `leaves`: afterwards another unit has the question, so the way goes back to the queue.
    """

    slug: str
    action: Action
    title: str
    button: str
    done: str
    kind: type[BaseModel] | None = None
    lead: str = ""
    fields: tuple[FormField, ...] = ()
    group: Group = ""
    leaves: bool = False
    is_grave: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(one.name for one in self.fields)

    @property
    def has_text(self) -> bool:
        """Whether something is typed that must not get lost."""
        return any(one.widget in {"text", "code"} for one in self.fields)


def _reason(label: str, hint: str = "") -> FormField:
    too_short = mark("Hãy ghi lý do, ít nhất %(min_length)s ký tự.")
    return FormField("reason", label, hint, messages={"string_too_short": too_short})


_SENDER_READS = mark("Người gửi đọc được phần này.")
_INSIDE = mark("Chỉ người trong cơ quan đọc được.")
_UNIT = FormField(
    "unit",
    mark("Đơn vị"),
    widget="unit",
    messages={"": mark("Hãy tìm rồi chọn một đơn vị.")},
)

_MOVES = (
    Move(
        "tiep-nhan",
        "receive",
        mark("Tiếp nhận câu hỏi"),
        mark("Tiếp nhận câu hỏi"),
        mark("Đã tiếp nhận câu hỏi"),
    ),
    Move(
        "phan-cong",
        "assign",
        mark("Phân công"),
        mark("Phân công"),
        mark("Đã phân công"),
        work.AssignQuestion,
        fields=(FormField("person", mark("Phân công cho"), widget="person", is_optional=True),),
    ),
    Move(
        "phan-loai",
        "classify",
        mark("Đổi lĩnh vực"),
        mark("Lưu lĩnh vực"),
        mark("Đã đổi lĩnh vực"),
        work.ClassifyQuestion,
        mark("Hạn trả lời giữ nguyên."),
        (
            FormField(
                "topic",
                mark("Lĩnh vực"),
                widget="topic",
                messages={"": mark("Hãy chọn một lĩnh vực.")},
                is_optional=True,
            ),
        ),
        group="route",
    ),
    Move(
        "chuyen",
        "forward",
        mark("Chuyển đơn vị khác"),
        mark("Chuyển câu hỏi"),
        mark("Đã chuyển câu hỏi"),
        work.ForwardQuestion,
        mark("Đơn vị được chọn sẽ chủ trì trả lời."),
        (_UNIT, _reason(mark("Lý do chuyển"), _SENDER_READS)),
        group="route",
        leaves=True,
    ),
    Move(
        "chuyen-tra",
        "return",
        mark("Chuyển trả đầu mối"),
        mark("Chuyển trả"),
        mark("Đã chuyển trả câu hỏi"),
        work.ReturnQuestion,
        mark("Câu hỏi không thuộc đơn vị này. Đầu mối điều phối sẽ chuyển tới đúng nơi."),
        (_reason(mark("Lý do chuyển trả"), _INSIDE),),
        group="route",
        leaves=True,
    ),
    Move(
        "phoi-hop",
        "supports",
        mark("Nhờ đơn vị phối hợp"),
        mark("Gửi yêu cầu phối hợp"),
        mark("Đã gửi yêu cầu phối hợp"),
        work.AskSupport,
        mark("Đơn vị phối hợp góp nội dung theo hạn riêng và không biết người gửi là ai."),
        (
            _UNIT,
            FormField("request", mark("Cần đơn vị đó góp phần gì?"), limit=5_000),
            FormField("working_days", mark("Hạn phối hợp (ngày làm việc)"), widget="number"),
        ),
        group="route",
    ),
    Move(
        "gop",
        "merge",
        mark("Gộp vào câu hỏi khác"),
        mark("Gộp câu hỏi"),
        mark("Đã gộp câu hỏi"),
        work.MergeQuestion,
        mark("Khi câu hỏi kia được trả lời, người gửi câu hỏi này nhận cùng câu trả lời."),
        (
            FormField(
                "into",
                mark("Mã của câu hỏi nhận"),
                mark("Câu hỏi cùng nội dung, cùng đơn vị chủ trì."),
                "code",
                messages={"": mark("Hãy gõ mã của một câu hỏi, ví dụ HD7K3M9P.")},
            ),
        ),
        group="route",
        is_grave=True,
    ),
    Move(
        "yeu-cau-bo-sung",
        "request-info",
        mark("Yêu cầu bổ sung thông tin"),
        mark("Gửi yêu cầu"),
        mark("Đã gửi yêu cầu bổ sung, hạn tạm dừng"),
        work.RequestInformation,
        mark("Hạn trả lời tạm dừng tới khi người gửi bổ sung."),
        (FormField("text", mark("Cần người gửi bổ sung gì?"), _SENDER_READS, limit=5_000),),
        group="sender",
    ),
    Move(
        "tiep-tuc",
        "resume",
        mark("Tiếp tục không chờ bổ sung"),
        mark("Tiếp tục xử lý"),
        mark("Đã tiếp tục, hạn chạy lại"),
        work.ResumeWork,
        mark("Hạn trả lời chạy tiếp từ bây giờ."),
        (_reason(mark("Lý do"), _INSIDE),),
        group="sender",
    ),
    Move(
        "gia-han",
        "extend",
        mark("Gia hạn"),
        mark("Gia hạn"),
        mark("Đã gia hạn"),
        work.ExtendDeadline,
        "",
        (
            FormField("working_days", mark("Thêm bao nhiêu ngày làm việc?"), widget="number"),
            _reason(mark("Lý do gia hạn"), _SENDER_READS),
        ),
        group="sender",
    ),
    Move(
        "tu-choi",
        "reject",
        mark("Từ chối, kèm hướng dẫn"),
        mark("Từ chối câu hỏi"),
        mark("Đã từ chối câu hỏi và gửi hướng dẫn"),
        work.RejectQuestion,
        mark("Người gửi không nhận được câu trả lời, chỉ nhận hướng dẫn nên hỏi ở đâu."),
        (
            FormField(
                "ground",
                mark("Vì sao không trả lời ở đây?"),
                widget="ground",
                messages={"": mark("Hãy chọn một lý do.")},
            ),
            FormField(
                "guidance",
                mark("Hướng dẫn cho người gửi"),
                mark("Nói rõ nên liên hệ cơ quan nào, bằng cách nào. Dùng được Markdown."),
                limit=20_000,
                messages={"string_too_short": mark("Hãy viết hướng dẫn cho người gửi.")},
            ),
        ),
        group="sender",
        is_grave=True,
    ),
    Move(
        "phe-duyet",
        "approve",
        mark("Phê duyệt và trả lời"),
        mark("Phê duyệt và trả lời"),
        mark("Đã phê duyệt, người gửi đã nhận trả lời"),
        work.ApproveAnswer,
        mark("Bản trình được gửi đi đúng như đang thấy."),
    ),
    Move(
        "sua-lai",
        "send-back",
        mark("Chưa duyệt, gửi lại để sửa"),
        mark("Gửi lại để sửa"),
        mark("Đã gửi lại để sửa"),
        work.SendBackAnswer,
        "",
        (_reason(mark("Cần sửa gì?"), _INSIDE),),
    ),
    Move(
        "thu-hoi",
        "recall",
        mark("Thu hồi khỏi trang công khai"),
        mark("Thu hồi"),
        mark("Đã thu hồi khỏi trang công khai"),
        work.RecallAnswer,
        mark("Câu trả lời thôi hiện trên trang công khai; người gửi vẫn đọc được."),
        (_reason(mark("Lý do thu hồi"), _INSIDE),),
        group="after",
        is_grave=True,
    ),
    Move(
        "cong-khai-lai",
        "republish",
        mark("Công khai lại"),
        mark("Công khai lại"),
        mark("Đã công khai lại"),
        work.RepublishAnswer,
        "",
        (_reason(mark("Lý do công khai lại"), _INSIDE),),
        group="after",
    ),
    Move(
        "mo-lai",
        "reopen",
        mark("Mở lại câu hỏi"),
        mark("Mở lại"),
        mark("Đã mở lại câu hỏi"),
        work.ReopenQuestion,
        mark("Một hạn trả lời mới bắt đầu."),
        (_reason(mark("Lý do mở lại"), _SENDER_READS),),
        group="after",
    ),
    Move(
        "dong",
        "close",
        mark("Đóng câu hỏi"),
        mark("Đóng câu hỏi"),
        mark("Đã đóng câu hỏi"),
        None,
        mark("Không ai trả lời hay hỏi thêm được nữa."),
        group="after",
    ),
)
MOVES = MappingProxyType({move.slug: move for move in _MOVES})
