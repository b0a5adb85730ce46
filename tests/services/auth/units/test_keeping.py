"""Keeping units: made, moved, abolished and put back; the tree stays a tree, nothing is lost."""

import asyncio

import pytest

from tests.services.auth.keeping import BASE, make_unit, send, tag, unit_form
from tests.services.auth.support import new_name


async def test_a_new_unit_is_stored_told_audited_and_has_a_history(keeping, keeper):
    name = new_name()
    codes = [{"code": "H57.01.02", "valid_from": "2026-01-01", "valid_to": None}]
    made = await make_unit(keeper, name, codes=codes, phone="0234 3822 822")
    assert made.status == 201, made.text
    assert (made.json["version"], made.json["changeable"]) == (1, True)
    assert [step["id"] for step in made.json["path"]] == ["tp-hue", "so-tu-phap"]
    assert made.json["codes"] == codes
    assert await keeping.count("outbox", payload={"entity": "unit", "id": name}) == 1
    assert (await keeping.last_audit("unit.created"))["subject"] == {"unit": name}
    [version] = (await keeper.get(f"{BASE}/units/{name}/history")).json["items"]
    assert (version["action"], version["before"], version["by"]) == (
        "unit.created", None, "demo-admin1",
    )  # fmt: skip
    assert version["after"]["phone"] == "+842343822822"
    assert version["by_name"]
    found = (await keeper.get(f"{BASE}/units?q=H57.01.02")).json["items"]
    assert name in {unit["id"] for unit in found}


@pytest.mark.parametrize(
    ("fields", "status", "slug"),
    [
        ({"id": "so-y-te"}, 409, "unit-exists"),
        ({"name": "sở tư pháp", "parent": "tp-hue"}, 409, "unit-exists"),
        ({"parent": None}, 409, "top-unit-stays"),
        ({"parent": "unknown"}, 404, "unit-not-found"),
        ({"calendar": "unknown"}, 409, "unknown-calendar"),
        ({"id": "Sở"}, 422, "invalid-request"),
        ({"id": "../x"}, 422, "invalid-request"),
        ({"name": "Sở Tư ph\u0430p"}, 422, "invalid-request"),  # a Cyrillic letter
        ({"name": "Sở\u200bTư pháp"}, 422, "invalid-request"),
        ({"name": "Sở \u202eTư pháp"}, 422, "invalid-request"),
        ({"name": "\U0001d412ở Tư pháp"}, 422, "invalid-request"),
        ({"name": "Sở\x00Tư pháp"}, 422, "invalid-request"),
        ({"codes": [{"code": "h57"}]}, 422, "invalid-request"),
        ({"valid_to": "2026-01-01"}, 422, "invalid-request"),
    ],
)
async def test_what_is_no_unit_is_refused(keeper, fields, status, slug):
    body = {"id": new_name(), **unit_form(), **fields}
    answer = await keeper.post(f"{BASE}/units", json=body)
    assert (answer.status, answer.slug) == (status, slug), answer.text


async def test_a_decomposed_name_is_kept_composed(keeper):
    made = await make_unit(keeper, new_name(), name="Pho\u0300ng Thư\u0309 ba")
    assert made.json["name"] == "Phòng Thử ba"


async def test_a_unit_moves_with_everything_below_it(keeping, keeper):
    upper, lower, leaf = new_name(), new_name(), new_name()
    await make_unit(keeper, upper)
    await make_unit(keeper, lower, parent=upper)
    await make_unit(keeper, leaf, parent=lower)
    body = unit_form(name=f"Đơn vị {upper}", parent="so-xay-dung")
    moved = await send(keeper, "PUT", f"units/{upper}", body, f"units/{upper}/detail")
    assert moved.status == 200, moved.text
    path = (await keeper.get(f"{BASE}/units/{leaf}/detail")).json["path"]
    assert [step["id"] for step in path] == ["tp-hue", "so-xay-dung", upper, lower]
    for parent in (upper, lower, leaf):
        body = unit_form(name=f"Đơn vị {upper}", parent=parent)
        refused = await send(keeper, "PUT", f"units/{upper}", body, f"units/{upper}/detail")
        assert (refused.status, refused.slug) == (409, "unit-cycle")
    branches = (await keeper.get(f"{BASE}/unit-tree?parent={upper}")).json["items"]
    assert [(branch["id"], branch["subunits"]) for branch in branches] == [(lower, 1)]


async def test_two_moves_at_once_make_no_cycle(keeper):
    first, second = new_name(), new_name()
    await make_unit(keeper, first)
    await make_unit(keeper, second)
    answers = await asyncio.gather(
        send(keeper, "PUT", f"units/{first}", unit_form(name="Phòng A", parent=second)),
        send(keeper, "PUT", f"units/{second}", unit_form(name="Phòng B", parent=first)),
    )
    assert sorted(answer.status for answer in answers) == [200, 409]


async def test_the_top_unit_stays(keeper):
    body = unit_form(name="Ủy ban", kind="province", parent="so-y-te", valid_from="2025-01-01")
    moved = await send(keeper, "PUT", "units/tp-hue", body)
    assert (moved.status, moved.slug) == (409, "top-unit-stays")
    body = {"valid_to": "2026-12-31", "reason": "Thử bỏ"}
    ended = await send(keeper, "POST", "units/tp-hue/abolish", body, "units/tp-hue")
    assert (ended.status, ended.slug) == (409, "top-unit-stays")


async def test_an_abolished_unit_hands_over_and_stays_readable(keeping, keeper):
    old, new, below = new_name(), new_name(), new_name()
    for unit in (old, new):
        await make_unit(keeper, unit)
    await make_unit(keeper, below, parent=old)
    person = await keeper.post(
        f"{BASE}/people",
        json={"name": "Trần Văn Thử", "roles": [{"role": "officer", "unit": old}]},
    )
    assert person.status == 201, person.text
    body = {"valid_to": "2026-06-30", "successor": new, "reason": "Sáp nhập theo nghị quyết"}
    ended = await send(keeper, "POST", f"units/{old}/abolish", body, f"units/{old}")
    assert ended.status == 200, ended.text
    assert (ended.json["valid_to"], ended.json["successor"]) == ("2026-06-30", new)
    assert (await keeper.get(f"{BASE}/units/{below}")).json["parent"] == new
    roles = (await keeper.get(f"{BASE}/people/{person.json['id']}")).json["roles"]
    assert {role["unit"] for role in roles} == {old, new}
    for unit in (old, below):
        assert await keeping.count("outbox", payload={"entity": "unit", "id": unit}) >= 2
    person_path = f"people/{person.json['id']}/roles"
    held = [{"role": "head", "unit": old}]
    given = await send(keeper, "PUT", person_path, {"roles": held}, f"people/{person.json['id']}")
    assert (given.status, given.slug) == (409, "role-for-abolished-unit")
    assert (await make_unit(keeper, new_name(), parent=old)).slug == "unit-not-in-force"
    assert (await keeper.get(f"{BASE}/units/{old}")).status == 200


async def test_who_may_follow_an_abolished_unit(keeper):
    old, below, other, gone = (new_name() for _ in range(4))
    await make_unit(keeper, old)
    await make_unit(keeper, below, parent=old)
    await make_unit(keeper, other)
    await make_unit(keeper, gone)

    async def abolish(unit, successor=None, **more):
        body = {"valid_to": "2026-06-30", "successor": successor, "reason": "Sáp nhập", **more}
        return await send(keeper, "POST", f"units/{unit}/abolish", body, f"units/{unit}")

    assert (await abolish(old)).slug == "subunits-need-successor"
    assert (await abolish(old, old)).slug == "successor-not-allowed"
    assert (await abolish(old, below)).slug == "successor-not-allowed"
    assert (await abolish(old, "unknown")).slug == "unit-not-found"
    assert (await abolish(old, other, valid_to="2025-12-31")).slug == "unit-not-in-force"
    assert (await abolish(gone, other)).status == 200
    assert (await abolish(other, gone)).slug == "unit-not-in-force"


async def test_a_change_is_undone_by_a_new_version(keeper):
    name = new_name()
    await make_unit(keeper, name, address="1 Lê Lợi")
    body = unit_form(name="Phòng Đã đổi tên", address="2 Lê Lợi", parent="so-xay-dung")
    assert (await send(keeper, "PUT", f"units/{name}", body)).status == 200
    undone = await send(
        keeper, "POST", f"units/{name}/undo", {"version": 2, "reason": "Nhầm"}, f"units/{name}"
    )
    assert undone.status == 200, undone.text
    assert undone.json["version"] == 3
    assert (undone.json["name"], undone.json["address"]) == (f"Đơn vị {name}", "1 Lê Lợi")
    assert undone.json["parent"] == "so-tu-phap"
    history = (await keeper.get(f"{BASE}/units/{name}/history")).json["items"]
    assert [one["version"] for one in history] == [3, 2, 1]
    assert history[0]["reason"] == "Nhầm"
    for version, slug in ((1, "nothing-to-undo"), (9, "version-not-found")):
        answer = await send(
            keeper, "POST", f"units/{name}/undo", {"version": version}, f"units/{name}"
        )
        assert answer.slug == slug


async def test_an_abolition_is_undone(keeper):
    name, new = new_name(), new_name()
    await make_unit(keeper, name)
    await make_unit(keeper, new)
    body = {"valid_to": "2026-06-30", "successor": new, "reason": "Nhầm đơn vị"}
    await send(keeper, "POST", f"units/{name}/abolish", body, f"units/{name}")
    undone = await send(keeper, "POST", f"units/{name}/undo", {"version": 2}, f"units/{name}")
    assert (undone.json["valid_to"], undone.json["successor"]) == (None, None)


async def test_every_change_needs_the_version_read(keeper):
    name = new_name()
    await make_unit(keeper, name)
    old = await tag(keeper, f"units/{name}")
    await send(keeper, "PUT", f"units/{name}", unit_form(name="Phòng Mới hơn"))
    requests = [
        ("PUT", f"units/{name}", unit_form()),
        ("POST", f"units/{name}/abolish", {"valid_to": "2026-06-30", "reason": "Thử"}),
        ("POST", f"units/{name}/undo", {"version": 2}),
    ]
    for method, path, body in requests:
        stale = await keeper.request(method, f"{BASE}/{path}", json=body, headers={"If-Match": old})
        assert (stale.status, stale.slug) == (412, "unit-changed-meanwhile")
        assert (await keeper.request(method, f"{BASE}/{path}", json=body)).status == 428


async def test_only_administrators_keep_units(keeping):
    async with keeping.browser() as browser:
        await browser.sign_in("officer1")
        browser.http.headers.update(await keeping.bearer_of(browser))
        assert (await make_unit(browser, new_name())).status == 403
        assert (await browser.get(f"{BASE}/units/so-y-te/detail")).status == 403
        assert (await browser.get(f"{BASE}/units/so-y-te/history")).status == 403
