"""One trace leads from the gateway to the service, its database, its messages and its tasks."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import redis
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.app import create_app as create_gateway
from gateway.connections import PatientProtocol
from services.qa import worker
from services.qa.app import create_app
from services.qa.directory.service import apply_directory
from shared import tracing
from shared import worker as shared_worker
from shared.ids import new_id
from tests.gateway.conftest import gateway_settings
from tests.services.qa.directory import directory
from tests.services.qa.support import RunningQa, question
from tests.support.databases import drop_database
from tests.support.serving import serving
from tests.support.tokens import verifier
from tests.support.workers import until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
MARKED = {"title": "Tiêu đề đánh dấu Qwxz", "body": "Nội dung đánh dấu Qwxz", "name": "Qwxz"}


@dataclass
class Traced:
    """A gateway before qa, both traced into memory, and the broker between them and tasks."""

    gateway: str
    qa: RunningQa
    broker: redis.Redis
    memory: InMemorySpanExporter

    def spans(self, kind: str = "") -> list[ReadableSpan]:
        return [span for span in self.memory.get_finished_spans() if span.name.startswith(kind)]

    def messages(self, task: str) -> list[dict[str, Any]]:
        """Return the messages of a task that wait in qa's queue."""
        found = [json.loads(row) for row in self.broker.lrange("qa", 0, -1)]
        return [message for message in found if message["headers"]["task"] == task]

    async def is_nudged(self) -> bool:
        return bool(self.messages("qa.relay_outbox"))

    async def work_on(self, task: str) -> None:
        """Run a task with what its message in the queue says, as a worker's thread would."""
        (message, *_) = self.messages(task)
        body = json.loads(base64.b64decode(message["body"]))
        celery_task = worker.app.tasks[task]

        def in_a_thread() -> None:
            celery_task.push_request(traceparent=message["headers"]["traceparent"])
            try:
                celery_task(**body[1])
            finally:
                celery_task.pop_request()

        await asyncio.to_thread(in_a_thread)


class LoopOfTheTest:
    """What tasks run on, here: the loop and the runtime of the test."""

    def __init__(self, qa: RunningQa) -> None:
        self._qa = qa
        self._loop = asyncio.get_running_loop()

    def run(self, work: Any, limit: float | None = None) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(limit or 20)

    async def runtime(self, _service: str, _open: Any) -> Any:
        return self._qa.runtime


@asynccontextmanager
async def in_memory() -> AsyncIterator[InMemorySpanExporter]:
    memory, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    tracing.use_tracer(provider.get_tracer("test"))
    try:
        yield memory
    finally:
        tracing.use_tracer(None)


@pytest.fixture
async def traced(settings_of_qa, qa_of_the_run, monkeypatch) -> AsyncIterator[Traced]:
    url = settings_of_qa.redis_url.rsplit("/", 1)[0] + "/8"
    settings = settings_of_qa.model_copy(
        update={"database": f"test_qa_{new_id()}", "redis_url": url}
    )
    monkeypatch.setenv("REDIS_URL", url)
    monkeypatch.setenv("ENVIRONMENT", "test")
    async with in_memory() as memory:
        app = create_app(settings)
        broker = redis.Redis.from_url(url, decode_responses=True)
        broker.flushdb()
        async with serving(app) as qa_url, aiohttp.ClientSession() as http:
            app.state.callers = verifier()
            await apply_directory(app.state.runtime, directory())
            qa = RunningQa(qa_url, app.state.runtime, http)
            monkeypatch.setattr(shared_worker, "loop_thread", LoopOfTheTest(qa))
            front = create_gateway(gateway_settings(qa_url=qa_url, redis_url=url))
            async with serving(front, protocol=PatientProtocol) as gateway:
                memory.clear()
                yield Traced(gateway, qa, broker, memory)
        broker.close()
    await drop_database(settings.mongodb_uri, settings.database)
    await qa_of_the_run.runtime.mongo.open()  # binds the documents to the run's database again


async def ask(traced: Traced, **headers: str) -> None:
    sent = {"Idempotency-Key": new_id(), "Origin": "http://127.0.0.1:8080", **headers}
    url = f"{traced.gateway}/api/qa/v1/questions"
    async with traced.qa.http.post(url, json=question(**MARKED), headers=sent) as answer:
        assert answer.status == 201, await answer.text()


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    return span.parent.span_id


def id_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return span.context.span_id


async def test_a_question_is_one_trace_from_the_gateway_to_its_tasks(traced: Traced) -> None:
    await ask(traced, traceparent=f"00-{TRACE}-{CALLER}-01")
    await until(traced.is_nudged)  # which is sent after the answer
    served = traced.spans("POST ")
    assert [span.name for span in served] == [
        "POST /api/qa/v1/questions", "POST /api/qa/{path}",
    ]  # fmt: skip
    service, gateway = served
    assert f"{parent_of(gateway):016x}" == CALLER
    assert parent_of(service) == id_of(gateway)
    commands = [span for span in traced.spans("mongodb") if parent_of(span) == id_of(service)]
    stored = {span.name: str((span.attributes or {})["db.collection.name"]) for span in commands}
    assert stored["mongodb insert"] == "questions"
    assert "outbox" in stored["mongodb bulkWrite"].split(", ")

    await traced.work_on("qa.relay_outbox")
    await traced.work_on("qa.receive_event")
    relayed, received = traced.spans("qa.relay_outbox"), traced.spans("qa.receive_event")
    assert parent_of(relayed[0]) == parent_of(received[0]) == id_of(service)
    effects = [
        one for one in traced.spans("mongodb insert") if parent_of(one) == id_of(received[0])
    ]
    assert effects
    assert {f"{span.context.trace_id:032x}" for span in traced.spans() if span.context} == {TRACE}


async def test_spans_tell_nothing_of_what_was_written(traced: Traced) -> None:
    await ask(traced)
    told = "\n".join(span.to_json() for span in traced.spans())
    assert "POST /api/qa/v1/questions" in told
    assert "Qwxz" not in told


async def test_without_a_collector_there_are_no_spans(qa: RunningQa) -> None:
    assert tracing.current_traceparent() is None
    await qa.ask()
    row = await qa.runtime.mongo.database["outbox"].find_one({})
    assert row is not None
    assert row["traceparent"] is None
