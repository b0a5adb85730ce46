"""Atom feeds: valid by RFC 4287's rules, paged, and cheap to ask for again."""

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from services.qa.feeds import queries
from services.qa.feeds.atom import paragraphs
from tests.services.qa.directory import JUSTICE, SCIENCE
from tests.services.qa.faq.test_faq import added

ATOM = "{http://www.w3.org/2005/Atom}"


async def feed(qa, name="answers", **params):
    answered = await qa.get(f"/feeds/{name}.atom", params=params)
    assert answered.status == 200, answered.body
    assert answered.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return valid(ET.fromstring(answered.body.encode()))


def valid(root: ET.Element) -> ET.Element:
    """Check what RFC 4287 requires of a feed and its entries."""
    assert root.tag == f"{ATOM}feed"
    relations = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    assert relations.count("self") == relations.count("alternate") == 1
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            [one] = element.findall(f"{ATOM}{name}")
            assert one.text
        assert element.find(f"{ATOM}id").text.startswith("tag:")
        assert len(element.find(f"{ATOM}updated").text) == 20
    for entry in entries:
        [content] = entry.findall(f"{ATOM}content")
        assert content.get("type") == "html"
        assert len(content) == 0
        assert entry.find(f"{ATOM}author/{ATOM}name").text
        assert entry.find(f"{ATOM}link").get("href").startswith("http://")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    latest = [entry.find(f"{ATOM}updated").text for entry in entries]
    assert not latest or root.find(f"{ATOM}updated").text == max(latest)
    return root


def link(root: ET.Element, relation: str) -> str | None:
    found = [one.get("href") for one in root.findall(f"{ATOM}link") if one.get("rel") == relation]
    return found[0] if found else None


def titles(root: ET.Element) -> list[str]:
    return [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")]


async def test_published_answers_only_and_escaped(qa):
    evil = "Hỏi <b>& ]]> 'ngoặc' \"kép\""
    await qa.answered(title=evil, body="Dòng một <script>x</script>\n\nDòng hai & ba")
    await qa.answered(title="Câu hỏi kín", may_publish=False)
    await qa.ask(title="Câu hỏi mới")
    root = await feed(qa)
    assert titles(root) == [evil]
    content = root.find(f"{ATOM}entry/{ATOM}content").text
    assert "&lt;script&gt;" in content
    assert "<script>" not in content
    assert "<p>Dòng hai &amp; ba</p>" in content
    assert "bộ phận một cửa" in content


async def test_an_empty_feed_is_valid_and_does_not_change(qa):
    first = await qa.get("/feeds/answers.atom")
    valid(ET.fromstring(first.body.encode()))
    again = await qa.get("/feeds/answers.atom")
    assert first.headers["ETag"] == again.headers["ETag"]


async def test_narrowed(qa):
    await qa.answered(title="Của Sở Tư pháp", topic="ho-tich")
    assert titles(await feed(qa, unit=JUSTICE)) == ["Của Sở Tư pháp"]
    assert titles(await feed(qa, topic="ho-tich")) == ["Của Sở Tư pháp"]
    other = await feed(qa, unit=SCIENCE)
    assert titles(other) == []
    assert other.find(f"{ATOM}title").text.startswith("Sở Khoa học")
    assert other.find(f"{ATOM}id").text != (await feed(qa)).find(f"{ATOM}id").text
    assert (await qa.get("/feeds/answers.atom", params={"unit": "A B"})).status == 422


async def test_pages_link_to_the_next(qa, monkeypatch):
    monkeypatch.setattr(queries, "ROWS", 2)
    for number in range(3):
        await qa.answered(title=f"Câu hỏi số {number}")
    first = await feed(qa, unit=JUSTICE)
    assert titles(first) == ["Câu hỏi số 2", "Câu hỏi số 1"]
    following = parse_qs(urlsplit(link(first, "next")).query)
    assert following["unit"] == [JUSTICE]
    second = await feed(qa, **{name: value[0] for name, value in following.items()})
    assert titles(second) == ["Câu hỏi số 0"]
    assert link(second, "next") is None
    assert link(second, "first") == link(first, "self")
    assert second.find(f"{ATOM}id").text == first.find(f"{ATOM}id").text


async def test_asked_again_nothing_is_sent(qa):
    await qa.answered()
    first = await qa.get("/feeds/answers.atom")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": f'W/"x", {etag}'}, {"If-Modified-Since": modified}):
        again = await qa.get("/feeds/answers.atom", headers=headers)
        assert (again.status, again.body) == (304, "")
        assert again.headers["ETag"] == etag
    old = {"If-None-Match": '"x"', "If-Modified-Since": modified}
    assert (await qa.get("/feeds/answers.atom", headers=old)).status == 200
    for date in ("gestern", "Sun, 01 Nov 2026 00:00:00 GMT"):
        headers = {"If-Modified-Since": date}
        assert (await qa.get("/feeds/answers.atom", headers=headers)).status == 200


async def test_ready_answers(qa):
    kept = await added(qa)
    root = await feed(qa, "faq", unit=JUSTICE)
    assert titles(root) == [kept["title"]]
    assert root.find(f"{ATOM}entry/{ATOM}category").get("term") == "ho-tich"
    assert titles(await feed(qa, "faq", unit=SCIENCE)) == []


@pytest.mark.parametrize(
    ("text", "html"), [("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"), ("<&>", "<p>&lt;&amp;&gt;</p>")]
)
def test_paragraphs(text, html):
    assert paragraphs(text) == html
