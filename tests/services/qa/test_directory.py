"""The read copy of the directory: by event, by resync, the newest fetch wins."""

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest
from aiohttp import web

from services.qa.directory import queries
from services.qa.directory.documents import PersonDocument, UnitDocument
from services.qa.directory.service import apply_directory, resync_directory
from services.qa.subscribers import subscribers
from shared.clock import at, now
from shared.ids import new_id
from shared.service_client import ServiceClient, ServiceUnavailable
from tests.services.qa.directory import (
    JUSTICE,
    PROVINCE,
    SCIENCE,
    directory,
    person,
    unit,
)
from tests.services.qa.settings import environment_of


class Auth:
    """Auth's directory over HTTP, as its contract says."""

    def __init__(self) -> None:
        self.told = directory()
        self.calls: list[str] = []
        self.is_down = False

    async def token(self, request: web.Request) -> web.Response:
        self.calls.append("token")
        assert (await request.post())["grant_type"] == "client_credentials"
        assert request.headers["Authorization"].startswith("Basic ")
        return web.json_response({"access_token": "t", "expires_in": 300})

    async def everything(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer t"
        return web.json_response(self.told.model_dump(mode="json"))

    async def one(self, request: web.Request) -> web.Response:
        self.calls.append(request.path)
        if self.is_down:
            raise web.HTTPServiceUnavailable
        entries = getattr(self.told, request.match_info["kind"])
        found = [entry for entry in entries if entry.id == request.match_info["id"]]
        if not found:
            raise web.HTTPNotFound
        return web.json_response(found[0].model_dump(mode="json"))


@pytest.fixture
async def auth(qa):
    """Return auth, with qa pointed at it, and put the directory back afterwards."""
    told = Auth()
    app = web.Application()
    root = "/api/auth/v1"
    app.add_routes([
        web.post(f"{root}/token", told.token), web.get(f"{root}/directory", told.everything),
        web.get(root + "/directory/{kind}/{id}", told.one),
    ])  # fmt: skip
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings, client = qa.runtime.settings, qa.runtime.auth
    qa.runtime.settings = settings.model_copy(update={"auth_url": url})
    qa.runtime.auth = ServiceClient(qa.runtime.http, url, "qa", "secret")
    yield told
    qa.runtime.settings, qa.runtime.auth = settings, client
    await runner.cleanup()
    await UnitDocument.delete_all()
    await PersonDocument.delete_all()
    await apply_directory(qa.runtime, directory())


async def changed(qa, entity: str, record: str) -> None:
    payload = {"entity": entity, "id": record}
    message = {"id": new_id(), "name": "auth.directory_changed.v1", "payload": payload}
    await subscribers.receive(qa.runtime, qa.runtime.mongo, message)


async def test_a_changed_unit_is_fetched_and_kept(qa, auth):
    auth.told.units.append(unit("so-y-te", "Sở Y tế"))
    await changed(qa, "unit", "so-y-te")
    assert (await queries.unit("so-y-te")).name == "Sở Y tế"
    assert (await qa.ask(unit="so-y-te"))["unit"]["name"] == "Sở Y tế"


async def test_a_changed_person_is_kept_sealed(qa, auth):
    auth.told.people.append(person("officer9", "Bùi Thị Kín", ("officer", SCIENCE)))
    await changed(qa, "person", "officer9")
    found = await queries.holders("officer", SCIENCE)
    assert {one.name(qa.runtime.cipher) for one in found} == {"Phạm Quốc Bảo", "Bùi Thị Kín"}
    rows = await qa.runtime.mongo.database["directory_people"].find().to_list()
    assert "Kín" not in str(rows)
    assert "@" not in str(rows)


async def test_a_person_whom_auth_forgot_is_forgotten(qa, auth):
    auth.told.people = [one for one in auth.told.people if one.id != "officer2"]
    await changed(qa, "person", "officer2")
    assert await queries.person("officer2") is None
    await changed(qa, "unit", "never-was")


async def test_a_calendar_is_kept_and_counted_with(qa, auth):
    await changed(qa, "calendar", "hue")
    assert (await queries.calendar("hue")) == directory().calendars[0].calendar


async def test_an_older_fetch_does_not_undo_a_newer_one(qa, auth):
    auth.told.units = [unit(JUSTICE, "Sở Tư pháp (mới)")]
    await changed(qa, "unit", JUSTICE)
    auth.told.units = [unit(JUSTICE, "Sở Tư pháp (cũ)")]
    with at(now() - timedelta(minutes=1)):
        await changed(qa, "unit", JUSTICE)
    assert (await queries.unit(JUSTICE)).name == "Sở Tư pháp (mới)"


async def test_while_auth_is_down_the_event_waits(qa, auth):
    auth.is_down = True
    with pytest.raises(ServiceUnavailable):
        await changed(qa, "unit", JUSTICE)
    assert await qa.count("inbox") == 0


async def test_a_resync_repairs_everything(qa, auth):
    await UnitDocument.find({"_id": JUSTICE}).delete()
    await PersonDocument.find({"_id": "head1"}).delete()
    auth.told.people = [one for one in auth.told.people if one.id != "officer3"]
    auth.told.units = [one for one in auth.told.units if one.id != SCIENCE]
    await resync_directory(qa.runtime)
    assert (await queries.unit(JUSTICE)).name == "Sở Tư pháp"
    assert await queries.person("head1") is not None
    assert await queries.person("officer3") is None
    assert await queries.unit(SCIENCE) is not None  # questions still name it


async def test_the_command_repairs_everything_or_says_that_auth_is_away(qa, auth):
    await UnitDocument.find({"_id": JUSTICE}).delete()
    await PersonDocument.find({"_id": "head1"}).delete()
    environment = environment_of(qa.runtime.settings)

    def run(**changed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.qa.directory"]
        given = {**environment, **changed}
        return subprocess.run(command, env=given, capture_output=True, text=True, check=False)

    away = await asyncio.to_thread(run, AUTH_URL="http://127.0.0.1:1")
    assert (away.returncode, away.stdout) == (1, "")
    assert away.stderr.endswith("auth does not answer; the copy stays as it was.\n")
    assert await PersonDocument.get("head1") is None
    done = await asyncio.to_thread(run)
    units, people = len(auth.told.units), len(auth.told.people)
    assert done.stdout == f"{units} units and {people} people are copied.\n", done.stderr
    assert (await queries.unit(JUSTICE)).name == "Sở Tư pháp"
    assert await queries.person("head1") is not None


async def test_the_token_is_fetched_once(qa, auth):
    for _ in range(3):
        await changed(qa, "unit", JUSTICE)
    assert auth.calls.count("token") == 1


async def test_before_the_first_copy_asking_says_so(qa, auth):
    await UnitDocument.delete_all()
    refused = await qa.post(
        "/questions", {"title": "Câu hỏi đầu", "body": "Đã có ai chưa ạ?", "may_publish": True}
    )
    assert (refused.status, refused.slug) == (503, "directory-incomplete")


async def test_trees(qa):
    assert await queries.subtree({PROVINCE}) >= {PROVINCE, JUSTICE, SCIENCE}
    assert await queries.subtree({JUSTICE}) == {JUSTICE}
    assert await queries.ancestors(JUSTICE) == [JUSTICE, PROVINCE]
    assert await queries.ancestors("unknown") == ["unknown"]
    names = await queries.unit_refs([JUSTICE, "unknown"])
    assert (names[JUSTICE].name, names["unknown"].name) == ("Sở Tư pháp", "unknown")


async def test_a_loop_in_the_tree_ends(qa, auth):
    auth.told.units = [unit("a", "A", parent="b"), unit("b", "B", parent="a")]
    for one in ("a", "b"):
        await changed(qa, "unit", one)
    assert await queries.subtree({"a"}) == {"a", "b"}
    assert set(await queries.ancestors("a")) == {"a", "b"}
