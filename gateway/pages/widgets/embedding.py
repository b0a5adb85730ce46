"""`/widgets/embed`: choose a widget; the page writes what to copy and shows it working."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.clients import AuthClient, QaClient, SurveyClient
from gateway.pages.citizen.unit_choice import UnitChoice, choose_unit, named_unit
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.settings import GatewaySettings
from gateway.translations import mark
from gateway.visitors import Auth, Qa, Survey
from gateway.widgets.bundles import widget_scripts
from gateway.widgets.snippets import Embedding
from shared.contracts.survey.portals import PortalOrigins
from shared.contracts.survey.responses import PortalOut

router = APIRouter(include_in_schema=False)

RATE = mark("Đánh giá %(portal)s")
ANSWERS = mark("Hỏi đáp")


class Choice(BaseModel):
    """What was chosen; empty texts of the form count as nothing."""

    kind: Literal["survey", "qa"] = "survey"
    portal: str = Field("", max_length=64)
    unit: str = Field("", max_length=64)
    unit_name: str | None = Field(None, max_length=200)
    mode: Literal["inline", "button"] = "inline"
    language: Literal["", "vi", "en"] = ""
    look: Literal["", "light", "dark"] = ""


@router.get("/widgets")
@router.get("/widgets/embed")
async def show_embedding(
    choice: Annotated[Choice, Query()],
    pages: Pages,
    auth: Auth,
    qa: Qa,
    survey: Survey,
) -> HTMLResponse:
    """Show the choices, and for those made the HTML in three ways and the widget itself."""
    settings: GatewaySettings = pages.request.app.state.settings
    name = choice.portal.strip() or settings.home_portal
    (portal, origins), unit = await asyncio.gather(
        _portal(survey, name), _unit(pages, auth, qa, choice)
    )
    context: dict[str, Any] = {
        "choice": choice,
        "portal_id": name,
        "portal": portal,
        "origins": origins.origins if origins else [],
        "unit": unit,
        "snippets": None,
    }
    if portal is not None:
        context["snippets"] = _snippets(pages, settings, choice, portal, unit)
    return pages.render("widgets/embed.html", context)


async def _portal(survey: SurveyClient, name: str) -> tuple[PortalOut | None, PortalOrigins | None]:
    return await asyncio.gather(
        or_none(survey.show_portal(name)), or_none(survey.show_portal_origins(name))
    )


async def _unit(pages: PageMaker, auth: AuthClient, qa: QaClient, choice: Choice) -> UnitChoice:
    if choice.unit_name is None:
        return await named_unit(pages, auth, choice.unit)
    typed = {"unit": choice.unit, "unit_name": choice.unit_name, "unit_pick": ""}
    return await choose_unit(pages, qa, typed)


def _snippets(
    pages: PageMaker,
    settings: GatewaySettings,
    choice: Choice,
    portal: PortalOut,
    unit: UnitChoice,
) -> dict[str, str]:
    is_survey = choice.kind == "survey"
    embedding = Embedding(
        kind=choice.kind,
        home=settings.public_url,
        label=pages.say(RATE, portal=portal.name) if is_survey else pages.say(ANSWERS),
        portal=portal.id,
        unit=unit.unit,
        mode=choice.mode,
        lang=choice.language,
        theme=choice.look,
    )
    bundle = widget_scripts().present[choice.kind]
    element = embedding.element()
    return {
        "element": element,
        "moving": f"{embedding.moving_script()}\n{element}",
        "fixed": f"{embedding.fixed_script(bundle)}\n{element}",
        "frame": embedding.frame(),
        "script": f"/widgets/{bundle.file_name}",
    }
