"""A report as a workbook: the figures as numbers, to go on calculating with."""

from collections.abc import Sequence

from services.survey.reports.answering import answering_rows
from services.survey.reports.content import Material, period_name
from services.survey.reports.model import Report
from shared.contracts.survey.figures import CriterionFigure
from shared.spreadsheets import Sheet, Value, as_xlsx

_OPTIONS = (
    "Tiêu chí", "Phương án", "Số lượt chọn", "Số lượt trả lời", "Tỷ lệ", "Từ (95 %)", "Đến (95 %)",
)  # fmt: skip
_ANSWERING = ("Chỉ tiêu", "Kỳ này", "Kỳ trước")


def as_workbook(report: Report, material: Material, method: Sequence[str]) -> bytes:
    """Return the workbook."""
    figures = material.figures
    titles = [figure.title.vi for figure in figures.criteria]
    about: list[Sequence[Value]] = [
        ("Đơn vị", report.unit_name),
        ("Kỳ báo cáo", period_name(report)),
        ("Từ ngày", report.first.isoformat()),
        ("Đến ngày", report.last.isoformat()),
        ("Số liệu tính đến", figures.as_of.isoformat()),
        ("Số phiếu", figures.responses),
        *((f"Phiếu tạm giữ: {name}", count) for name, count in material.held.items()),
        *(("Cách tính", text) for text in method),
    ]
    return as_xlsx(
        [
            Sheet("Tổng hợp", _OPTIONS, _options(figures.criteria), frozenset({4, 5, 6})),
            Sheet(
                "Theo cổng",
                ("Cổng", "Thứ hạng từ", "đến", "Số phiếu", *titles),
                [
                    [row.name, row.rank_best, row.rank_worst, row.responses, *_scores(row.criteria)]
                    for row in material.portals
                ],
            ),
            Sheet(
                "Theo tháng",
                ("Tháng", "Số phiếu", *titles),
                [
                    [f"{one.start:%m/%Y}", one.responses, *_scores(one.criteria)]
                    for one in figures.periods
                ],
            ),
            *_answering(material),
            Sheet("Thông tin", ("Mục", "Nội dung"), about),
        ]
    )


def _answering(material: Material) -> list[Sheet]:
    if material.answering is None:
        return []
    return [Sheet("Hỏi đáp", _ANSWERING, answering_rows(material.answering))]


def _options(criteria: Sequence[CriterionFigure]) -> list[Sequence[Value]]:
    return [
        (
            figure.title.vi, option.label.vi, option.count, figure.n, option.share, option.low,
            option.high,
        )
        for figure in criteria
        for option in figure.options
    ]  # fmt: skip


def _scores(criteria: Sequence[CriterionFigure]) -> list[Value]:
    return [figure.score for figure in criteria]
