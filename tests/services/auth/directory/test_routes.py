"""The directory as other services read it."""

import pytest

from services.auth import seeds
from shared.contracts.auth.directory import DirectoryOut

PATH = "/api/auth/v1/directory"


async def test_services_read_everything_at_once(stage, browser):
    answer = await browser.get(PATH, headers=await stage.machine_bearer("survey"))
    whole = DirectoryOut.model_validate_json(answer.text)
    assert (len(whole.units), len(whole.people)) == (55, 114)
    assert [calendar.id for calendar in whole.calendars] == ["hue"]
    calendars = {unit.calendar for unit in whole.units}
    assert calendars == {"hue"}
    for unit in whole.units:
        held = {
            role.role for person in whole.people for role in person.roles if role.unit == unit.id
        }
        assert {"officer", "head"} <= held, unit.id
    assert all(person.email.endswith(".example") for person in whole.people)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("units/so-tu-phap", 200), ("units/x", 404), ("people/demo-head1", 200), ("people/x", 404),
        ("people/demo-citizen1", 404), ("calendars/hue", 200), ("calendars/x", 404),
    ],
)  # fmt: skip
async def test_services_read_what_an_event_names(stage, browser, path, status):
    answer = await browser.get(f"{PATH}/{path}", headers=await stage.machine_bearer("qa"))
    assert answer.status == status
    if status == 200:
        assert answer.json["id"] == path.rpartition("/")[2]


@pytest.mark.parametrize("path", ["", "/units/so-tu-phap", "/people/demo-head1", "/calendars/hue"])
async def test_n50_nobody_else_reads_it(stage, browser, path):
    assert (await browser.get(PATH + path)).status == 401
    await browser.sign_in("admin1")
    assert (await browser.get(PATH + path, headers=await stage.bearer_of(browser))).status == 403
    gateway = await stage.machine_bearer("gateway")
    assert (await browser.get(PATH + path, headers=gateway)).status == 403


async def test_seeding_again_changes_nothing(stage):
    before = {
        name: await stage.count(name) for name in ("people", "units", "calendars", "identities")
    }
    await seeds.seed(stage.runtime)
    assert before == {name: await stage.count(name) for name in before}
    assert (await seeds.directory(stage.runtime)).units
