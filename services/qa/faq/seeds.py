"""Ready answers and templates of the demonstration."""

import json
from pathlib import Path

from services.qa.faq.documents import FaqDocument
from services.qa.faq.service import add_faq
from services.qa.templates.documents import TemplateDocument
from services.qa.units.tree import read_tree
from shared.clock import now
from shared.contracts.auth.directory import DirectoryOut
from shared.contracts.qa.faq import AddFaq
from shared.identity import Caller, CallerKind, Role
from shared.mongo import Mongo

_DEMO = Path(__file__).parent / "data" / "demo.json"


async def seed_knowledge(mongo: Mongo, directory: DirectoryOut) -> None:
    """Keep the demonstration's ready answers and templates, of the units there are."""
    units = {unit.id for unit in directory.units}
    demo, tree = json.loads(_DEMO.read_text("utf-8")), await read_tree()
    if await FaqDocument.find_one({}):
        return
    for row in demo["faq"]:
        if row["unit"] in units:
            await add_faq(mongo, _writer(directory, row["unit"]), tree, AddFaq(**row))
    for number, row in enumerate(demo["templates"], 1):
        if row["unit"] in {*units, "*"}:
            written = {"id": f"demo-{number}", "updated_at": now(), "updated_by": "demo-officer1"}
            await TemplateDocument(**row, **written).save()


def _writer(directory: DirectoryOut, unit: str) -> Caller:
    """Return somebody who writes for a unit."""
    found = [
        person.id for person in directory.people
        if any(held.unit == unit and held.role in {"officer", "head"} for held in person.roles)
    ]  # fmt: skip
    role = Role(role="officer", unit=unit)
    return Caller(kind=CallerKind.PERSON, id=found[0] if found else "demo", roles=(role,))
