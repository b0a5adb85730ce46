"""Deputies: appointed by the person or their head, told too, and acting in the person's place."""

from datetime import timedelta

import pytest

from services.qa.deputies.documents import DeputyDocument
from services.qa.deputies.queries import acting_for
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument
from shared.clock import at, now, today
from shared.identity import Caller, CallerKind, Role
from tests.services.qa.directory import JUSTICE, SCIENCE
from tests.services.qa.support import ROLES

DAY = timedelta(days=1)
OFFICER1 = Caller(
    kind=CallerKind.PERSON, id="officer1", roles=(Role(role="officer", unit=JUSTICE),)
)


def form(person="head1", deputy="officer1", start=0, end=3):
    return {
        "person": person, "deputy": deputy,
        "from": (today() + start * DAY).isoformat(), "to": (today() + end * DAY).isoformat(),
    }  # fmt: skip


async def test_a_deputy_acts_for_the_absent_head_as_long_as_appointed(qa):
    assert not await acting_for(OFFICER1, JUSTICE, "head")
    added = await qa.post("/deputies", form(start=1), "head1")
    assert added.status == 201, added.body
    assert added.body["deputy"]["name"] == "Lê Thị Hồng"
    assert (added.body["from"], added.body["is_valid"]) == ((today() + DAY).isoformat(), False)
    assert not await acting_for(OFFICER1, JUSTICE, "head")
    with at(now() + DAY):
        assert await acting_for(OFFICER1, JUSTICE, "head")
        assert not await acting_for(OFFICER1, SCIENCE, "head")
        assert not await acting_for(OFFICER1, JUSTICE, "coordinator")
    with at(now() + 4 * DAY):
        assert not await acting_for(OFFICER1, JUSTICE, "head")
    assert (await qa.call("DELETE", f"/deputies/{added.body['id']}", "head1")).status == 204
    with at(now() + DAY):
        assert not await acting_for(OFFICER1, JUSTICE, "head")
    assert await DeputyDocument.count() == 1  # kept on record


async def test_a_deputy_is_told_what_the_absent_person_is_told(qa):
    await qa.post("/deputies", form(), "head1")
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    due = next(step for step in (await qa.clock(code)).steps if step.key == "due")
    await scan(qa.runtime, due.at)
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"channel": "email"}).to_list()
    assert {row.recipient for row in rows} == {"person:head1", "person:officer1"}


async def test_a_deputy_approves_in_the_heads_place(qa):
    code = (await qa.ask())["code"]
    await qa.act(code, "submit", "officer2", {"text": "Ông/bà nộp hồ sơ tại một cửa."})
    refused = await qa.act(code, "approve", "officer1")
    assert refused.status == 403
    await qa.post("/deputies", form(), "head1")
    assert (await qa.act(code, "approve", "officer1")).status == 200


@pytest.mark.parametrize(
    ("who", "wish", "status"),
    [
        ("head1", form("officer1", "officer2"), 201),
        ("officer1", form("officer1", "officer2"), 201),
        ("officer2", form("officer1", "officer2"), 403),
        ("officer1", form("head1", "officer1"), 403),
        ("head2", form("officer1", "officer2"), 403),
        ("head1", form("head1", "officer3"), 422),
        ("head1", form("head1", "head1"), 422),
        ("head1", form(start=3, end=1), 422),
        ("head1", form(start=-5, end=-1), 422),
        ("head1", form("retired1"), 403),
        (None, form(), 401),
        ("citizen1", form("citizen1", "officer1"), 403),
    ],
)
async def test_who_appoints_whom(qa, who, wish, status):
    done = await qa.post("/deputies", wish, who)
    assert done.status == status, done.body


async def test_a_unit_sees_its_deputies_and_others_do_not_end_them(qa):
    added = (await qa.post("/deputies", form(), "head1")).body
    assert [row["id"] for row in (await qa.get("/deputies", "officer2")).body] == [added["id"]]
    assert (await qa.get("/deputies", "officer3")).body == []
    for who, status in (("officer2", 404), ("head2", 404), ("officer1", 204), ("officer1", 204)):
        assert (await qa.call("DELETE", f"/deputies/{added['id']}", who)).status == status
    assert (await qa.get("/deputies", "officer2")).body == []


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("officer1", ["Lê Thị Hồng", "Nguyễn Thị Lan", "Trần Văn Nam"]),
        ("head1", ["Lê Thị Hồng", "Nguyễn Thị Lan", "Trần Văn Nam"]),
        ("officer3", ["Phạm Quốc Bảo"]),
        ("coordinator1", ["Đặng Thu Hà"]),
    ],
)
async def test_colleagues_are_who_answers_in_ones_units(qa, who, names):
    told = await qa.get("/colleagues", who)
    assert told.status == 200
    assert [one["name"] for one in told.body] == names
    assert all(one.keys() == {"id", "name"} for one in told.body)


async def test_colleagues_of_two_units_stand_in_one_list(qa, monkeypatch):
    roles = [("officer", JUSTICE), ("head", SCIENCE)]
    monkeypatch.setitem(ROLES, "officer1", roles)
    told = (await qa.get("/colleagues", "officer1")).body
    assert [one["id"] for one in told] == ["officer1", "head1", "officer3", "officer2"]


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("citizen1", 403), ("leader1", 403), ("admin1", 403)]
)
async def test_only_those_who_answer_have_colleagues(qa, who, status):
    assert (await qa.get("/colleagues", who)).status == status
