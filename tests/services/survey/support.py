"""A running survey service and short ways to do with it what tests do often."""

from datetime import UTC, datetime
from typing import Any

import aiohttp

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.service import apply_directory
from services.survey.figures.rolling import roll_up
from services.survey.portals.model import Portal, PortalStatus
from services.survey.portals.service import open_portals
from shared.contracts.auth.directory import DirectoryOut, UnitOut
from shared.ids import new_id
from tests.support.tokens import bearer

BEST = {
    "interface": "easy",
    "content": "meets",
    "quality": "good",
    "interaction": "satisfied",
    "support": "meets",
}
VALID_FROM = datetime(2025, 7, 1, tzinfo=UTC).date()


class Answer:
    """What came back: status, headers, and the body as JSON where it is."""

    def __init__(self, response: aiohttp.ClientResponse, text: str, body: Any) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = text
        self.body = body

    @property
    def pointers(self) -> list[str]:
        """Return where a malformed request was wrong."""
        return [error["pointer"] for error in self.body["errors"]]

    @property
    def slug(self) -> str:
        """Return which problem it is."""
        return self.body["type"].rpartition("/")[2]


class RunningSurvey:
    """The service over HTTP, and its runtime for looking inside."""

    def __init__(self, url: str, runtime: SurveyRuntime, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.runtime = runtime
        self.http = http
        self.database = runtime.mongo.database

    async def call(self, method: str, path: str, **options: Any) -> Answer:
        """Make a request."""
        async with self.http.request(method, f"{self.url}{path}", **options) as response:
            text = await response.text()
            is_json = "json" in response.headers.get("Content-Type", "")
            return Answer(
                response, text, await response.json(content_type=None) if is_json else None
            )

    async def get(self, path: str, headers: dict[str, str] | None = None, **params: str) -> Answer:
        """Make a GET request; a parameter `from_` is sent as `from`."""
        sent = {name.rstrip("_"): value for name, value in params.items()}
        return await self.call("GET", path, headers=headers or {}, params=sent)

    async def rate(
        self,
        portal: str,
        ratings: dict[str, str] | None = None,
        key: str | None = None,
        **more: Any,
    ) -> Answer:
        """Submit a response."""
        body = {"portal": portal, "ratings": BEST if ratings is None else ratings, **more}
        headers = {"Idempotency-Key": key} if key else {}
        return await self.call("POST", "/api/survey/v1/responses", json=body, headers=headers)

    async def stored(self, portal: str) -> list[dict[str, Any]]:
        """Return the stored responses of a portal."""
        return await self.database["responses"].find({"portal": portal}).to_list()

    async def new_units(self, *parents: str | None) -> list[str]:
        """Keep copies of new units under these parents and return their ids."""
        units = [
            UnitOut(
                id=new_id(), name="Đơn vị thử", kind="other", parent=parent, valid_from=VALID_FROM
            )
            for parent in parents
        ]
        await apply_directory(self.runtime, DirectoryOut(units=units, people=[], calendars=[]))
        return [unit.id for unit in units]

    async def new_portal(
        self, unit: str = "nobody", *, is_open: bool = True, origin: str = ""
    ) -> str:
        """Open a portal and return its id."""
        portal = Portal(
            id=f"p-{new_id()}",
            name="Cổng thử",
            unit=unit,
            origins=(origin,) if origin else (),
            status=PortalStatus.OPEN if is_open else PortalStatus.CLOSED,
        )
        await open_portals(self.runtime.mongo, [portal])
        self.runtime.portals.forget()
        return portal.id

    async def keeper_of_all(self, *units: str) -> dict[str, str]:
        """Return the header of who administers everything: these units, or a new one, alone.

        The units of other tests go: a header could not hold them all.
        """
        kept = list(units) or await self.new_units(None)
        await self.database["units"].delete_many({"_id": {"$nin": kept}})
        self.runtime.units.forget()
        return bearer("keeper", *(("admin", unit) for unit in kept))

    async def close_portal(self, portal: str) -> None:
        """Take no more ratings for a portal, as its administrator does."""
        stored = await self.database["portals"].find_one({"_id": portal})
        assert stored is not None
        headers = {**bearer("keeper", ("admin", stored["unit"])), "If-Match": "1"}
        path = f"/api/survey/v1/portals/{portal}"
        answer = await self.call("PATCH", path, json={"is_open": False}, headers=headers)
        assert answer.status == 200, answer.text

    async def led_portal(self) -> tuple[str, dict[str, str]]:
        """Open a portal of a new unit; return its id and the header of that unit's leader."""
        [unit] = await self.new_units(None)
        return await self.new_portal(unit), bearer("leader", ("leader", unit))

    async def roll_up(self) -> None:
        """Do what the worker does each second."""
        await roll_up(self.runtime.mongo)

    async def figures(self, leader: dict[str, str], **params: str) -> Any:
        """Return figures as a leader sees them."""
        answer = await self.get("/api/survey/v1/figures", leader, **params)
        assert answer.status == 200, answer.text
        return answer.body


def counts_of(figures: Any, criterion: str) -> dict[str, int]:
    """Return how often each option of a criterion was chosen."""
    [found] = [one for one in figures["criteria"] if one["key"] == criterion]
    return {option["key"]: option["count"] for option in found["options"]}
