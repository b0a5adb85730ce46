"""Every kind of problem has a page in words, and no page is for nothing."""

import importlib
import pkgutil

import pytest

import gateway
import services
import shared
from gateway.pages.problem_texts import PROBLEM_TEXTS, explain
from shared.problems import Problem
from tests.support.pages import PageClient


def all_problems() -> set[type[Problem]]:
    for package in (gateway, services, shared):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found, waiting = {Problem}, [Problem]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return {kind for kind in found if not kind.__module__.startswith("tests.")}


def test_every_problem_has_its_words() -> None:
    slugs = {kind.slug: kind.status for kind in all_problems()}
    assert sorted(set(slugs) - set(PROBLEM_TEXTS)) == []
    assert sorted(set(PROBLEM_TEXTS) - set(slugs)) == []
    wrong = {slug for slug, status in slugs.items() if PROBLEM_TEXTS[slug].status != status}
    assert wrong == set()


def test_an_unknown_problem_is_told_by_its_status() -> None:
    assert explain("never-heard-of") is None
    told = explain("never-heard-of", 418)
    assert told is not None
    assert told.status == 500


@pytest.mark.parametrize("slug", sorted(PROBLEM_TEXTS))
async def test_the_page_of_a_problem(client: PageClient, slug: str) -> None:
    for language in ("vi", "en"):
        answer = await client.get(f"/problems/{slug}?lang={language}")
        assert answer.status == 200
        assert answer.page.faults == []


async def test_an_unknown_problem_has_no_page(client: PageClient) -> None:
    assert (await client.get("/problems/never-heard-of")).status == 404
