"""Portals over HTTP."""

import pytest

from shared.contracts.survey.responses import PortalOut
from shared.ids import new_id
from tests.support.tokens import bearer

PATH = "/api/survey/v1/portals"


async def test_everybody_sees_a_portal(survey):
    portal = await survey.new_portal("so-tu-phap")
    shown = await survey.get(f"{PATH}/{portal}")
    assert shown.body == {"id": portal, "name": "Cổng thử", "unit": "so-tu-phap", "is_open": True}
    closed = await survey.new_portal(is_open=False)
    assert (await survey.get(f"{PATH}/{closed}")).body["is_open"] is False


async def test_an_unknown_portal_is_not_found(survey):
    for portal in ("there-is-none", "%00", "%7B%22$ne%22:1%7D", "a" * 5_000):
        answer = await survey.get(f"{PATH}/{portal}")
        assert (answer.status, answer.slug) == (404, "portal-not-found")


async def test_leaders_and_administrators_see_those_of_their_units(survey):
    root, other = await survey.new_units(None, None)
    [below] = await survey.new_units(root)
    mine = sorted([await survey.new_portal(root), await survey.new_portal(below)])
    foreign = await survey.new_portal(other)
    for role in ("leader", "admin"):
        answer = await survey.get(PATH, bearer("x", (role, root)))
        assert [PortalOut.model_validate(one).id for one in answer.body["items"]] == mine
        assert foreign not in answer.text


async def test_the_list_is_read_page_by_page(survey):
    [root] = await survey.new_units(None)
    expected = sorted([await survey.new_portal(root) for _ in range(5)])
    leader, found, cursor = bearer("x", ("leader", root)), [], {}
    for length in (2, 2, 1):
        page = (await survey.get(PATH, leader, limit="2", **cursor)).body
        assert len(page["items"]) == length
        found += [one["id"] for one in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert (found, cursor["cursor"]) == (expected, None)


async def test_a_foreign_cursor_is_refused(survey):
    _, leader = await survey.led_portal()
    for cursor in ("x", "WzFd", "{}", "W10"):
        answer = await survey.get(PATH, leader, cursor=cursor)
        assert (answer.status, answer.pointers) == (422, ["query:cursor"])


async def keep(survey, unit: str, **form):
    portal = {"id": f"p-{new_id()}", "name": "Cổng Sở Tư pháp", "unit": unit, **form}
    return await survey.call("POST", PATH, json=portal, headers=admin_of(unit))


def admin_of(unit: str) -> dict[str, str]:
    return bearer("keeper", ("admin", unit))


async def change(survey, admin: str, portal: str, version: int | None, **form):
    read = {"If-Match": f'"{version}"'} if version else {}
    headers = {**admin_of(admin), **read}
    return await survey.call("PATCH", f"{PATH}/{portal}", json=form, headers=headers)


async def test_a_portal_is_opened_changed_and_remembered(survey):
    [unit] = await survey.new_units(None)
    made = await keep(survey, unit, origins=["HTTPS://Tuphap.Hue.gov.vn/", "https://x.vn:443"])
    assert (made.status, made.headers["ETag"]) == (201, '"1"')
    assert made.body["origins"] == ["https://tuphap.hue.gov.vn", "https://x.vn"]
    portal = made.body["id"]
    assert (await survey.rate(portal)).status == 201
    changed = await change(survey, unit, portal, 1, is_open=False, origins=[])
    assert (changed.status, changed.body["version"], changed.body["is_open"]) == (200, 2, False)
    assert (await survey.rate(portal)).slug == "portal-closed"
    same = await change(survey, unit, portal, 2, is_open=False)
    assert (same.status, same.body["version"]) == (200, 2)
    history = (await survey.get(f"{PATH}/{portal}/history", admin_of(unit))).body
    assert [(one["version"], one["by"]) for one in history] == [(2, "keeper"), (1, "keeper")]
    assert history[0]["before"] == {
        "origins": ["https://tuphap.hue.gov.vn", "https://x.vn"], "status": "open",
    }  # fmt: skip
    assert history[0]["after"] == {"origins": [], "status": "closed"}


async def test_nobody_overwrites_anothers_change(survey):
    [unit] = await survey.new_units(None)
    portal = (await keep(survey, unit)).body["id"]
    assert (await change(survey, unit, portal, 1, name="Cổng mới")).status == 200
    stale = await change(survey, unit, portal, 1, name="Cổng khác")
    assert (stale.status, stale.slug, stale.body["current_version"]) == (412, "portal-changed", 2)
    assert (await change(survey, unit, portal, None, name="Cổng khác")).status == 428
    shown = await survey.get(f"{PATH}/{portal}/detail", admin_of(unit))
    assert shown.body["name"] == "Cổng mới"


@pytest.mark.parametrize(
    "origin",
    [
        "http://hue.gov.vn", "https://*.gov.vn", "https://hue.gov.vn/trang", "null", "hue.gov.vn",
        "https://user@hue.gov.vn", "https://hue.gov.vn?x", "javascript:alert(1)", "https://",
        "https://hue.gov.vn:99999", "ftp://hue.gov.vn",
    ],
)  # fmt: skip
async def test_only_origins_may_embed(survey, origin):
    [unit] = await survey.new_units(None)
    refused = await keep(survey, unit, origins=[origin])
    assert (refused.status, refused.pointers) == (422, ["#/origins/0"])


async def test_a_portal_stays_with_who_administers_its_unit(survey):
    mine, other = await survey.new_units(None, None)
    portal = (await keep(survey, mine)).body["id"]
    for unit, form in ((other, {"name": "Của tôi"}), (mine, {"unit": other})):
        refused = await change(survey, unit, portal, 1, **form)
        assert (refused.status, refused.slug) == (403, "outside-administration")
    twice = await keep(survey, mine, id=portal)
    assert (twice.status, twice.slug) == (409, "portal-exists")
    assert (await survey.get(f"{PATH}/{portal}/detail", admin_of(other))).status == 404
    leader = bearer("x", ("leader", mine))
    assert (await survey.get(f"{PATH}/{portal}/history", leader)).status == 403
    gone = await change(survey, mine, "there-is-none", 1, name="Cổng")
    assert (gone.status, gone.slug) == (404, "portal-not-found")


async def test_everybody_may_know_which_pages_embed_a_portal(survey):
    [unit] = await survey.new_units(None)
    made = await keep(survey, unit, origins=["https://b.vn", "https://a.vn"])
    portal = made.body["id"]

    async def origins_of(name: str | None) -> list[str]:
        asked = {"portal": name} if name else {}
        return (await survey.get("/api/survey/v1/portal-origins", **asked)).body["origins"]

    assert await origins_of(portal) == ["https://a.vn", "https://b.vn"]
    assert {"https://a.vn", "https://b.vn"} <= set(await origins_of(None))
    assert await origins_of("there-is-none") == []
    await change(survey, unit, portal, 1, is_open=False)
    assert await origins_of(portal) == []
    told = (await survey.get("/api/survey/v1/portal-origins")).body
    assert told["by_portal"][portal] == ["https://a.vn", "https://b.vn"]  # to frame, if not to call


async def test_a_closed_portal_issues_no_challenge(survey):
    closed = await survey.new_portal(is_open=False)
    answer = await survey.get("/api/survey/v1/challenge", portal=closed)
    assert (answer.status, answer.slug) == (410, "portal-closed")


async def test_portals_are_found_by_words_state_and_who_may_change_them(survey):
    led, kept = await survey.new_units(None, None)
    caller = bearer("x", ("leader", led), ("admin", kept))
    foreign = await survey.new_portal(led)
    names = {"dat": "Cổng Đất đai", "thue": "Cổng Thuế"}
    made = {key: (await keep(survey, kept, name=name)).body["id"] for key, name in names.items()}
    await change(survey, kept, made["thue"], 1, is_open=False)

    async def found(**asked: str) -> set[str]:
        page = (await survey.get(PATH, caller, **asked)).body
        return {one["id"] for one in page["items"]}

    assert await found() == {foreign, *made.values()}
    assert await found(administered="true") == set(made.values())
    assert await found(q="dat dai") == {made["dat"]}
    assert await found(q=made["thue"]) == {made["thue"]}
    assert await found(administered="true", is_open="true") == {made["dat"]}
    assert await found(is_open="false") == {made["thue"]}


async def test_a_portal_takes_no_address_of_ours(survey):
    [unit] = await survey.new_units(None)
    refused = await keep(survey, unit, id="tham-do")
    assert (refused.status, refused.pointers) == (422, ["#/id"])
