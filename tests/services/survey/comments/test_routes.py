"""Comments over HTTP: newest first, masked, only of the leader's units."""

from tests.support.tokens import bearer

PATH = "/api/survey/v1/comments"


async def test_comments_stand_newest_first_with_personal_data_masked(survey):
    portal, leader = await survey.led_portal()
    for text in ("Trang dễ đọc", None, "", "Gọi tôi: 0912 345 678, an@example.com"):
        await survey.rate(portal, other=text)
    assert (await survey.get(PATH, leader)).body["items"] == []
    await survey.roll_up()
    await survey.roll_up()
    shown = (await survey.get(PATH, leader, portal=portal)).body["items"]
    assert [one["text"] for one in shown] == [
        "Gọi tôi: •••• ••• •••, ••@•••••••.•••",
        "Trang dễ đọc",
    ]
    assert {one["portal"] for one in shown} == {portal}
    assert shown[0]["at"] >= shown[1]["at"]


async def test_comments_are_read_page_by_page_while_new_ones_come(survey):
    [root] = await survey.new_units(None)
    portals = [await survey.new_portal(root) for _ in range(2)]
    for number in range(7):
        await survey.rate(portals[number % 2], other=f"Góp ý {number}")
    await survey.roll_up()
    leader, found, cursor = bearer("x", ("leader", root)), [], {}
    for length in (3, 3, 1):
        page = (await survey.get(PATH, leader, limit="3", **cursor)).body
        assert len(page["items"]) == length
        found += [one["text"] for one in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
        await survey.rate(portals[0], other="mới")
        await survey.roll_up()
    assert found == [f"Góp ý {number}" for number in reversed(range(7))]
    assert cursor["cursor"] is None


async def test_comments_of_other_units_are_not_shown(survey):
    portal, _ = await survey.led_portal()
    _, other = await survey.led_portal()
    await survey.rate(portal, other="Không phải của bạn")
    await survey.roll_up()
    assert (await survey.get(PATH, other)).body["items"] == []
    answer = await survey.get(PATH, other, portal=portal)
    assert (answer.status, answer.slug) == (403, "outside-own-units")


async def test_a_foreign_cursor_is_refused(survey):
    _, leader = await survey.led_portal()
    answer = await survey.get(PATH, leader, cursor="WzFd")
    assert (answer.status, answer.pointers) == (422, ["query:cursor"])
