"""The catalogue of errors: one base, a page for each, a status that means what HTTP says."""

import importlib
import pkgutil

import gateway
import services
from shared.problems import Problem

ALLOWED_STATUSES = {
    400,
    401,
    403,
    404,
    405,
    408,
    409,
    410,
    412,
    413,
    415,
    422,
    428,
    429,
    431,
    500,
    502,
    503,
    504,
}


def all_problems() -> list[type[Problem]]:
    for package in (services, gateway):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found: list[type[Problem]] = []
    waiting = [Problem]
    while waiting:
        problem = waiting.pop()
        found.append(problem)
        waiting.extend(problem.__subclasses__())
    return found


def test_every_problem_is_complete() -> None:
    for problem in all_problems():
        assert problem.status in ALLOWED_STATUSES, problem
        assert problem.title
        assert problem.__doc__, problem
        assert problem.slug == problem.slug.lower()
        assert " " not in problem.slug


def test_a_slug_means_one_status_and_title() -> None:
    meanings: dict[str, set[tuple[int, str]]] = {}
    for problem in all_problems():
        meanings.setdefault(problem.slug, set()).add((problem.status, problem.title))
    assert {slug: found for slug, found in meanings.items() if len(found) > 1} == {}
