"""The pages people see, one folder for each kind of visitor. They call the services' JSON API."""

from fastapi import APIRouter

from gateway.pages import problems, signing_in, styleguide
from gateway.pages.account import consents, profile, rights, sessions
from gateway.pages.admin import (
    audit,
    calendar_year,
    calendars,
    deliveries,
    drafts,
    histories,
    imports,
    instruments,
    ladders,
    people,
    person_form,
    policies,
    policy_form,
    portal_form,
    portals,
    quarantine,
    systems,
    tables,
    topics,
    unit_field,
    unit_form,
    units,
    webhooks,
)
from gateway.pages.admin import polls as kept_polls
from gateway.pages.admin import rights as kept_rights
from gateway.pages.citizen import (
    asked,
    asking,
    attaching,
    figures,
    following,
    hints,
    home,
    own_questions,
    polls,
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
    kept_searches,
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
from gateway.pages.dashboard import alerts, comment, comments, overview, ranking, reports
from gateway.pages.widgets import embedding, frames, scripts

# The order matters where one address could be read as another's parameter.
_PAGES = (
    home, hints, unit_choice, asking, asked, tracking, own_questions, asked_units, questions,
    attaching, following, polls, rating, figures, problems,
    signing_in, notifications, telling, deputies, moderating,
    ready_answers, ready_answer_form, answer_templates, queue, kept_searches,
    assigning, responding, files, words, moving, overview, ranking, comments, comment, alerts,
    reports,
    people, person_form, units, unit_field, unit_form, calendars, calendar_year, topics, histories,
    tables,
    policies, policy_form, ladders, deliveries, webhooks, systems, imports,
    portals, portal_form, instruments, drafts, quarantine, kept_polls, audit, kept_rights,
    profile, sessions, consents, rights,
    embedding, frames, scripts,
)  # fmt: skip


def page_routers(*, is_development: bool) -> list[APIRouter]:
    """Return the routers of all pages; the style guide only in development."""
    routers = [page.router for page in _PAGES]
    return [*routers, styleguide.router] if is_development else routers
