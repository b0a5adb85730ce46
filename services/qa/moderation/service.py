"""What a coordinator does with a matter; one transaction."""

from services.qa.moderation.documents import ModerationDocument
from services.qa.moderation.following import settle
from services.qa.moderation.problems import ModerationNotFound, ModerationSettled
from shared.contracts.qa.moderation import SettleModeration
from shared.identity import Caller
from shared.mongo import Transaction, transactional


@transactional
async def settle_matter(
    tx: Transaction, caller: Caller, matter_id: str, form: SettleModeration
) -> ModerationDocument:
    """Settle a matter; raises `ModerationNotFound`, and `ModerationSettled` the second time."""
    matter = await ModerationDocument.find_one({"_id": matter_id}, session=tx.session)
    if matter is None:
        raise ModerationNotFound
    if matter.open_mark is None:
        raise ModerationSettled
    await settle(tx, matter, form.outcome, form.note, caller.id)
    return matter
