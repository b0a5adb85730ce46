"""Searches kept under a name: one's own, each name once, not without end."""

from shared.contracts.qa.searches import MOST_SEARCHES
from tests.services.qa.directory import JUSTICE

PATH = "/queue/searches"
WANTED = {"name": "Quá hạn của Sở", "filter": "overdue", "unit": JUSTICE, "q": "khai sinh"}


async def test_a_search_is_kept_for_its_person_alone(qa):
    kept = await qa.post(PATH, WANTED, "officer1")
    assert kept.status == 201, kept.body
    [search] = kept.body
    assert search.items() >= {**WANTED, "unit": search["unit"], "sort": "due"}.items()
    assert (search["unit"]["name"], search["status"]) == ("Sở Tư pháp", None)
    assert (await qa.get(PATH, "officer1")).body == [search]
    assert (await qa.get(PATH, "officer2")).body == []
    dropped = await qa.call("DELETE", f"{PATH}/{search['id']}", "officer2")
    assert (dropped.status, dropped.slug) == (404, "search-not-found")


async def test_a_name_is_used_once(qa):
    for name in ("Một", "Hai"):
        await qa.post(PATH, {"name": name}, "officer1")
    kept = (await qa.post(PATH, {"name": "Một", "filter": "mine"}, "officer1")).body
    assert [(one["name"], one["filter"]) for one in kept] == [("Một", "mine"), ("Hai", "all")]


async def test_a_search_is_dropped_once(qa):
    [search] = (await qa.post(PATH, WANTED, "officer1")).body
    address = f"{PATH}/{search['id']}"
    assert (await qa.call("DELETE", address, "officer1")).status == 204
    assert (await qa.get(PATH, "officer1")).body == []
    assert (await qa.call("DELETE", address, "officer1")).status == 404


async def test_one_more_than_enough_is_refused(qa):
    for number in range(MOST_SEARCHES):
        assert (await qa.post(PATH, {"name": f"{number}"}, "officer1")).status == 201
    refused = await qa.post(PATH, {"name": "nữa"}, "officer1")
    assert (refused.status, refused.slug) == (409, "too-many-searches")
    assert (await qa.post(PATH, {"name": "0", "q": "đất"}, "officer1")).status == 201


async def test_only_responders_keep_searches(qa):
    assert (await qa.get(PATH)).status == 401
    assert (await qa.post(PATH, WANTED, "citizen1")).status == 403
