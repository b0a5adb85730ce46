"""Keeping people: registered, changed, linked, put back; somebody always administers."""

import asyncio

import pytest

from services.auth.people.__main__ import make_administrator, read_arguments
from services.auth.people.model import LastAdministrator
from services.auth.people.service import Change, assign_roles, lock_person
from services.auth.sandbox.persons import load_persons
from shared.contracts.auth.changes import AssignedRole
from shared.identity import Caller, CallerKind, Role
from shared.ids import new_id
from tests.services.auth.keeping import BASE, make_unit, send, unit_form
from tests.services.auth.support import new_name

ROOT_ADMIN = AssignedRole(role="admin", unit="tp-hue")


async def make(keeper, **fields):
    """Register somebody and return the answer."""
    return await keeper.post(f"{BASE}/people", json={"name": "Nguyễn Thị Thử", **fields})


async def test_somebody_is_registered_before_they_first_sign_in(keeping, keeper):
    subject = new_id()
    account = {"issuer": keeping.sandbox_url, "subject": subject}
    roles = [{"role": "officer", "unit": "so-y-te"}]
    made = await make(keeper, roles=roles, account=account, email="thu@so-y-te.hue.example")
    assert made.status == 201, made.text
    assert made.json["roles"] == roles
    assert [one["issuer"] for one in made.json["accounts"]] == [keeping.sandbox_url]
    assert subject not in made.text
    again = await make(keeper, account=account)
    assert (again.status, again.slug) == (409, "account-taken")
    payload = {"entity": "person", "id": made.json["id"]}
    assert await keeping.count("outbox", payload=payload) == 1


async def test_who_signed_in_as_a_citizen_keeps_their_account(keeping, keeper):
    async with keeping.browser() as browser:
        await browser.sign_in("citizen2")
        me = (await browser.get(f"{BASE}/me", headers=await keeping.bearer_of(browser))).json
        rows = keeping.runtime.mongo.database["identities"]
        assert await rows.count_documents({"person": me["id"]}) == 1
        subject = load_persons()["citizen2"].subject
        account = {"issuer": keeping.sandbox_url, "subject": subject}
        roles = [{"role": "officer", "unit": "so-y-te"}]
        made = await make(keeper, name="Cán bộ Mới", roles=roles, account=account)
        assert made.status == 201, made.text
        assert made.json["id"] == me["id"]
        assert (await keeping.caller_of(browser.cookie())).has_role("officer", unit="so-y-te")


async def test_the_same_request_twice_registers_one(keeping, keeper):
    headers = {"Idempotency-Key": new_id()}
    body = {"name": "Lê Văn Một Lần"}
    first, second = [
        await keeper.post(f"{BASE}/people", json=body, headers=headers) for _ in range(2)
    ]
    assert first.json["id"] == second.json["id"]
    other = await keeper.post(f"{BASE}/people", json={"name": "Lê Văn Hai"}, headers=headers)
    assert other.status == 409


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"name": "N\u0430m"}, 422, "invalid-request"),
        ({"name": "Nam\u200d"}, 422, "invalid-request"),
        ({"email": "x"}, 422, "invalid-request"),
        ({"roles": [{"role": "officer", "unit": "unknown"}]}, 409, "unknown-unit"),
        ({"roles": [{"role": "coordinator", "unit": "so-y-te"}]}, 409, "role-needs-root-unit"),
        ({"account": {"issuer": "javascript:x", "subject": "1"}}, 422, "invalid-request"),
        ({"account": {"issuer": "https://a.example", "subject": ""}}, 422, "invalid-request"),
    ],
)
async def test_what_is_no_person_is_refused(keeper, body, status, slug):
    answer = await make(keeper, **body)
    assert (answer.status, answer.slug) == (status, slug), answer.text


async def test_people_are_found_by_their_names_and_names_lie_nowhere_in_clear(keeping, keeper):
    made = await make(
        keeper, name="Tôn Nữ Quỳnh Hương", roles=[{"role": "head", "unit": "so-y-te"}]
    )
    for q in ("ton+nu+huong", "Qu%E1%BB%B3nh", "huong&unit=so-y-te"):
        found = (await keeper.get(f"{BASE}/people?q={q}")).json["items"]
        assert [one["id"] for one in found] == [made.json["id"]]
    assert (await keeper.get(f"{BASE}/people?q=khongcoai")).json["items"] == []
    for name in ("people", "record_versions", "audit", "outbox"):
        rows = await keeping.runtime.mongo.database[name].find({}).to_list()
        assert "Quỳnh" not in str(rows)
        assert "quynh" not in str(rows)


async def test_a_change_is_kept_and_undone(keeping, keeper):
    person = (await make(keeper, email="cu@hue.example")).json["id"]
    path = f"people/{person}"
    body = {"name": "Nguyễn Thị Đổi Tên", "email": "moi@hue.example", "language": "en"}
    changed = await send(keeper, "PUT", path, body)
    assert (changed.status, changed.json["version"]) == (200, 2), changed.text
    roles = {"roles": [{"role": "officer", "unit": "so-y-te"}]}
    assert (await send(keeper, "PUT", f"{path}/roles", roles, path)).status == 200
    undone = await send(keeper, "POST", f"{path}/undo", {"version": 2}, path)
    assert undone.status == 200, undone.text
    assert (undone.json["name"], undone.json["email"]) == ("Nguyễn Thị Thử", "cu@hue.example")
    assert undone.json["roles"] == []
    history = (await keeper.get(f"{BASE}/{path}/history")).json["items"]
    assert [one["action"] for one in history] == [
        "person.restored", "person.roles_assigned", "person.changed", "person.created",
    ]  # fmt: skip
    assert history[2]["before"]["email"] == "cu@hue.example"
    for entry in (await keeping.last_audit("person.restored"))["subject"].values():
        assert "@" not in entry


async def test_accounts_are_linked_and_taken_away(keeping, keeper):
    person = (await make(keeper)).json["id"]
    path = f"people/{person}"
    account = {"issuer": "https://sso.bo.example", "subject": new_id()}
    linked = await send(keeper, "POST", f"{path}/accounts", account, path)
    assert linked.status == 201, linked.text
    [held] = linked.json["accounts"]
    taken = await send(keeper, "POST", f"{path}/accounts", account, path)
    assert (taken.status, taken.slug) == (409, "account-taken")
    gone = await send(keeper, "DELETE", f"{path}/accounts/{held['id']}", None, path)
    assert gone.json["accounts"] == []


async def test_citizens_are_not_kept_here(keeper):
    for path in ("detail", "history"):
        assert (await keeper.get(f"{BASE}/people/demo-citizen1/{path}")).status == 404
    headers = {"If-Match": '"1"'}
    answer = await keeper.request(
        "PUT", f"{BASE}/people/demo-citizen1", json={"name": "Khác"}, headers=headers
    )
    assert answer.status == 404


async def test_the_last_administrator_stays_also_when_two_take_each_others_role(keeping):
    runtime = keeping.runtime
    [second] = await _administrators(runtime, 1)
    callers = {
        person: Caller(
            kind=CallerKind.PERSON, id=person, roles=(Role(role="admin", unit="tp-hue"),), loa=2
        )
        for person in ("demo-admin1", second)
    }
    people = runtime.mongo.database["people"]

    async def take(by, person):
        version = (await people.find_one({"_id": person}))["version"]
        change = Change(runtime.cipher, callers[by], person, version)
        await assign_roles(runtime.mongo, change, [])

    results = await asyncio.gather(
        take("demo-admin1", second), take(second, "demo-admin1"), return_exceptions=True
    )
    assert sum(result is None for result in results) == 1, results
    assert sum(isinstance(result, LastAdministrator) for result in results) == 1
    left = "demo-admin1" if results[0] is None else second
    other = second if left == "demo-admin1" else "demo-admin1"
    version = (await people.find_one({"_id": left}))["version"]
    with pytest.raises(LastAdministrator):
        await lock_person(runtime.mongo, Change(runtime.cipher, callers[other], left, version))
    subject = load_persons()["admin1"].subject
    arguments = ["make-admin", "--subject", subject, "--name", "Quản trị"]
    assert await make_administrator(runtime, read_arguments(arguments)) == "demo-admin1"
    assert "admin" in {
        role["role"] for role in (await people.find_one({"_id": "demo-admin1"}))["roles"]
    }


async def _administrators(runtime, count: int) -> list[str]:
    """Make administrators as the command does."""
    made = []
    for _ in range(count):
        arguments = ["make-admin", "--subject", new_name(), "--name", "Quản trị Mới"]
        made.append(await make_administrator(runtime, read_arguments(arguments)))
    return made


async def test_an_administrator_of_a_branch_keeps_that_branch_only(keeping, keeper):
    below = new_name()
    await make_unit(keeper, below, parent="so-y-te")
    roles = {"roles": [{"role": "admin", "unit": "so-y-te"}]}
    path = "people/demo-officer2"
    given = await send(keeper, "PUT", f"{path}/roles", roles, path)
    assert given.status == 200, given.text
    async with keeping.browser() as branch:
        await branch.sign_in("officer2")
        branch.http.headers.update(await keeping.bearer_of(branch))
        assert (await make_unit(branch, new_name(), parent=below)).status == 201
        assert (await make_unit(branch, new_name(), parent="so-tu-phap")).status == 403
        moved = await send(
            branch, "PUT", f"units/{below}", unit_form(name="Phòng Chuyển", parent="so-tu-phap")
        )
        assert (moved.status, moved.slug) == (403, "unit-not-administered")
        head = {"name": "Trần Thị Nhánh", "roles": [{"role": "head", "unit": below}]}
        assert (await branch.post(f"{BASE}/people", json=head)).status == 201
        other = {"name": "Trần Thị Khác", "roles": [{"role": "head", "unit": "so-tu-phap"}]}
        assert (await branch.post(f"{BASE}/people", json=other)).status == 403
        for unseen in ("demo-officer1/detail", "demo-officer1/history"):
            assert (await branch.get(f"{BASE}/people/{unseen}")).status == 403
        copied = {"id": new_name(), "name": "Lịch riêng", "copy_of": "hue"}
        refused = await branch.post(f"{BASE}/calendars", json=copied)
        assert (refused.status, refused.slug) == (403, "calendar-not-administered")
        table = (await branch.get(f"{BASE}/directory-tables/units.csv")).text
        assert below in table
        assert "so-tu-phap" not in table.replace("so-y-te", "")


async def test_the_command_refuses_what_it_cannot_use(keeping):
    asked = read_arguments(["make-admin", "--issuer", "x", "--subject", "1", "--name", "Ai đó"])
    with pytest.raises(ValueError, match="issuer"):
        await make_administrator(keeping.runtime, asked)
    with pytest.raises(SystemExit):
        read_arguments(["make-admin"])
