"""What the clients make of a service's answers."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date

import aiohttp
import pytest
from pydantic import BaseModel

from gateway.clients import OnBehalf, QaClient, ServiceDown, ServiceProblem
from gateway.clients.base import if_match, segment
from shared.contracts.qa.deputies import AppointDeputy
from shared.contracts.qa.questions import AskQuestion, TopicOut
from shared.contracts.qa.work import AssignQuestion, ClassifyQuestion
from shared.logging import begin_request
from tests.gateway.conftest import Services
from tests.gateway.raw import raw_upstream
from tests.gateway.upstreams import headers_of


class Probe(QaClient):
    """Reaches the calls the base class offers."""

    async def topics(self, kind: str) -> list[TopicOut]:
        return await self._get(list[TopicOut], "/api/qa/v1/topics", headers={"X-Kind": kind})

    async def echo(self, **query: str | int | None) -> dict:
        return await self._get(dict, "/api/qa/v1/echo", query)

    async def send(self, body: BaseModel) -> dict:
        return await self._post(dict, "/api/qa/v1/echo", body)

    async def upload(self, content: bytes) -> dict:
        return await self._upload(dict, "/api/qa/v1/echo", content, {})


@pytest.fixture
def qa(http: aiohttp.ClientSession, services: Services) -> Probe:
    return Probe(http, services.urls["qa_url"], OnBehalf("token-1", "1.2.3.4", "en"))


async def test_a_call_says_for_whom_it_is(qa: Probe) -> None:
    request_id = begin_request(None)
    seen = await qa.echo(q="đất & nước", cursor=None, limit=5)
    headers = headers_of(seen)
    assert seen["query"] == "q=%C4%91%E1%BA%A5t+%26+n%C6%B0%E1%BB%9Bc&limit=5"
    assert headers["authorization"] == "Bearer token-1"
    assert headers["x-forwarded-for"] == "1.2.3.4"
    assert headers["accept-language"] == "en"
    assert headers["x-request-id"] == request_id
    assert "cookie" not in headers


async def test_a_guest_has_no_token(http: aiohttp.ClientSession, services: Services) -> None:
    seen = await Probe(http, services.urls["qa_url"], OnBehalf()).echo()
    assert "authorization" not in headers_of(seen)


async def test_an_answer_is_read_by_its_contract(qa: Probe) -> None:
    assert await qa.topics("") == [TopicOut(id="dat-dai", name="Đất đai", name_en="Land")]


async def test_a_question_is_sent_as_its_contract_says(qa: Probe) -> None:
    question = AskQuestion(title="Về đất đai", body="Tôi muốn hỏi về đất.", may_publish=True)
    with pytest.raises(ServiceDown):  # the upstream answers with what arrived, not with a code
        await qa.ask_question(question, "key-12345")


async def test_a_null_is_sent_where_the_contract_asks_for_it(qa: Probe) -> None:
    seen = await qa.send(ClassifyQuestion(topic=None))
    assert json.loads(seen["body"]) == {"topic": None}
    seen = await qa.send(AssignQuestion(person=None))
    assert json.loads(seen["body"]) == {}
    days = {"from": date(2026, 11, 23), "to": date(2026, 11, 27)}
    seen = await qa.send(AppointDeputy(person="officer1", deputy="officer2", **days))
    assert None not in json.loads(seen["body"]).values()


async def test_a_file_has_time_of_its_own(qa: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = aiohttp.ClientTimeout(total=0.0001)
    monkeypatch.setattr("gateway.clients.base._TIMEOUT", at_once)
    with pytest.raises(ServiceDown):
        await qa.echo()
    assert (await qa.upload(bytes(1_000_000)))["size"] == 1_000_000


async def test_a_refusal_is_a_problem_with_all_it_says(qa: Probe) -> None:
    with pytest.raises(ServiceProblem) as caught:
        await qa.topics("problem")
    problem = caught.value
    assert (problem.status, problem.slug, problem.title) == (410, "gone", "Gone")
    assert problem.extra == {"a": 1}
    assert problem.errors == []


async def test_a_failing_service_is_down(qa: Probe) -> None:
    with pytest.raises(ServiceDown) as caught:
        await qa.topics("down")
    assert caught.value.service == "qa"
    assert caught.value.status == 503


async def test_a_service_that_is_away_is_down(http: aiohttp.ClientSession) -> None:
    with pytest.raises(ServiceDown):
        await QaClient(http, "http://127.0.0.1:9", OnBehalf()).list_topics()


@pytest.fixture
async def breaking() -> AsyncIterator[str]:
    async def breaks(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[")
        await writer.drain()

    async with raw_upstream(breaks) as url:
        yield url


async def test_an_answer_cut_off_is_down(http: aiohttp.ClientSession, breaking: str) -> None:
    with pytest.raises(ServiceDown):
        await QaClient(http, breaking, OnBehalf()).list_topics()


@pytest.fixture
async def in_pieces() -> AsyncIterator[str]:
    """An answer of 100 topics that arrives in ten parts, as a long one always does."""

    async def write(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        topic = TopicOut(id="dat-dai", name="Đất đai", name_en="Land").model_dump_json()
        body = f"[{','.join([topic] * 100)}]".encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 1_000):
            writer.write(body[start : start + 1_000])
            await writer.drain()
            await asyncio.sleep(0.01)

    async with raw_upstream(write) as url:
        yield url


async def test_an_answer_in_pieces_is_read_whole(
    http: aiohttp.ClientSession, in_pieces: str
) -> None:
    assert len(await QaClient(http, in_pieces, OnBehalf()).list_topics()) == 100


async def test_an_answer_without_end_is_down(
    http: aiohttp.ClientSession, in_pieces: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.clients.base._LARGEST_ANSWER", 2_000)
    with pytest.raises(ServiceDown):
        await QaClient(http, in_pieces, OnBehalf()).list_topics()


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("HD-1", "HD-1"),
        ("../../internal", "..%2F..%2Finternal"),
        ("..", "-"),
        ("", "-"),
        ("a?b", "a%3Fb"),
    ],
)
def test_text_is_one_segment_of_a_path(text: str, safe: str) -> None:
    assert segment(text) == safe


def test_a_version_is_an_etag() -> None:
    assert if_match(7) == {"If-Match": '"7"'}
