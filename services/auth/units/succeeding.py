"""The people of an abolished unit go on at its successor, and keep reading what they answered."""

from services.auth.history.service import Made
from services.auth.people.documents import PersonDocument
from services.auth.people.saving import save_person
from shared.cipher import Cipher
from shared.contracts.auth.changes import AssignedRole, RoleName
from shared.identity import Caller
from shared.mongo import Transaction

_FOLLOWING: tuple[RoleName, ...] = ("officer", "head")


async def take_over_people(
    tx: Transaction, cipher: Cipher, by: Caller, unit: str, successor: str
) -> list[str]:
    """Give officers and heads the same role at the successor too; return whose roles grew."""
    found = await PersonDocument.find({"roles.unit": unit}, session=tx.session).to_list()
    grown = []
    for stored in found:
        person = stored.opened(cipher)
        before = person.state
        held = {(role.role, role.unit) for role in person.roles}
        held |= {(role, successor) for role in _FOLLOWING if (role, unit) in held}
        if len(held) == len(person.roles):
            continue
        person.roles = [
            AssignedRole.model_validate({"role": role, "unit": place})
            for role, place in sorted(held)
        ]
        person.version += 1
        made = Made(person.version, by.id, "person.roles_assigned")
        await save_person(tx, cipher, stored, person, made=made, before=before)
        grown.append(person.id)
    return grown
