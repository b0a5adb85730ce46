"""Ordering reports and making them; a worker that dies leaves its report to the next one."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.queries import units_for
from services.survey.reports.content import Material, tell
from services.survey.reports.documents import ReportDocument, ReportFileDocument, file_id
from services.survey.reports.gathering import gather
from services.survey.reports.model import Report, days_of
from services.survey.reports.typesetting import as_pdf
from services.survey.reports.workbooks import as_workbook
from shared.clock import now
from shared.contracts.survey.events import ReportReady
from shared.contracts.survey.reports import OrderReport, ReportState
from shared.identity import Caller
from shared.ids import new_id
from shared.logging import get_logger
from shared.marks import mark
from shared.mongo import Transaction, transactional
from shared.spreadsheets import XLSX

_log = get_logger(__name__)

MAKE_TASK = "survey.make_reports"
PDF = "application/pdf"
CLAIM_SECONDS = 120
_AT_ONCE = 5


@dataclass(frozen=True)
class Made:
    """A file as it is stored and sent."""

    kind: str
    media_type: str
    content: bytes


async def order_report(survey: SurveyRuntime, caller: Caller, form: OrderReport) -> Report:
    """Have a report made of a unit and all below it.

    Raises `OutsideOwnUnits`, `UnitNotFound`, and `InvalidRequest` for days that make no period.
    """
    days_of(form)
    await units_for(survey, caller, form.unit)
    unit = (await survey.units.get()).units.get(form.unit)
    report = report_of(form, unit.name if unit else form.unit, new_id(), caller.id)
    await _store(survey.mongo, report)
    return report


def report_of(form: OrderReport, unit_name: str, id_: str, by: str = "") -> ReportDocument:
    """Return a report to be made; raises `InvalidRequest` for days that make no period."""
    at, (first, last) = now(), days_of(form)
    return ReportDocument(
        id=id_,
        kind=form.kind,
        unit=form.unit,
        unit_name=unit_name,
        first=first,
        last=last,
        ordered_by=by,
        ordered_at=at,
        due_at=at,
        mark=mark(at, id_),
    )


@transactional
async def _store(tx: Transaction, report: ReportDocument) -> None:
    await report.insert(session=tx.session)
    tx.nudge(MAKE_TASK)


async def make_due_reports(survey: SurveyRuntime) -> None:
    """Make every report that waits; any number of workers may do so at once."""
    reports = ReportDocument.get_pymongo_collection()
    while True:
        due = reports.find({"due_at": {"$lte": now()}}, {"_id": 1}).sort("due_at", 1)
        ids = [row["_id"] for row in await due.limit(_AT_ONCE).to_list()]
        made = [await _make(survey, report_id) for report_id in ids]
        if not any(made):
            return


async def _make(survey: SurveyRuntime, report_id: str) -> bool:
    """Make one report; False when another worker has it or it failed."""
    report = await _claim(survey.mongo, report_id)
    if report is None:
        return False
    try:
        material = await gather(survey, report)
        await _progress(survey.mongo, report, 50)
        at = now()
        told = tell(report, material, at)
        files = await asyncio.to_thread(_files, report, material, told, at)
    except Exception as error:  # noqa: BLE001 - tried again later, and given up in the end
        _log.error("report_not_made", report=report_id, error=type(error).__name__)
        return False
    await _finish(survey.mongo, report, told, files, at)
    return True


def _files(report: Report, material: Material, told: dict[str, Any], at: datetime) -> list[Made]:
    return [
        Made("pdf", PDF, as_pdf(told, at)),
        Made("xlsx", XLSX, as_workbook(report, material, told["method"])),
    ]


@transactional
async def _claim(tx: Transaction, report_id: str) -> ReportDocument | None:
    report = await ReportDocument.get(report_id, session=tx.session)
    if report is None:
        return None
    is_claimed = report.claim(now(), CLAIM_SECONDS)
    await report.replace(session=tx.session)
    return report if is_claimed else None


@transactional
async def _progress(tx: Transaction, claimed: Report, progress: int) -> None:
    report = await ReportDocument.get(claimed.id, session=tx.session)
    if report is not None and report.attempts == claimed.attempts:
        report.progress = progress
        await report.replace(session=tx.session)


@transactional
async def _finish(
    tx: Transaction, claimed: Report, told: dict[str, Any], files: list[Made], at: datetime
) -> None:
    """Store the files and say so, unless the claim ran out and another worker took over."""
    report = await ReportDocument.get(claimed.id, session=tx.session)
    if report is None or report.attempts != claimed.attempts:
        return
    if report.state is not ReportState.WORKING:
        return
    stored = [
        ReportFileDocument(
            id=file_id(report.id, made.kind),
            media_type=made.media_type,
            sha256=hashlib.sha256(made.content).hexdigest(),
            content=made.content,
        )
        for made in files
    ]
    await ReportFileDocument.insert_many(stored, session=tx.session)
    report.finish(at, told, [made.kind for made in files])
    await report.replace(session=tx.session)
    tx.emit(
        ReportReady(
            report=report.id, unit=report.unit, period=report.period, person=report.ordered_by
        )
    )
