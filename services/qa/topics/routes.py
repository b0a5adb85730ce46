"""Topics over HTTP: the list for everybody, and keeping them for administrators."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.qa.deps import Admin, Qa
from services.qa.topics import queries, service
from services.qa.topics.tables import as_file
from shared.contracts.qa.questions import TopicOut
from shared.contracts.qa.topics import (
    CreateTopic,
    TableFormat,
    TopicDetail,
    TopicForm,
    TopicVersionOut,
    UndoTopicChange,
)
from shared.identity import AnyCaller
from shared.versions import Version, etag

router = APIRouter(tags=["topics"])

TopicId = Annotated[str, Path(max_length=64)]


async def _keeping(qa: Qa, caller: Admin, topic: TopicId, version: Version) -> service.Keeping:
    return service.Keeping(qa, caller, topic, version)


CurrentKeeping = Annotated[service.Keeping, Depends(_keeping)]
"""Which topic an administrator changes, in the version they read."""


@router.get("/topics")
async def list_topics(_caller: AnyCaller) -> list[TopicOut]:
    """Return the topics a question may be filed under, in their order."""
    return await queries.open_topics()


@router.get("/kept-topics")
async def list_kept_topics(_caller: Admin) -> list[TopicDetail]:
    """Return every topic, closed ones too, with the units that answer for them."""
    return await queries.kept_topics()


@router.get("/topic-table.{written_as}", response_class=Response)
async def download_topics(_caller: Admin, written_as: TableFormat) -> Response:
    """Return every topic as a table that can be taken in again."""
    content, media_type = await asyncio.to_thread(as_file, await queries.kept_topics(), written_as)
    headers = {
        "Content-Disposition": f'attachment; filename="topics.{written_as}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.post("/topics", status_code=201)
async def create_topic(qa: Qa, caller: Admin, form: CreateTopic, response: Response) -> TopicDetail:
    """Add a topic; its id is its key, so that sending it twice makes one."""
    await service.create_topic(qa, caller, form)
    return await _shown(form.id, response)


@router.get("/kept-topics/{topic}")
async def show_kept_topic(_caller: Admin, topic: TopicId, response: Response) -> TopicDetail:
    """Return one topic; the ETag is the version to send back with a change."""
    return await _shown(topic, response)


@router.put("/topics/{topic}")
async def revise_topic(keeping: CurrentKeeping, form: TopicForm, response: Response) -> TopicDetail:
    """Change a topic, close it or open it again."""
    await service.revise_topic(keeping, form)
    return await _shown(keeping.topic, response)


@router.post("/topics/{topic}/undo")
async def undo_topic_change(
    keeping: CurrentKeeping, form: UndoTopicChange, response: Response
) -> TopicDetail:
    """Put back what a topic said before one of its changes."""
    await service.undo_topic_change(keeping, form.version)
    return await _shown(keeping.topic, response)


@router.get("/topics/{topic}/history")
async def list_topic_versions(qa: Qa, _caller: Admin, topic: TopicId) -> list[TopicVersionOut]:
    """Return who changed what about a topic, the newest first."""
    return await queries.versions_of(qa, topic)


async def _shown(topic: str, response: Response) -> TopicDetail:
    shown = await queries.kept_topic(topic)
    response.headers["ETag"] = etag(shown.version)
    return shown
