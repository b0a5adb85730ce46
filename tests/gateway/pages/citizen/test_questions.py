"""One question's page, as its sender sees it."""

import pytest

from tests.gateway.conftest import MakeGateway
from tests.gateway.questions import CODE, SmallQa, told_question, visiting

pytestmark = pytest.mark.usefixtures("services")


async def test_an_overdue_question_promises_no_answer_before_a_day_gone_by(
    make_gateway: MakeGateway,
) -> None:
    qa = SmallQa(told_question())
    async with visiting(make_gateway, qa) as client:
        in_time = await client.get(f"/hoi-dap/{CODE}")
        qa.question = told_question(is_overdue=True)
        late = await client.get(f"/hoi-dap/{CODE}")
    promise = "Cơ quan sẽ trả lời trước"
    assert promise in in_time.text
    assert promise not in late.text
    assert "đã quá hạn 10:00 ngày 20/11/2026" in late.text
