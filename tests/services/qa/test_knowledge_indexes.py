"""Ready answers, templates, feeds, units and figures read by index and change by id."""

import re
from datetime import timedelta

import aiohttp
import pytest

from services.qa.app import create_app
from services.qa.faq import queries
from services.qa.faq.service import warn_of_expiry
from services.qa.figures.rolling import roll_up
from shared.clock import today
from tests.services.qa.directory import JUSTICE, PROVINCE
from tests.services.qa.faq.test_faq import added, edit
from tests.services.qa.support import READ_WHOLE, RunningQa
from tests.services.qa.templates.test_templates import form
from tests.support.commands import CommandRecorder, recorded_commands
from tests.support.serving import serving
from tests.support.tokens import verifier

OURS = {"faq", "faq_versions", "templates", "figure_months", "figure_years", "figure_state"}


async def whole_story(qa: RunningQa) -> None:
    """Do everything once, twice where the second time differs."""
    kept = await added(qa, valid_to=str(today() + timedelta(days=5)))
    for _ in range(30):
        await added(qa)
    await edit(qa, kept)
    for params in ({}, {"q": "khai sinh"}, {"unit": JUSTICE}, {"topic": "ho-tich"}):
        for state in ("valid", "expired", "all"):
            asked = {**params, "state": state, "limit": 5}
            page = (await qa.get("/faq", "coordinator1", params=asked)).body
            if page["next_cursor"]:
                await qa.get(
                    "/faq", "coordinator1", params={**asked, "cursor": page["next_cursor"]}
                )
    await qa.get(f"/faq/{kept['id']}/versions", "officer1")
    await queries.similar(qa.runtime, "lệ phí khai sinh")
    await warn_of_expiry(qa.runtime.mongo)
    template = (await qa.post("/templates", form(), "officer1")).body["id"]
    code = (await qa.ask())["code"]
    assert (await qa.get(f"/questions/{code}/templates/{template}", "officer1")).status == 200
    await qa.get("/templates", "officer1")
    headers = {"If-Match": "1"}
    await qa.call("PUT", f"/templates/{template}", "officer1", json=form(), headers=headers)
    await qa.call("DELETE", f"/templates/{template}", "officer1", headers={"If-Match": "2"})
    for _ in range(2):
        await roll_up(qa.runtime.mongo)
        await qa.ask()
    for unit in (JUSTICE, PROVINCE):
        for params in ({}, {"from": "2026-01-15"}, {"from": "2026-01-01", "to": "2026-12-31"}):
            for path in ("/figures", "/figures/units", "/figures.csv"):
                asked = {**params, "unit": unit}
                assert (await qa.get(path, "leader1", params=asked)).status == 200
    for path in ("/units", f"/units/{JUSTICE}/record", "/feeds/faq.atom", "/feeds/answers.atom"):
        assert (await qa.get(path)).status == 200


@pytest.fixture(scope="module")
async def recorder(qa_of_the_run):
    """Return what was asked of the database meanwhile."""
    await qa_of_the_run.forget_everything()
    app = create_app(qa_of_the_run.runtime.settings)
    try:
        with recorded_commands() as recorder:
            async with serving(app) as url, aiohttp.ClientSession() as http:
                app.state.callers = verifier()
                await whole_story(RunningQa(url, app.state.runtime, http))
    finally:  # the documents belong to the client that was opened last
        await qa_of_the_run.runtime.mongo.open()
    return recorder


async def test_every_query_uses_an_index(recorder: CommandRecorder, qa_of_the_run):
    database, scanned, checked = qa_of_the_run.runtime.mongo.database, {}, 0
    for shape, command in recorder.reads.items():
        collection = next(iter(command.values()))
        if collection in READ_WHOLE and not command.get("filter"):
            continue
        checked += collection in OURS
        explained = {**command, **({"cursor": {}} if "aggregate" in command else {})}
        plan = str(await database.command("explain", explained, verbosity="queryPlanner"))
        if "COLLSCAN" in plan or not re.search("IXSCAN|IDHACK|EOF|EXPRESS", plan):
            scanned[shape] = plan[:300]
    assert checked > 15
    assert scanned == {}


async def test_every_change_names_its_document_by_id(recorder: CommandRecorder):
    others = [(name, asked) for name, asked in recorder.write_filters if set(asked) != {"_id"}]
    assert others == []
    assert OURS - {"faq_versions"} <= {name for name, _ in recorder.write_filters}
