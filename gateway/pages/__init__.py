"""The pages people see, one folder for each kind of visitor. They call the services' JSON API."""

from fastapi import APIRouter

from gateway.pages import problems, signing_in, styleguide
from gateway.pages.admin import (
    deliveries,
    imports,
    ladders,
    people,
    policies,
    policy_form,
    units,
    webhooks,
)
from gateway.pages.citizen import (
    asked,
    asking,
    attaching,
    figures,
    following,
    hints,
    home,
    own_questions,
    questions,
    rating,
    tracking,
    unit_choice,
)
from gateway.pages.citizen import units as asked_units
from gateway.pages.console import (
    answer_templates,
    assigning,
    deputies,
    files,
    moderating,
    moving,
    notifications,
    queue,
    ready_answer_form,
    ready_answers,
    responding,
    telling,
    words,
)
from gateway.pages.dashboard import alerts, comments, overview, ranking, reports
from gateway.pages.widgets import embedding, frames, scripts

# The order matters where one address could be read as another's parameter.
_PAGES = (
    home, hints, unit_choice, asking, asked, tracking, own_questions, asked_units, questions,
    attaching, following, rating, figures, problems,
    signing_in, notifications, telling, deputies, moderating,
    ready_answers, ready_answer_form, answer_templates, queue, assigning, responding, files, words,
    moving, overview, ranking, comments, alerts, reports,
    people, units, policies, policy_form, ladders, deliveries, webhooks, imports,
    embedding, frames, scripts,
)  # fmt: skip


def page_routers(*, is_development: bool) -> list[APIRouter]:
    """Return the routers of all pages; the style guide only in development."""
    routers = [page.router for page in _PAGES]
    return [*routers, styleguide.router] if is_development else routers
