"""What units do with their templates, and a template filled for a question."""

from dataclasses import dataclass

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions import contacts
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.problems import unusable
from services.qa.templates.documents import EVERY_UNIT, TemplateDocument
from services.qa.templates.model import (
    TemplateChanged,
    TemplateNotFound,
    TemplateOfAnotherUnit,
    fields_in,
    fill,
    unknown_fields,
)
from services.qa.units.tree import UnitTree
from shared.clock import HO_CHI_MINH, now
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.templates import (
    TEMPLATE_FIELDS,
    FilledTemplate,
    TemplateOut,
    WriteTemplate,
)
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional

WRITERS = ("officer", "head")


@dataclass(frozen=True)
class Writing:
    """Who changes which template, in the version they read."""

    caller: Caller
    template: str
    version: int


async def templates_for(unit: str | None, caller: Caller, tree: UnitTree) -> list[TemplateOut]:
    """Return the templates of the caller's units, or of one of them, and those for every unit."""
    units = caller.units_as(*WRITERS)
    if unit is not None:
        may_look = unit in units or caller.has_role("coordinator")
        units = {unit} if may_look else set()
    asked = {"unit": {"$in": sorted(units | {EVERY_UNIT})}}
    found = await TemplateDocument.find(asked).to_list()
    shown = [template_out(one, caller, tree) for one in found]
    return sorted(shown, key=lambda one: (one.unit is None, vietnamese_sort_key(one.name)))


def template_out(template: TemplateDocument, caller: Caller, tree: UnitTree) -> TemplateOut:
    """Return a template as it crosses."""
    is_for_all = template.unit == EVERY_UNIT
    return TemplateOut(
        id=template.id,
        name=template.name,
        text=template.text,
        unit=None if is_for_all else tree.ref(template.unit),
        fields=fields_in(template.text),
        updated_at=template.updated_at,
        version=template.version,
        actions=["edit", "delete"] if _may_write(caller, template.unit) else [],
    )


@transactional
async def add_template(
    tx: Transaction, caller: Caller, form: WriteTemplate, tree: UnitTree
) -> TemplateDocument:
    """Keep a new template."""
    unit = _unit_of(form, tree)
    if not _may_write(caller, unit):
        raise TemplateOfAnotherUnit
    _must_know_fields(form.text)
    template = TemplateDocument(
        id=new_id(), unit=unit, name=form.name, text=form.text,
        updated_at=now(), updated_by=caller.id,
    )  # fmt: skip
    await template.insert(session=tx.session)
    return template


@transactional
async def edit_template(
    tx: Transaction, writing: Writing, form: WriteTemplate, tree: UnitTree
) -> TemplateDocument:
    """Replace a template; it may go to another unit of the caller's."""
    template = await _own(tx, writing)
    unit = _unit_of(form, tree)
    if not _may_write(writing.caller, unit):
        raise TemplateOfAnotherUnit
    _must_know_fields(form.text)
    template.unit, template.name, template.text = unit, form.name, form.text
    template.version += 1
    template.updated_at, template.updated_by = now(), writing.caller.id
    await template.replace(session=tx.session)
    return template


@transactional
async def delete_template(tx: Transaction, writing: Writing) -> None:
    """Remove a template; answers written with it keep their text."""
    template = await _own(tx, writing)
    await template.delete(session=tx.session)


async def fill_template(
    qa: QaRuntime, caller: Caller, question: QuestionDocument, template_id: str
) -> FilledTemplate:
    """Return a template of the lead unit, or for every unit, filled for a question."""
    template = await TemplateDocument.get(template_id)
    if template is None or template.unit not in {question.lead_unit, EVERY_UNIT}:
        raise TemplateNotFound
    values = await _values(qa, caller, question)
    return FilledTemplate(
        id=template.id,
        name=template.name,
        text=fill(template.text, values),
        unknown=[name for name in fields_in(template.text) if not values.get(name)],
    )


async def _values(qa: QaRuntime, caller: Caller, question: QuestionDocument) -> dict[str, str]:
    tree = await qa.units.get()
    names = await directory.person_names({caller.id}, qa.cipher)
    sender = contacts.unseal(question.contact, question.id, qa.cipher)
    due_at = question.due_at.astimezone(HO_CHI_MINH)
    return {
        "ten_nguoi_gui": sender.name,
        "ma_tra_cuu": question.code,
        "tieu_de": question.title,
        "ngay_gui": f"{question.asked_at.astimezone(HO_CHI_MINH):%d/%m/%Y}",
        "don_vi": tree.ref(question.lead_unit).name,
        "han_xu_ly": f"{due_at:%H:%M} ngày {due_at:%d/%m/%Y}",
        "can_bo": names.get(caller.id, ""),
    }


async def _own(tx: Transaction, writing: Writing) -> TemplateDocument:
    """Return a template that the caller may change, in the version the caller read."""
    template = await TemplateDocument.get(writing.template, session=tx.session)
    if template is None:
        raise TemplateNotFound
    if not _may_write(writing.caller, template.unit):
        raise TemplateOfAnotherUnit
    if template.version != writing.version:
        raise TemplateChanged(
            current_version=template.version,
            current={"name": template.name, "text": template.text},
            headers={"ETag": f'"{template.version}"'},
        )
    return template


def _unit_of(form: WriteTemplate, tree: UnitTree) -> str:
    if form.unit is not None and form.unit not in tree.units:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    return form.unit or EVERY_UNIT


def _may_write(caller: Caller, unit: str) -> bool:
    if caller.has_role("coordinator"):
        return True
    return unit != EVERY_UNIT and caller.has_role(*WRITERS, unit=unit)


def _must_know_fields(text: str) -> None:
    if unknown := unknown_fields(text):
        known = ", ".join(TEMPLATE_FIELDS)
        detail = f"unknown fields: {', '.join(unknown)}; known are {known}"
        raise unusable("text", "unknown_field", detail)
