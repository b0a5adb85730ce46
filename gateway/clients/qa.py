"""Calls to qa: questions for citizens, the queue for responders, figures for leaders."""

from datetime import date

from gateway.clients.qa_administering import AdministeringCalls
from gateway.clients.qa_arranging import ArrangingCalls
from gateway.clients.qa_asking import ROOT, AskingCalls
from gateway.clients.qa_responding import RespondingCalls
from shared.contracts.qa.figures import QaFigures


class QaClient(AskingCalls, RespondingCalls, ArrangingCalls, AdministeringCalls):
    """What the pages ask qa."""

    name = "qa"

    async def show_figures(
        self, unit: str | None = None, start: date | None = None, end: date | None = None
    ) -> QaFigures:
        """Return how a subtree of units answers, both days included."""
        query = {"unit": unit, "from": _day(start), "to": _day(end)}
        return await self._get(QaFigures, f"{ROOT}/figures", query)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
