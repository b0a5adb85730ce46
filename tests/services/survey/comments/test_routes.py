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
    assert (answer.status, answer.body["items"]) == (200, [])


async def test_a_foreign_cursor_is_refused(survey):
    _, leader = await survey.led_portal()
    answer = await survey.get(PATH, leader, cursor="WzFd")
    assert (answer.status, answer.pointers) == (422, ["query:cursor"])


async def commented(survey, portal: str, *texts: str) -> None:
    for text in texts:
        await survey.rate(portal, other=text)
    await survey.roll_up()


async def change(survey, caller, comment, **form):
    headers = {**caller, "If-Match": str(comment["version"])}
    return await survey.call("PATCH", f"{PATH}/{comment['id']}", json=form, headers=headers)


async def texts(survey, caller, **wanted: str) -> list[str]:
    return [one["text"] for one in (await survey.get(PATH, caller, **wanted)).body["items"]]


async def test_comments_are_found_without_marks(survey):
    portal, leader = await survey.led_portal()
    await commented(survey, portal, "Đường truyền chậm", "Nộp học phí khó", "Chữ hơi nhỏ")
    for words in ("hoc phi", "HỌC PHÍ", "phí học"):
        assert await texts(survey, leader, portal=portal, q=words) == ["Nộp học phí khó"]
    assert await texts(survey, leader, portal=portal, q="duong") == ["Đường truyền chậm"]
    assert await texts(survey, leader, portal=portal, q="học chữ") == []
    assert await texts(survey, leader, q="…") == []


async def test_comments_are_sorted_tagged_and_handed_on(survey):
    [root] = await survey.new_units(None)
    mine, other = await survey.new_units(root, root)
    portal = await survey.new_portal(mine)
    head, leader = bearer("h", ("head", mine)), bearer("l", ("leader", root))
    officer = bearer("o", ("officer", other))
    await commented(survey, portal, "Chữ nhỏ quá")
    [comment] = (await survey.get(PATH, head)).body["items"]
    assert (comment["state"], comment["version"]) == ("new", 1)
    assert await texts(survey, officer) == []

    tagged = await change(survey, head, comment, state="useful", tags=["Giao diện", "giao diện"])
    assert (tagged.status, tagged.headers["ETag"]) == (200, '"2"')
    assert (tagged.body["state"], tagged.body["tags"]) == ("useful", ["giao diện"])
    stale = await change(survey, leader, comment, state="hidden")
    assert (stale.status, stale.slug, stale.body["current_version"]) == (412, "comment-changed", 2)
    handed = await change(survey, leader, tagged.body, assigned=other)
    assert (handed.body["state"], handed.body["assigned"]) == ("forwarded", other)
    assert await texts(survey, officer) == ["Chữ nhỏ quá"]
    assert await texts(survey, leader, tag="Giao diện") == ["Chữ nhỏ quá"]
    assert await texts(survey, leader, tag="khác") == []
    assert await texts(survey, leader, state="useful") == []
    tags = (await survey.get(f"{PATH}/tags", head)).body
    assert tags == [{"tag": "giao diện", "comments": 1}]


async def test_nobody_sorts_comments_of_others(survey):
    portal, leader = await survey.led_portal()
    await commented(survey, portal, "Của đơn vị khác")
    [comment] = (await survey.get(PATH, leader)).body["items"]
    stranger = bearer("s", ("head", "elsewhere"))
    refused = await change(survey, stranger, comment, state="hidden")
    assert (refused.status, refused.slug) == (404, "comment-not-found")
    unknown = await change(survey, leader, comment, assigned="no-such-unit")
    assert (unknown.status, unknown.pointers) == (422, ["#/assigned"])
    assert (await survey.get(PATH, bearer("c"))).status == 403
