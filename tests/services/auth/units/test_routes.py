"""Units: found by everybody, changed by administrators of the latest reading, told to others."""

import pytest

PATH = "/api/auth/v1/units"
UNIT = f"{PATH}/so-y-te"


@pytest.fixture
async def admin(stage):
    """Return a browser signed in as the administrator, its token in every request."""
    async with stage.browser() as browser:
        await browser.sign_in("admin1")
        browser.http.headers.update(await stage.bearer_of(browser))
        yield browser


async def ids(browser, query: str = "") -> list[str]:
    answer = await browser.get(f"{PATH}{query}")
    assert answer.status == 200, answer.text
    return [unit["id"] for unit in answer.json["items"]]


async def test_everybody_sees_all_units_in_vietnamese_order(browser):
    names = [unit["name"] for unit in (await browser.get(PATH)).json["items"]]
    assert len(names) == 55
    assert names[:2] == ["Công an thành phố Huế", "Sở Công Thương"]
    assert names.index("Sở Du lịch") < names.index("Sở Giáo dục và Đào tạo")


async def test_the_list_pages_by_cursor_without_loss(browser):
    whole, seen, cursor = await ids(browser), [], ""
    while True:
        page = (await browser.get(f"{PATH}?limit=20{cursor}")).json
        seen += [unit["id"] for unit in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == whole


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=t%C6%B0%20ph%C3%A1p", ["so-tu-phap"]),
        ("?q=TU+PHAP", ["so-tu-phap"]),
        ("?q=thuan+hoa", ["phuong-thuan-hoa"]),
        ("?q=justice", ["so-tu-phap"]),
        ("?q=khongcogi", []),
        ("?kind=province", ["tp-hue"]),
        ("?parent=so-tu-phap", []),
        ("?accepts_questions=false", []),
    ],
)
async def test_units_are_found(browser, query, expected):
    assert await ids(browser, query) == expected


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=101", "?cursor=x", "?kind=x", "?q=" + "x" * 101]
)
async def test_malformed_questions_are_refused(browser, query):
    assert (await browser.get(f"{PATH}{query}")).status == 422


async def test_one_unit(browser):
    answer = await browser.get(UNIT)
    assert (answer.json["name"], answer.json["parent"]) == ("Sở Y tế", "tp-hue")
    assert answer.json["calendar"] == "hue"
    unknown = await browser.get(f"{PATH}/unknown")
    assert (unknown.status, unknown.slug) == (404, "unit-not-found")


async def test_a_change_is_stored_told_and_audited(stage, admin):
    version = (await admin.get(UNIT)).headers["ETag"]
    body = {"phone": "0234 3822 822", "accepts_questions": False}
    changed = await admin.request("PATCH", UNIT, json=body, headers={"If-Match": version})
    assert changed.status == 200, changed.text
    assert (changed.json["phone"], changed.json["accepts_questions"]) == ("+842343822822", False)
    assert changed.headers["ETag"] != version
    assert await ids(admin, "?accepts_questions=false") == ["so-y-te"]
    [event] = (
        await stage.runtime.mongo.database["outbox"]
        .find({"payload": {"entity": "unit", "id": "so-y-te"}})
        .to_list()
    )
    assert event["name"] == "auth.directory_changed.v1"
    assert sorted(event["waiting_for"]) == ["qa", "survey"]
    audited = await stage.last_audit("unit.changed")
    assert audited["actor"] == "demo-admin1"
    assert audited["subject"] == {"unit": "so-y-te", "fields": "accepts_questions phone"}
    back = await admin.request(
        "PATCH",
        UNIT,
        json={"accepts_questions": True},
        headers={"If-Match": changed.headers["ETag"]},
    )
    assert back.status == 200


async def test_a_stale_or_missing_version_changes_nothing(admin):
    for headers, status in (({"If-Match": '"99"'}, 412), ({}, 428), ({"If-Match": "x"}, 422)):
        answer = await admin.request("PATCH", UNIT, json={"address": "x"}, headers=headers)
        assert answer.status == status
    assert (await admin.get(UNIT)).json["address"] == ""


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""}, {"name": "x" * 300}, {"name": "A\u202eB"}, {"unknown": 1}, {"email": "x"},
        {"phone": "12"}, {"accepts_questions": "perhaps"}, {"parent": "x"}, [], {"id": "y"},
    ],
)  # fmt: skip
async def test_malformed_changes_are_refused(admin, body):
    version = (await admin.get(UNIT)).headers["ETag"]
    answer = await admin.request("PATCH", UNIT, json=body, headers={"If-Match": version})
    assert answer.status == 422


async def test_an_unknown_calendar_is_refused(admin):
    version = (await admin.get(UNIT)).headers["ETag"]
    answer = await admin.request(
        "PATCH", UNIT, json={"calendar": "x"}, headers={"If-Match": version}
    )
    assert (answer.status, answer.slug) == (409, "unknown-calendar")


async def test_only_administrators_change_units(stage, browser):
    for person, status in (("leader1", 403), ("officer1", 403), ("citizen1", 403)):
        async with stage.browser() as somebody:
            await somebody.sign_in(person)
            headers = {**await stage.bearer_of(somebody), "If-Match": '"1"'}
            answer = await somebody.request("PATCH", UNIT, json={"address": "x"}, headers=headers)
            assert answer.status == status
    headers = {**await stage.machine_bearer("qa"), "If-Match": '"1"'}
    assert (await browser.request("PATCH", UNIT, json={}, headers=headers)).status == 403
    assert (await browser.request("PATCH", UNIT, json={})).status == 401


async def test_an_administrator_of_a_low_level_has_to_step_up(stage, browser):
    await browser.sign_in("admin1", level="1")
    headers = {**await stage.bearer_of(browser), "If-Match": '"1"'}
    answer = await browser.request("PATCH", UNIT, json={"address": "x"}, headers=headers)
    assert (answer.status, answer.slug) == (403, "step-up-required")
    for path in (
        f"{UNIT}/detail", "/api/auth/v1/people", "/api/auth/v1/calendars", "/api/auth/v1/audit",
        "/api/auth/v1/directory-imports", "/api/auth/v1/directory-tables/units.csv",
    ):  # fmt: skip
        read = await browser.get(path, headers=headers)
        assert (read.status, read.slug, read.json["level"]) == (403, "step-up-required", 2)
