"""`GET /topics`."""

from fastapi import APIRouter

from services.qa.topics import queries
from shared.contracts.qa.questions import TopicOut
from shared.identity import AnyCaller

router = APIRouter(tags=["topics"])


@router.get("/topics")
async def list_topics(_caller: AnyCaller) -> list[TopicOut]:
    """Return the topics a question may be filed under, in their order."""
    return await queries.all_topics()
