"""What a console page says after something was done there."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from gateway.pages.console.moves import MOVES, Move
from gateway.translations import mark


@dataclass(frozen=True, slots=True)
class News:
    """One line of news; `took_text`: what was typed is stored, so the browser forgets `draft`."""

    text: str
    kind: Literal["success", "attention"] = "success"
    took_text: bool = False
    draft: str = "answer"


def _of_move(move: Move) -> News:
    return News(move.done, took_text=move.has_text, draft="move")


_OTHER = {
    "du-thao": News(mark("Đã lưu dự thảo"), took_text=True),
    "trinh-duyet": News(mark("Đã trình duyệt"), took_text=True),
    "tra-loi": News(mark("Đã trả lời người gửi"), took_text=True),
    "dinh-chinh": News(mark("Đã đính chính câu trả lời"), took_text=True),
    "ghi-chu": News(mark("Đã ghi chú"), took_text=True, draft="note"),
    "nhan-them": News(mark("Đã gửi cho người gửi"), took_text=True, draft="word"),
    "gop-phan": News(mark("Đã gửi phần phối hợp"), took_text=True, draft="word"),
    "tep-dinh-kem": News(mark("Đã thêm tệp")),
    "cong-khai-tep": News(mark("Đã đổi việc công khai tệp")),
    "bo-loc": News(mark("Đã lưu bộ lọc")),
    "bo-loc-bo": News(mark("Đã xóa bộ lọc")),
    "bo-loc-sai": News(mark("Chưa lưu: hãy đặt tên, nhiều nhất 60 ký tự."), "attention"),
    "bo-loc-du": News(mark("Chưa lưu: hãy xóa bớt một bộ lọc trước."), "attention"),
    "thay-doi": News(
        mark("Câu hỏi đã thay đổi trong lúc bạn làm. Đây là bản mới nhất."), "attention"
    ),
}
NEWS = MappingProxyType({**{move.slug: _of_move(move) for move in MOVES.values()}, **_OTHER})


def find_news(done: str) -> News | None:
    """Return the news an address names, None when it names none."""
    return NEWS.get(done)
