"""Keeping calendars: a year is replaced with its notice, confirmed, looked at before, put back."""

import pytest

from tests.services.auth.keeping import BASE, send
from tests.services.auth.support import new_name

NOTICE = "Thông báo 1234/TB-BNV"


@pytest.fixture
async def calendar(keeper) -> str:
    """Return a calendar of the test's own."""
    name = new_name()
    body = {"id": name, "name": "Lịch riêng", "copy_of": "hue"}
    made = await keeper.post(f"{BASE}/calendars", json=body)
    assert made.status == 201, made.text
    return name


def year_form(**fields):
    note = {"label": "Tết Nguyên đán", "source": NOTICE}
    return {
        "status": "confirmed", "source": NOTICE,
        "days_off": {"2027-02-05": note, "2027-02-08": note},
        "makeup_days": {"2027-02-20": {"label": "Làm bù", "source": NOTICE}}, **fields,
    }  # fmt: skip


async def test_a_provisional_year_is_confirmed_and_told(keeping, keeper, calendar):
    path = f"calendars/{calendar}/years/2027"
    look = await keeper.post(f"{BASE}/{path}/preview", json=year_form())
    assert look.status == 200, look.text
    assert look.json["becomes_off"] == ["2027-02-05", "2027-02-08"]
    assert "2027-02-20" in look.json["becomes_worked"]
    assert look.json["becomes_confirmed"] is True
    set_ = await send(keeper, "PUT", path, year_form(), f"calendars/{calendar}")
    assert set_.status == 200, set_.text
    year = set_.json["calendar"]["years"]["2027"]
    assert year == {"status": "confirmed", "source": NOTICE}
    assert set_.json["calendar"]["days_off"]["2027-02-05"]["label"] == "Tết Nguyên đán"
    assert "2026-01-01" in set_.json["calendar"]["days_off"]
    assert await keeping.count("outbox", payload={"entity": "calendar", "id": calendar}) == 2
    audited = (await keeping.last_audit("calendar.year_confirmed"))["subject"]
    assert audited == {"calendar": calendar, "year": "2027"}
    undone = await send(
        keeper, "POST", f"calendars/{calendar}/undo", {"version": 2}, f"calendars/{calendar}"
    )
    assert undone.json["calendar"]["years"]["2027"]["status"] == "provisional"
    actions = [
        one["action"]
        for one in (await keeper.get(f"{BASE}/calendars/{calendar}/history")).json["items"]
    ]
    assert actions == ["calendar.restored", "calendar.year_confirmed", "calendar.created"]


@pytest.mark.parametrize(
    "fields",
    [
        {"makeup_days": {"2027-02-19": {"label": "x", "source": "y"}}},  # a Friday
        {"days_off": {"2027-02-20": {"label": "x", "source": "y"}}},  # off and worked
        {"days_off": {"2026-02-05": {"label": "x", "source": "y"}}, "makeup_days": {}},
        {"days_off": {"2027-02-30": {"label": "x", "source": "y"}}},
        {"status": "perhaps"},
        {"source": ""},
    ],
)
async def test_impossible_years_are_refused(keeper, calendar, fields):
    path = f"calendars/{calendar}/years/2027"
    form = year_form(**fields)
    assert (await keeper.post(f"{BASE}/{path}/preview", json=form)).status == 422
    refused = await send(keeper, "PUT", path, form, f"calendars/{calendar}")
    assert (refused.status, refused.slug) == (422, "invalid-request")


async def test_name_and_hours_are_changed(keeper, calendar):
    shift = {"opens": "08:00", "closes": "16:30"}
    body = {"name": "Lịch một ca", "seasons": [{"starts": "01-01", "shifts": [shift]}]}
    changed = await send(keeper, "PUT", f"calendars/{calendar}", body)
    assert changed.status == 200, changed.text
    assert changed.json["name"] == "Lịch một ca"
    stale = await keeper.request(
        "PUT", f"{BASE}/calendars/{calendar}", json=body, headers={"If-Match": '"1"'}
    )
    assert (stale.status, stale.slug) == (412, "calendar-changed-meanwhile")


async def test_what_exists_or_does_not(keeper, calendar):
    body = {"id": calendar, "name": "Lịch riêng", "copy_of": "hue"}
    assert (await keeper.post(f"{BASE}/calendars", json=body)).slug == "calendar-exists"
    body = {"id": new_name(), "name": "Lịch riêng", "copy_of": "unknown"}
    assert (await keeper.post(f"{BASE}/calendars", json=body)).slug == "calendar-not-found"
    assert (await keeper.get(f"{BASE}/calendars/unknown")).status == 404
    listed = (await keeper.get(f"{BASE}/calendars")).json
    assert {"hue", calendar} <= {one["id"] for one in listed}
    assert next(one for one in listed if one["id"] == "hue")["units"] >= 55
