"""Topics kept on pages: added, changed, closed, put back."""

from collections.abc import AsyncIterator

import pytest

from services.auth import seeds
from services.qa.directory.service import apply_directory
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from shared.ids import new_id
from tests.gateway.conftest import MakeGateway
from tests.gateway.pages.stand import ADMINS_SESSION, Stand, Visitor, running_stand
from tests.services.qa.directory import directory
from tests.services.qa.support import RunningQa
from tests.support.pages import visitor

PATH = "/quan-tri/linh-vuc"


@pytest.fixture(scope="module")
async def stand(
    make_gateway: MakeGateway, mongodb_uri: str, redis_url: str, qa_behind_pages: RunningQa
) -> AsyncIterator[Stand]:
    """Qa knows the same directory as auth here, and its own again afterwards."""
    qa = qa_behind_pages.runtime
    async with running_stand(make_gateway, mongodb_uri, redis_url, qa_behind_pages) as stand:
        units = qa.mongo.database["directory_units"]
        await units.delete_many({})
        await apply_directory(qa, await seeds.directory(stand.auth))
        yield stand
        await units.delete_many({})
        await apply_directory(qa, directory())


@pytest.fixture
async def admin(stand: Stand) -> AsyncIterator[Visitor]:
    before = await TopicDocument.find_all().to_list()
    async with visitor(stand.base) as client:
        yield Visitor(client, ADMINS_SESSION)
    await TopicDocument.delete_all()
    await TopicVersionDocument.delete_all()
    await TopicDocument.insert_many(before)


async def test_a_topic_is_added_changed_closed_and_put_back(admin: Visitor) -> None:
    topic = f"cho-{new_id()[-6:]}"
    listed = await admin.get(PATH)
    assert 'href="/api/qa/v1/topic-table.xlsx"' in listed.text
    assert 'href="/quan-tri/nhap-du-lieu?kind=topics"' in listed.text
    page = listed.page
    made = await admin.submit(page, PATH, id=topic, name="Chợ", unit_name="Sở Y tế")
    assert made.headers["location"] == f"{PATH}?done=1", made.text
    assert "Chợ" in (await admin.get(PATH)).text
    path = f"{PATH}/{topic}"
    page = (await admin.get(path)).page
    assert page.control("unit_name").get("value") == "Sở Y tế"
    typed = {"name": "Chợ, siêu thị", "unit": "", "unit_name": "Sở Xây dựng", "is_open": ""}
    changed = await admin.submit(page, path, **typed)
    assert changed.status == 303, changed.text
    shown = await admin.get(path)
    assert "Sở Xây dựng" in shown.text
    assert "<del" in shown.text
    assert "Đã đóng" in (await admin.get(PATH)).text
    late = await admin.submit(page, path, **typed)
    assert late.status == 412
    assert "<strong>Người khác vừa thay đổi lĩnh vực này.</strong> Phần bạn gõ vẫn" in late.text
    assert late.page.control("name").get("value") == "Chợ, siêu thị"
    undone = await admin.submit(shown.page, f"{path}/hoan-lai")
    assert undone.headers["location"] == f"{path}?done=1"
    assert (await admin.get(path)).page.control("name").get("value") == "Chợ"
    again = await admin.submit(shown.page, f"{path}/hoan-lai")
    assert again.headers["location"] == f"{path}?done=again"


async def test_each_fault_of_a_topic_stands_at_its_field(admin: Visitor) -> None:
    page = (await admin.get(PATH)).page
    wrong = {"id": "Sở", "name": "N\u0430m", "unit_name": "Không có đâu", "position": "đầu"}
    refused = await admin.submit(page, PATH, **wrong)
    assert refused.status == 422
    for name in wrong:
        assert refused.page.control(name).get("aria-invalid") == "true", name
    taken = await admin.submit(page, PATH, id=f"t-{new_id()[-6:]}", name="đất đai")
    assert taken.status == 409
    assert taken.page.control("name").get("aria-invalid") == "true"
