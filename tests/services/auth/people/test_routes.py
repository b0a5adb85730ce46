"""People: oneself, the administrator's list, roles and locks that count at once."""

import pytest

PATH = "/api/auth/v1/people"


@pytest.fixture
async def admin(stage):
    """Return a browser signed in as the administrator, its token in every request."""
    async with stage.browser() as browser:
        await browser.sign_in("admin1")
        browser.http.headers.update(await stage.bearer_of(browser))
        yield browser


async def version_of(admin, person: str) -> dict[str, str]:
    return {"If-Match": (await admin.get(f"{PATH}/{person}")).headers["ETag"]}


async def assign(admin, person: str, *roles: tuple[str, str]):
    body = {"roles": [{"role": role, "unit": unit} for role, unit in roles]}
    headers = await version_of(admin, person)
    return await admin.request("PUT", f"{PATH}/{person}/roles", json=body, headers=headers)


async def test_me(stage, browser):
    await browser.sign_in("head1")
    answer = await browser.get("/api/auth/v1/me", headers=await stage.bearer_of(browser))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "id": "demo-head1",
        "name": "Đặng Hữu Phước",
        "account": "person",
        "loa": 2,
        "email": "head1@so-tu-phap.hue.example",
        "roles": [{"role": "head", "unit": "so-tu-phap", "unit_name": "Sở Tư pháp"}],
    }


async def test_the_directory_lists_those_who_work_for_a_unit(admin):
    people = (await admin.get(f"{PATH}?unit=so-tu-phap")).json["items"]
    assert {person["id"] for person in people} == {"demo-officer1", "demo-officer2", "demo-head1"}
    [head] = (await admin.get(f"{PATH}?unit=so-tu-phap&role=head")).json["items"]
    assert head["roles"] == [{"role": "head", "unit": "so-tu-phap"}]
    assert head["email"] == "head1@so-tu-phap.hue.example"


async def test_the_whole_directory_pages_and_holds_no_citizen(admin):
    seen, cursor = [], ""
    while cursor is not None:
        page = (await admin.get(f"{PATH}?limit=40{cursor}")).json
        seen += [person["id"] for person in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 114
    assert not {"demo-citizen1", "demo-org1", "demo-locked1"} & set(seen)
    assert (await admin.get(f"{PATH}/demo-citizen1")).status == 404
    assert (await admin.get(f"{PATH}?unit=unknown")).status == 403


async def test_only_administrators_list_people(stage, browser):
    await browser.sign_in("leader1")
    assert (await browser.get(PATH, headers=await stage.bearer_of(browser))).status == 403


async def test_n53_roles_given_and_taken_count_on_the_next_call_and_are_told(stage, admin):
    payload = {"entity": "person", "id": "demo-officer3"}
    told = await stage.count("outbox", payload=payload)
    async with stage.browser() as officer:
        await officer.sign_in("officer3")
        given = await assign(
            admin, "demo-officer3", ("officer", "so-xay-dung"), ("leader", "tp-hue")
        )
        assert given.status == 200, given.text
        assert (await stage.caller_of(officer.cookie())).has_role("leader", unit="tp-hue")
        taken = await assign(admin, "demo-officer3")
        assert taken.json["roles"] == []
        assert (await stage.caller_of(officer.cookie())).roles == ()
        back = await assign(admin, "demo-officer3", ("officer", "so-xay-dung"))
        assert back.status == 200
    assert await stage.count("outbox", payload=payload) == told + 3
    audited = await stage.last_audit("person.roles_assigned")
    assert (audited["person"], audited["actor"]) == ("demo-officer3", "demo-admin1")
    assert audited["subject"] == {"roles": "officer:so-xay-dung"}


@pytest.mark.parametrize(
    ("person", "roles", "status", "slug"),
    [
        ("demo-officer3", [("officer", "unknown")], 409, "unknown-unit"),
        ("demo-officer3", [("coordinator", "so-xay-dung")], 409, "role-needs-root-unit"),
        ("demo-admin1", [], 409, "own-access"),
        ("demo-officer3", [("emperor", "tp-hue")], 422, "invalid-request"),
    ],
)
async def test_roles_have_rules(admin, person, roles, status, slug):
    before = (await admin.get(f"{PATH}/{person}")).json
    answer = await assign(admin, person, *roles)
    assert (answer.status, answer.slug) == (status, slug)
    assert (await admin.get(f"{PATH}/{person}")).json == before


async def test_a_stale_version_changes_nothing(admin):
    answer = await admin.request(
        "PUT", f"{PATH}/demo-officer3/roles", json={"roles": []}, headers={"If-Match": '"999"'}
    )
    assert (answer.status, answer.slug) == (412, "person-changed-meanwhile")


async def test_n46_a_lock_ends_every_session_and_unlocking_does_not_bring_them_back(stage, admin):
    path = f"{PATH}/demo-officer2"
    async with stage.browser() as first, stage.browser() as second:
        for browser in (first, second):
            await browser.sign_in("officer2")
            await stage.exchange(browser.cookie())
        locked = await admin.post(f"{path}/lock", headers=await version_of(admin, "demo-officer2"))
        assert (locked.status, locked.json["is_active"]) == (200, False)
        for browser in (first, second):
            assert (await stage.exchange(browser.cookie())).status == 401
        assert "account_locked" in (await first.sign_in("officer2")).location
        unlocked = await admin.post(
            f"{path}/unlock", headers=await version_of(admin, "demo-officer2")
        )
        assert unlocked.json["is_active"]
        assert (await stage.exchange(second.cookie())).status == 401
        assert (await first.sign_in("officer2")).location == "/"
        assert (await stage.exchange(first.cookie())).status == 200


async def test_nobody_locks_themselves_out(admin):
    headers = await version_of(admin, "demo-admin1")
    answer = await admin.post(f"{PATH}/demo-admin1/lock", headers=headers)
    assert (answer.status, answer.slug) == (409, "own-access")


async def test_a_sign_in_does_not_change_what_the_directory_says(stage, admin, monkeypatch):
    monkeypatch.setattr(
        "services.auth.sandbox.persons.SandboxPerson.claims",
        lambda *_: {"name": "Somebody Else", "email": "else@evil.example"},
    )
    async with stage.browser() as browser:
        await browser.sign_in("officer1")
        assert (await browser.session())["name"] == "Phạm Thu Trang"
    shown = (await admin.get(f"{PATH}/demo-officer1")).json
    assert shown["email"] == "officer1@so-tu-phap.hue.example"
