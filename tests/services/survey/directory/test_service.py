"""The read copy: filled at once, followed by events in any order, fetched from auth for real."""

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request

from services.survey.bootstrap import open_runtime
from services.survey.directory.documents import UnitDocument
from services.survey.directory.model import Unit
from services.survey.directory.service import (
    FetchedUnit,
    apply_directory,
    fetch_unit,
    keep_units,
    resync_directory,
)
from services.survey.subscribers import subscribers
from shared.clock import now
from shared.contracts.auth.directory import DirectoryChanged, DirectoryOut, UnitOut
from shared.ids import new_id
from shared.mongo import transactional
from shared.service_client import ServiceClient, ServiceUnavailable
from tests.services.survey.figures.test_kill import environment_of
from tests.services.survey.support import VALID_FROM
from tests.support.serving import serving


def unit(id_: str, name: str = "Sở Tư pháp", parent: str | None = None) -> UnitOut:
    return UnitOut(id=id_, name=name, kind="department", parent=parent, valid_from=VALID_FROM)


@asynccontextmanager
async def auth_with(survey, *units: UnitOut):
    """Serve what auth serves, and let the survey's client ask there."""
    auth, known = FastAPI(), {one.id: one for one in units}

    @auth.post("/api/auth/v1/token")
    async def issue_token(request: Request):
        assert (await request.form())["grant_type"] == "client_credentials"
        assert request.headers["authorization"].startswith("Basic ")
        return {"access_token": "machine", "token_type": "Bearer", "expires_in": 300}

    @auth.get("/api/auth/v1/directory")
    async def show_directory(request: Request) -> DirectoryOut:
        assert request.headers["authorization"] == "Bearer machine"
        return DirectoryOut(units=list(known.values()), people=[], calendars=[])

    @auth.get("/api/auth/v1/directory/units/{one}")
    async def show_unit(one: str, request: Request) -> UnitOut:
        assert request.headers["authorization"] == "Bearer machine"
        return known[one]

    runtime = survey.runtime
    before = runtime.settings, runtime.auth
    async with serving(auth) as url:
        runtime.settings = runtime.settings.model_copy(update={"auth_url": url})
        runtime.auth = ServiceClient(runtime.http, url, "survey", "secret")
        try:
            yield known
        finally:
            runtime.settings, runtime.auth = before


async def stored(id_: str) -> Unit:
    document = await UnitDocument.get(id_)
    assert document is not None
    return document.unit()


async def receive(survey, id_: str, entity: str = "unit") -> None:
    """Receive the event as the worker does."""
    event = DirectoryChanged(entity=entity, id=id_)
    message = {"id": new_id(), "name": event.wire_name, "payload": event.model_dump(mode="json")}
    await subscribers.receive(survey.runtime, survey.runtime.mongo, message)


async def test_an_event_brings_the_unit(survey):
    id_ = new_id()
    async with auth_with(survey, unit(id_, "Sở Xây dựng", "tp-hue")) as known:
        await receive(survey, id_)
        assert await stored(id_) == Unit(id=id_, name="Sở Xây dựng", parent="tp-hue")
        known[id_] = unit(id_, "Sở Xây dựng và Giao thông", "tp-hue")
        await receive(survey, id_)
        assert (await stored(id_)).name == "Sở Xây dựng và Giao thông"


async def test_people_and_calendars_are_not_kept(survey):
    async with auth_with(survey):
        await receive(survey, "officer1", "person")
        await receive(survey, "hue", "calendar")
    assert await UnitDocument.get("officer1") is None


async def test_the_newest_fetch_wins_whatever_comes_first(survey):
    id_, moment = new_id(), now()
    keep = transactional(keep_units)
    for name, seconds in (("second", 2), ("first", 1), ("third", 3), ("second", 2)):
        fetched = FetchedUnit(Unit(id=id_, name=name), moment + timedelta(seconds=seconds))
        await keep(survey.runtime.mongo, [fetched])
    assert (await stored(id_)).name == "third"


async def test_events_at_once_leave_what_auth_says(survey):
    id_ = new_id()
    async with auth_with(survey, unit(id_, "name 0")) as known:

        async def change(number: int) -> None:
            known[id_] = unit(id_, f"name {number}")
            await receive(survey, id_)

        await asyncio.gather(*(change(number) for number in range(8)))
        assert (await stored(id_)).name == known[id_].name


async def test_auth_being_away_leaves_the_event_undone(survey):
    with pytest.raises(ServiceUnavailable):
        await fetch_unit(survey.runtime, DirectoryChanged(entity="unit", id="so-tu-phap"))


async def test_a_resync_brings_everything_and_takes_nothing_away(survey):
    ids = sorted(new_id() for _ in range(250))
    gone = new_id()
    await apply_directory(survey.runtime, DirectoryOut(units=[unit(gone)], people=[], calendars=[]))
    async with auth_with(survey, *(unit(id_) for id_ in ids)):
        await resync_directory(survey.runtime)
    tree = await survey.runtime.units.get()
    assert {*ids, gone} <= tree.units.keys()


async def test_the_command_fetches_all_units_or_says_that_auth_is_away(survey):
    id_ = new_id()

    def run(**changed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.survey.directory"]
        given = {**environment_of(survey.runtime.settings), **changed}
        return subprocess.run(command, env=given, capture_output=True, text=True, check=False)

    async with auth_with(survey, unit(id_, "Sở Du lịch")):
        done = await asyncio.to_thread(run)
    assert done.stdout == f"{await UnitDocument.count()} units are copied.\n", done.stderr
    assert (await stored(id_)).name == "Sở Du lịch"
    away = await asyncio.to_thread(run, AUTH_URL="http://127.0.0.1:1")
    assert (away.returncode, away.stdout) == (1, "")
    assert away.stderr.endswith("auth does not answer; the copy stays as it was.\n")
    assert (await stored(id_)).name == "Sở Du lịch"


def test_a_runtime_that_was_never_opened_opens_nothing(settings_of_survey):
    assert open_runtime(settings_of_survey).settings is settings_of_survey
