"""Administrators of everything read the audit log, filtered; nothing personal stands in it."""

from services.auth.audit.sealing import seal_audit
from services.auth.audit.verifying import verify_audit
from tests.services.auth.keeping import BASE, make_unit
from tests.services.auth.support import Browser, Stage, new_name

PATH = f"{BASE}/audit"


async def rows(admin: Browser, query: str = "") -> list[dict[str, object]]:
    answer = await admin.get(f"{PATH}?{query}")
    assert answer.status == 200, answer.text
    return answer.json["items"]


async def test_rows_are_found_by_kind_person_actor_and_day(keeper: Browser) -> None:
    unit = new_name()
    await make_unit(keeper, unit)
    [newest, *_] = await rows(keeper, "action=unit.created&actor=demo-admin1")
    assert newest["subject"] == {"unit": unit}
    assert newest["actor_name"]
    assert {row["action"] for row in await rows(keeper, "action=session.")} <= {
        "session.opened", "session.ended",
    }  # fmt: skip
    about = await rows(keeper, "person=demo-admin1&action=sign_in.succeeded")
    assert about
    assert all(row["person"] == "demo-admin1" for row in about)
    assert await rows(keeper, "from=2020-01-01&to=2020-12-31") == []
    assert await rows(keeper, "from=2026-01-01&action=unit.created")


async def test_the_list_goes_on_by_cursor_without_a_row_twice(keeper: Browser) -> None:
    for _ in range(3):
        await make_unit(keeper, new_name())
    first = (await keeper.get(f"{PATH}?limit=2&action=unit.created")).json
    second = (
        await keeper.get(f"{PATH}?limit=2&action=unit.created&cursor={first['next_cursor']}")
    ).json
    ids = [row["id"] for row in [*first["items"], *second["items"]]]
    assert ids == sorted(set(ids), reverse=True)


async def test_looking_at_the_log_is_noted(keeper: Browser, stage: Stage) -> None:
    await rows(keeper, "person=demo-citizen1")
    noted = await stage.last_audit("audit.read")
    assert (noted["actor"], noted["subject"]) == ("demo-admin1", {"about": "demo-citizen1"})


async def test_only_who_administers_everything_reads_it(stage: Stage, browser: Browser) -> None:
    assert (await browser.get(PATH)).status == 401
    for person in ("citizen1", "officer1", "leader1"):
        async with stage.browser() as other:
            await other.sign_in(person)
            headers = await stage.bearer_of(other)
            assert (await other.get(PATH, headers=headers)).status == 403, person
    await browser.sign_in("admin1")
    refused = await browser.get(f"{PATH}?action=x%24y", headers=await stage.bearer_of(browser))
    assert refused.status == 422


async def test_nothing_personal_is_in_the_log(keeper: Browser, stage: Stage) -> None:
    personal = {"name": "Tôn Nữ Nhật Ký", "email": "nhatky@hue.example"}
    made = await keeper.post(f"{BASE}/people", json={**personal, "roles": []})
    assert made.status == 201, made.text
    async with stage.browser() as citizen:
        await citizen.sign_in("citizen1")
        shown = (await citizen.get(f"{BASE}/me", headers=await stage.bearer_of(citizen))).json
    text = str(await stage.runtime.mongo.database["audit"].find().to_list())
    for said in (*personal.values(), shown["name"], shown["email"]):
        assert said
        assert said not in text


async def test_the_services_own_log_is_whole(keeper: Browser, stage: Stage) -> None:
    await make_unit(keeper, new_name())
    await seal_audit(stage.runtime.mongo)
    assert (await verify_audit()).faults == []
