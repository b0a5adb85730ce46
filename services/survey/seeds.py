"""Demonstration data: portals of real units, 5,000 made-up ratings over the past year.

The same each time for the same day; a second run adds nothing, one after a kill what is missing.
At one portal the content is rated much worse of late, which alerts its unit as it would anywhere.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from services.survey.alerts.model import latest_span
from services.survey.alerts.service import look_for_alerts
from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.service import apply_directory
from services.survey.figures.rolling import mark_days, roll_up
from services.survey.polls.seeds import seed_poll
from services.survey.portals.model import Portal
from services.survey.portals.service import open_portals
from services.survey.responses.model import Source, response_id
from shared.clock import HO_CHI_MINH, local_day, now, today
from shared.contracts.auth.directory import DirectoryOut, UnitOut
from shared.contracts.survey.responses import CriterionOut

RESPONSES = 5_000
DAYS = 365
DEMO = "demo"
_PORTALS = {"department": 12, "commune": 8}
_WEEKDAYS = (1.0, 1.0, 0.95, 0.95, 0.9, 0.4, 0.3)
_HOURS = (1, 0.5, 0.3, 0.2, 0.3, 1, 3, 7, 12, 13, 11, 7, 5, 8, 12, 12, 10, 7, 6, 8, 10, 9, 6, 3)
_ANSWERED = {
    "interface": 0.97,
    "content": 0.94,
    "quality": 0.9,
    "interaction": 0.62,
    "support": 0.8,
}
_EASE = {"interface": 0.09, "content": 0.0, "quality": 0.04, "interaction": -0.07, "support": -0.02}
_FALL = {"content": -0.42}
_COMMENTED = 0.09
_PAGES = ("/", "/tin-tuc", "/thu-tuc-hanh-chinh", "/van-ban", "/hoi-dap", "/lich-tiep-cong-dan")

_PRAISE = (
    "Giao diện mới dễ nhìn, tìm thủ tục nhanh hơn trước nhiều.",
    "Cảm ơn cán bộ đã trả lời đầy đủ và đúng hẹn.",
    "Thông tin cập nhật kịp thời, xem trên điện thoại cũng rõ.",
    "Nộp hồ sơ trực tuyến thuận tiện, đỡ phải đi lại.",
    "Mục hỏi đáp rất hữu ích, mong tiếp tục phát huy.",
    "Văn bản đăng đầy đủ, tải về được ngay.",
    "Trang chạy nhanh, chữ to dễ đọc cho người lớn tuổi.",
)
_WISHES = (
    "Đề nghị bổ sung tiếng Anh cho phần thủ tục hành chính.",
    "Nên có thêm chức năng tra cứu hồ sơ bằng mã QR.",
    "Mong có ứng dụng nhắc lịch nhận kết quả.",
    "Phần tìm kiếm nên gợi ý từ khóa không dấu.",
    "Cần thêm bản đồ chỉ đường đến bộ phận một cửa.",
    "Nên đăng lịch tiếp công dân sớm hơn.",
    "Mẫu đơn nên có bản Word để điền, hiện chỉ có bản ảnh quét.",
    "Đề nghị có chế độ tương phản cao cho người khiếm thị.",
)
_COMPLAINTS = (
    "Tìm mãi không thấy biểu mẫu đăng ký khai sinh.",
    "Trang tải chậm vào buổi sáng, nhiều lúc không vào được.",
    "Gửi câu hỏi hơn mười ngày vẫn chưa thấy trả lời.",
    "Số điện thoại trên trang đã cũ, gọi không ai bắt máy.",
    "Thông tin tuyển sinh chưa cập nhật cho năm nay.",
    "Câu trả lời còn chung chung, chưa nói rõ phải nộp giấy tờ gì.",
    "Nhiều đường dẫn bị lỗi, bấm vào báo không tìm thấy.",
    "Gọi lại cho tôi theo số 0912 000 123 để hướng dẫn hồ sơ đất đai.",
    "Xin gửi kết quả về hop.thu.gop.y@example.com giúp tôi.",
)


class _Place(NamedTuple):
    """A portal with how often it is rated and how well; `falls_on`: from when much worse."""

    portal: Portal
    weight: float
    bias: float
    falls_on: date = date.max


async def seed(survey: SurveyRuntime, directory: DirectoryOut) -> None:
    """Store the read copy of the directory, portals and ratings, count them, look for alerts."""
    await apply_directory(survey, directory)
    portals = demo_portals(directory.units)
    await open_portals(survey.mongo, portals)
    survey.portals.forget()
    await seed_poll(portals[0].unit)
    instrument = (await survey.instruments.get()).shown_on(today())
    asked = [criterion for criterion in instrument.criteria if criterion.options]
    made = list(demo_responses(portals, asked, instrument.version))
    await _store(survey, made)
    await look_for_alerts(survey)


def demo_portals(units: Sequence[UnitOut]) -> list[Portal]:
    """Return the portal of the whole and those of some departments and communes."""
    [root] = [unit for unit in units if unit.parent is None]
    found = [Portal(id=DEMO, name="Cổng thông tin điện tử thành phố Huế", unit=root.id, origins=())]
    for kind, number in _PORTALS.items():
        some = sorted((unit for unit in units if unit.kind == kind), key=lambda unit: unit.id)
        for unit in some[:: max(1, len(some) // number)][:number]:
            name = f"Trang thông tin điện tử {unit.name}"
            found.append(Portal(id=unit.id, name=name, unit=unit.id))
    return found


def demo_responses(
    portals: Sequence[Portal], asked: Sequence[CriterionOut], version: int
) -> Iterator[dict[str, Any]]:
    """Yield ratings as they are stored: more on workdays and lately, slowly improving."""
    chance = random.Random("langnghe-survey")
    places = [
        _Place(portal, 6.0 if portal.id == DEMO else chance.uniform(0.3, 1.5), bias)
        for portal in portals
        for bias in [chance.uniform(-0.13, 0.1)]
    ]
    first_fallen = latest_span(today()).first
    # Often enough rated for a fall to be more than chance, whatever the day.
    places[1] = places[1]._replace(weight=5.0, bias=0.0, falls_on=first_fallen)
    weights = list(accumulate(place.weight for place in places))
    moments = _moments(chance)
    for number in range(RESPONSES):
        place = chance.choices(places, cum_weights=weights)[0]
        moment, progress = next(moments)
        mood = chance.gauss(0.56 + 0.1 * progress + place.bias, 0.2)
        ease = _EASE | _FALL if local_day(moment) >= place.falls_on else _EASE
        ratings = _ratings(chance, asked, mood, ease)
        yield {
            "_id": response_id(place.portal.id, f"demo-{number}"),
            "portal": place.portal.id,
            "version": version,
            "source": Source.PORTAL.value,
            "ratings": ratings,
            **({"other": _comment(chance, mood)} if chance.random() < _COMMENTED else {}),
            "page": f"https://{place.portal.id}.example{chance.choice(_PAGES)}",
            "body_hash": "demo",
            "received_at": moment,
        }


def _moments(chance: random.Random) -> Iterator[tuple[datetime, float]]:
    """Yield moments before now, and how far each is into the year, 0 to 1."""
    end = now() - timedelta(minutes=5)
    days = [local_day(end) - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    busy = [_WEEKDAYS[day.weekday()] * (0.6 + 0.8 * n / DAYS) for n, day in enumerate(days)]
    busy_days, busy_hours = list(accumulate(busy)), list(accumulate(_HOURS))
    while True:
        number = chance.choices(range(DAYS), cum_weights=busy_days)[0]
        hour = chance.choices(range(24), cum_weights=busy_hours)[0]
        moment = _moment(days[number], hour, chance.randrange(3_600_000))
        if moment < end:
            yield moment, number / DAYS


def _moment(day: date, hour: int, milliseconds: int) -> datetime:
    return datetime.combine(day, time(hour), HO_CHI_MINH) + timedelta(milliseconds=milliseconds)


def _ratings(
    chance: random.Random, asked: Sequence[CriterionOut], mood: float, ease: Mapping[str, float]
) -> dict[str, str]:
    ratings: dict[str, str] = {}
    while not ratings:
        for criterion in asked:
            if chance.random() > _ANSWERED.get(criterion.key, 0.8):
                continue
            feeling = chance.gauss(mood + ease.get(criterion.key, 0.0), 0.16)
            place = 0 if feeling > 0.5 else 1 if feeling > 0.28 else 2
            options = criterion.options
            ratings[criterion.key] = options[min(place, len(options) - 1)].key
    return ratings


def _comment(chance: random.Random, mood: float) -> str:
    if mood > 0.66:
        return chance.choice(_PRAISE)
    return chance.choice(_COMPLAINTS if mood < 0.42 else _WISHES)


async def _store(survey: SurveyRuntime, made: Sequence[dict[str, Any]]) -> None:
    responses = survey.mongo.database["responses"]
    ids = {"_id": {"$in": [response["_id"] for response in made]}}
    held = {row["_id"] for row in await responses.find(ids, {"_id": 1}).to_list()}
    missing = [response for response in made if response["_id"] not in held]
    if missing:
        # Marked first: whatever a kill leaves uncounted, the roller then counts.
        await mark_days(survey.mongo, sorted({local_day(one["received_at"]) for one in missing}))
        await responses.insert_many(missing, ordered=False)
        await mark_days(survey.mongo, sorted({local_day(one["received_at"]) for one in missing}))
    await roll_up(survey.mongo)
