"""Reading ladders."""

from services.qa.escalations.documents import LadderDocument
from services.qa.escalations.model import Ladder

_DEFAULT = "default"


async def ladder() -> Ladder:
    """Return the ladder of every question, without steps when there is none."""
    return await LadderDocument.get(_DEFAULT) or Ladder(id=_DEFAULT, steps=[])
