"""An alert on its page: who must see to it by when, what was said in which role."""

from datetime import timedelta

import pytest

from services.survey.alerts.documents import AlertDocument
from services.survey.alerts.model import Alert
from shared.clock import now, today
from shared.contracts.survey.alerts import AlertKind
from shared.contracts.survey.figures import Change
from shared.ids import new_id
from shared.marks import mark
from tests.gateway.pages.admin.conftest import JUSTICE, Keeper

PATH = "/lanh-dao/canh-bao"


@pytest.fixture
async def alert(keeper: Keeper) -> str:
    """An alert of the department of justice about its portal."""
    portal = await keeper.survey.new_portal(JUSTICE)
    id_ = f"fall:{portal}:quality:{new_id()}"
    change = Change(
        key="quality", n_before=100, n_now=90, score_change=-0.4, best_change=-0.25,
        verdict="worse",
    )  # fmt: skip
    alert = Alert(
        id=id_,
        kind=AlertKind.FALL,
        portal=portal,
        portal_name="Cổng thử",
        unit=JUSTICE,
        criterion="quality",
        first=today() - timedelta(days=30),
        last=today() - timedelta(days=3),
        change=change,
        responses_before=100,
        responses_now=90,
        opened_at=now(),
        due_on=today() + timedelta(days=14),
        mark=mark(now(), id_),
    )
    await AlertDocument(**alert.model_dump()).insert()
    return id_


async def test_a_head_sees_to_it_and_the_leader_reads_what_was_done(
    head: Keeper, leader: Keeper, alert: str
) -> None:
    shown = await head.get(PATH)
    assert "Đánh giá giảm rõ rệt" in shown.text
    assert "−0,40 điểm" in shown.text
    assert "−25,0 điểm phần trăm" in shown.text
    assert "Đơn vị chịu trách nhiệm" in shown.text
    assert "Sở Tư pháp" in shown.text
    assert f"{PATH}/{alert.replace(':', '%3A')}/acknowledge" in shown.text
    assert "/lanh-dao/bao-cao" not in shown.text

    short = await head.post(f"{PATH}/{alert}/acknowledge", note="x")
    kept = [one for one in short.page.all("textarea") if one.get("id") == "note"]
    assert (short.status, [one.text.strip() for one in kept]) == (422, ["x"])
    taken = await head.post(f"{PATH}/{alert}/acknowledge", note="Đang sửa các bài cũ")
    assert (taken.status, taken.headers["location"]) == (303, PATH)
    read = await leader.get(f"{PATH}?state=acknowledged")
    assert "Đang xử lý (lãnh đạo đơn vị): Đang sửa các bài cũ" in read.text
    done = await leader.post(f"{PATH}/{alert}/resolve", note="Đã kiểm tra lại")
    assert done.status == 303
    again = await head.post(f"{PATH}/{alert}/resolve", note="Lần nữa")
    assert "Hãy tải lại trang để xem ai đã xử lý" in again.text
    assert "Đã xử lý xong (lãnh đạo): Đã kiểm tra lại" in (await head.get(PATH)).text


async def test_others_are_not_let_in(keeper: Keeper) -> None:
    refused = await keeper.client.get(PATH, cookie=f"langnghe_session={keeper.session}")
    assert refused.status == 403
