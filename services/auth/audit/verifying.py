"""Checking the audit log against its chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from services.auth.audit.documents import AuditEventDocument, AuditSealDocument
from services.auth.audit.model import BEGINNING, SealedRow, link_hash, row_hash
from shared.clock import now

_MOST_FAULTS = 100
_LONGEST_UNSEALED = timedelta(minutes=10)


@dataclass
class Report:
    """What was found: how much was checked, the last link, and what is wrong, in words."""

    links: int = 0
    rows: int = 0
    waiting: int = 0
    last: str = BEGINNING
    faults: list[str] = field(default_factory=list)

    def tell(self, fault: str) -> None:
        """Note a fault; the first hundred are enough."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)


async def verify_audit(known: tuple[int, str] | None = None) -> Report:
    """Check every link and row; `known` is a link's number and hash noted elsewhere earlier."""
    report = Report()
    await _follow(report, known)
    while (strays := await _count_strays(report)) > 0:
        if not await _follow(report, known):  # else they were sealed while the others were checked
            report.tell(f"{strays} rows are in no link")
            break
    if known and known[0] > report.links:
        report.tell(f"link {known[0]}, noted earlier, is gone")
    await _check_waiting(report)
    return report


async def _follow(report: Report, known: tuple[int, str] | None) -> bool:
    """Check the links behind the last one checked; say whether there were any."""
    before = report.links
    async for link in AuditSealDocument.find({"_id": {"$gt": before}}).sort("_id"):
        _check_link(report, link)
        await _check_rows(report, link.id, link.rows)
        if known and known[0] == link.id and known[1] != link.hash:
            report.tell(f"link {link.id} is another one than the one noted")
        report.links, report.last = link.id, link.hash
    return report.links > before


def _check_link(report: Report, link: AuditSealDocument) -> None:
    if link.id != report.links + 1:
        report.tell(f"links {report.links + 1} to {link.id - 1} are gone")
    elif link.previous != report.last:
        report.tell(f"link {link.id} does not follow link {report.links}")
    if link.hash != link_hash(link.id, link.at, link.previous, link.rows):
        report.tell(f"link {link.id} was changed")


async def _check_rows(report: Report, link: int, sealed: Sequence[SealedRow]) -> None:
    ids = [row.id for row in sealed]
    found = AuditEventDocument.get_pymongo_collection().find({"_id": {"$in": ids}})
    hashes = {row["_id"]: row_hash(row) for row in await found.to_list()}
    for row in sealed:
        if row.id not in hashes:
            report.tell(f"row {row.id} of link {link} is gone")
        elif hashes[row.id] != row.hash:
            report.tell(f"row {row.id} of link {link} was changed")
    report.rows += len(sealed)


async def _count_strays(report: Report) -> int:
    """Return how many more rows say they are sealed than there are in the links checked."""
    rows = AuditEventDocument.get_pymongo_collection()
    return await rows.count_documents({"is_unsealed": {"$ne": True}}) - report.rows


async def _check_waiting(report: Report) -> None:
    """Count the rows to be sealed, and find those that nobody seals."""
    rows = AuditEventDocument.get_pymongo_collection()
    report.waiting = await rows.count_documents({"is_unsealed": True})
    oldest = await rows.find({"is_unsealed": True}).sort("_id", 1).limit(1).to_list()
    if oldest and oldest[0]["at"] < now() - _LONGEST_UNSEALED:
        report.tell(f"rows have waited since {oldest[0]['at'].isoformat()} to be sealed")
