"""The page on which typed texts come back that could not be taken just now, to be sent again."""

from collections.abc import Mapping

from fastapi.responses import HTMLResponse

from gateway.clients import ServiceProblem
from gateway.pages.deps import PageMaker
from gateway.pages.problem_texts import explain
from shared.problems import Problem


def show_unsaved(
    pages: PageMaker,
    address: str,
    values: Mapping[str, str],
    labels: Mapping[str, str],
    problem: Problem | ServiceProblem,
) -> HTMLResponse:
    """Show the texts named by `labels` to send again; every other value goes along unseen."""
    context = {
        "address": address,
        "texts": [
            {"name": name, "label": label, "text": values[name]}
            for name, label in labels.items()
            if values[name] or name in {"text", "reason"}
        ],
        "hidden": {name: value for name, value in values.items() if name not in labels and value},
        "problem": explain(problem.slug, problem.status),
    }
    return pages.render("console/unsent.html", context, status=problem.status)
