"""Portals over HTTP."""

from shared.contracts.survey.responses import PortalOut
from tests.support.tokens import bearer

PATH = "/api/survey/v1/portals"


async def test_everybody_sees_a_portal(survey):
    portal = await survey.new_portal("so-tu-phap")
    shown = await survey.get(f"{PATH}/{portal}")
    assert shown.body == {"id": portal, "name": "Cổng thử", "unit": "so-tu-phap", "is_open": True}
    closed = await survey.new_portal(is_open=False)
    assert (await survey.get(f"{PATH}/{closed}")).body["is_open"] is False


async def test_an_unknown_portal_is_not_found(survey):
    for portal in ("there-is-none", "%00", "%7B%22$ne%22:1%7D", "a" * 5_000):
        answer = await survey.get(f"{PATH}/{portal}")
        assert (answer.status, answer.slug) == (404, "portal-not-found")


async def test_leaders_and_administrators_see_those_of_their_units(survey):
    root, other = await survey.new_units(None, None)
    [below] = await survey.new_units(root)
    mine = sorted([await survey.new_portal(root), await survey.new_portal(below)])
    foreign = await survey.new_portal(other)
    for role in ("leader", "admin"):
        answer = await survey.get(PATH, bearer("x", (role, root)))
        assert [PortalOut.model_validate(one).id for one in answer.body["items"]] == mine
        assert foreign not in answer.text


async def test_the_list_is_read_page_by_page(survey):
    [root] = await survey.new_units(None)
    expected = sorted([await survey.new_portal(root) for _ in range(5)])
    leader, found, cursor = bearer("x", ("leader", root)), [], {}
    for length in (2, 2, 1):
        page = (await survey.get(PATH, leader, limit="2", **cursor)).body
        assert len(page["items"]) == length
        found += [one["id"] for one in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert (found, cursor["cursor"]) == (expected, None)


async def test_a_foreign_cursor_is_refused(survey):
    _, leader = await survey.led_portal()
    for cursor in ("x", "WzFd", "{}", "W10"):
        answer = await survey.get(PATH, leader, cursor=cursor)
        assert (answer.status, answer.pointers) == (422, ["query:cursor"])
