"""Which table is taken away: rows by unit, or by calendar period."""

from services.qa.bootstrap import QaRuntime
from services.qa.figures import service
from services.qa.figures.tables import Language, Table
from shared.contracts.qa.figures import QaCounts
from shared.identity import Caller

_WORDS = {
    "vi": ("Đơn vị", "Kỳ", "Tổng", "Hỏi đáp: số liệu trả lời"),
    "en": ("Unit", "Period", "Total", "Q&A: how questions are answered"),
}


async def table(qa: QaRuntime, caller: Caller, asked: service.Asked, language: Language) -> Table:
    """Return the rows, the sum of all last."""
    unit_word, period_word, total_word, title = _WORDS[language]
    rows: list[tuple[str, QaCounts]]
    if asked.by is None:
        by_unit = await service.unit_figures(qa, caller, asked)
        rows = [(_name(row.unit.name, row.unit.name_en, language), row) for row in by_unit.units]
        rows.append((total_word, by_unit.total))
        method, heading = by_unit.method, unit_word
    else:
        found = await service.figures(qa, caller, asked)
        rows = [(period.name, period) for period in found.periods]
        rows.append((total_word, found))
        method, heading = found.method, period_word
    words = method.vi if language == "vi" else method.en
    return Table(f"{title}. {_days(asked)}", heading, rows, words, language)


def file_name(asked: service.Asked, ending: str) -> str:
    """Return a name for the file."""
    parts = ["hoi-dap", asked.unit, asked.stretch.start, asked.stretch.end]
    return "_".join(str(part) for part in parts if part) + f".{ending}"


def _name(name: str, name_en: str, language: Language) -> str:
    return name_en or name if language == "en" else name


def _days(asked: service.Asked) -> str:
    days = (asked.stretch.start, asked.stretch.end)
    return " – ".join(f"{day:%d/%m/%Y}" if day else "…" for day in days)
