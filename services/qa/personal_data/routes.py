"""Qa's part of a copy of one's own data."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from services.qa.deps import Qa
from services.qa.personal_data import service
from shared.identity import ProvenPerson

router = APIRouter(tags=["own data"])


@router.get("/data-copies/{request_id}", response_class=StreamingResponse)
async def download_own_data(
    request_id: Annotated[str, Path(max_length=64)], caller: ProvenPerson, qa: Qa
) -> StreamingResponse:
    """Return the caller's questions with everything that was said, for a request made at auth."""
    found = await service.find_copy(caller.id, request_id)
    headers = {
        "Content-Disposition": 'attachment; filename="lang-nghe-questions.json"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(
        service.read_copy(qa, found), media_type="application/json", headers=headers
    )
