"""From counts to figures: shares, percentiles, ages, calendar periods. No I/O."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from services.qa.figures import facts
from services.qa.figures.queries import Part, Stretch
from shared.contracts.qa.figures import (
    AgeBand,
    By,
    Method,
    QaCounts,
    RatingCounts,
    WorkingTime,
)
from shared.contracts.qa.parts import AnswerRating

HOURS_A_DAY = 8
BANDS = ((0, 5), (6, 10), (11, 15), (16, None))
"""Ages of open questions in working days, both ends included."""
YOUNGEST_OLD = timedelta(days=62)
"""Whatever was asked longer ago than this is in the last band, with every holiday counted."""

METHOD = Method(
    vi=(
        "Số liệu tính trên các câu hỏi gửi trong kỳ, theo tình trạng hiện nay và đơn vị đang chủ "
        "trì. Tỷ lệ đúng hạn theo Quyết định 766/QĐ-TTg năm 2022: số câu hỏi trả lời trong hạn "
        "chia cho số câu hỏi thuộc thẩm quyền đã trả lời hoặc đã quá hạn; câu hỏi bị từ chối, "
        "được rút hoặc được gộp không tính; câu hỏi còn trong hạn chưa tính. Thời gian xử lý tính "
        "bằng giờ làm việc tròn (làm tròn lên), trừ thời gian chờ người gửi; một ngày làm việc là "
        "8 giờ. Tỷ lệ hài lòng: số đánh giá không phải “không hài lòng” chia cho tổng số đánh giá."
    ),
    en=(
        "Counted are the questions asked in the period, as they stand now, with the unit that "
        "leads them now. On-time share after Decision 766/QĐ-TTg of 2022: questions answered on "
        "or before their due date ÷ questions within competence that are answered or overdue; "
        "rejected, withdrawn and merged ones do not count, nor do those not due yet. Working time "
        "is in whole working hours, rounded up, without the time spent waiting for the sender; a "
        "working day has 8 hours. Satisfaction: ratings other than “dissatisfied” ÷ all ratings."
    ),
)

Age = Callable[[date], int]
"""Working days from a local day until now."""


def counts_out(counts: Mapping[str, int], at: datetime) -> QaCounts:
    """Return counts as they cross.

    The on-time share follows Decision 766/2022: handled on or before due ÷ all within competence,
    of which those still in time are left out until it is known how they end.
    """
    late_open = facts.overdue(counts, at)
    known = counts.get("answered", 0) + late_open
    return QaCounts(
        **{name: counts.get(name, 0) for name in _COUNTED},
        overdue=late_open,
        on_time_share=counts.get("on_time", 0) / known if known else None,
        working_time=working_time(counts),
        ratings=ratings(counts),
    )


_COUNTED = (
    "received", "answered", "on_time", "late", "open", "waiting", "escalated", "forwarded",
    "reopened", "rejected", "withdrawn", "merged",
)  # fmt: skip


def working_time(counts: Mapping[str, int]) -> WorkingTime:
    """Return median and 90th percentile, each an hour within which that share was answered."""
    hours = facts.hours_of(counts)
    median, p90 = facts.percentile(hours, 0.5), facts.percentile(hours, 0.9)
    return WorkingTime(
        n=sum(hours.values()),
        median_hours=median,
        p90_hours=p90,
        median_days=_days(median),
        p90_days=_days(p90),
    )


def _days(hours: int | None) -> float | None:
    return None if hours is None else round(hours / HOURS_A_DAY, 1)


def ratings(counts: Mapping[str, int]) -> RatingCounts:
    """Return how answers were rated."""
    by_level = {level.value: counts.get(facts.RATED + level, 0) for level in AnswerRating}
    n = sum(by_level.values())
    share = (n - by_level[AnswerRating.DISSATISFIED]) / n if n else None
    return RatingCounts(n=n, satisfaction_share=share, **by_level)


def backlog(parts: Iterable[Part], age: Age, at: datetime, today: date) -> list[AgeBand]:
    """Return open questions by age, from roll-ups whose young months come by days."""
    open_in, late_in = [0] * len(BANDS), [0] * len(BANDS)
    young = (today - YOUNGEST_OLD).replace(day=1)
    ages: dict[date, int] = {}
    for part in parts:
        if part.is_month == (part.day >= young) or not part.counts.get("open"):
            continue
        if part.day not in ages:
            ages[part.day] = _band(BANDS[-1][0] if part.is_month else age(part.day))
        open_in[ages[part.day]] += part.counts["open"]
        late_in[ages[part.day]] += facts.overdue(part.counts, at)
    return [
        AgeBand(from_days=first, to_days=last, open=open_in[place], overdue=late_in[place])
        for place, (first, last) in enumerate(BANDS)
    ]


def _band(age: int) -> int:
    return next(place for place, (_, last) in enumerate(BANDS) if last is None or age <= last)


def period_name(by: By, day: date) -> str:
    """Return which calendar period a day lies in: `2026-11`, `2026-H2`, `2026`."""
    if by == "year":
        return f"{day:%Y}"
    return f"{day:%Y-%m}" if by == "month" else f"{day:%Y}-H{1 if day.month <= 6 else 2}"


def periods(by: By, first: date, last: date) -> dict[str, Stretch]:
    """Return the calendar periods from one day to another, the first and last cut to them."""
    found: dict[str, Stretch] = {}
    for month in months(first, last):
        name = period_name(by, month)
        begins = found[name].start if name in found else max(month, first)
        found[name] = Stretch(begins, min(_following(month) - timedelta(days=1), last))
    return found


def months(first: date, last: date) -> list[date]:
    """Return the first day of each month from one day to another."""
    found = []
    month = first.replace(day=1)
    while month <= last:
        found.append(month)
        month = _following(month)
    return found


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
