"""Lists at two sizes: queue, public search, one question, suggestions, over HTTP.

At both sizes a page shows equally many rows: it is the data that grows, not the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from rich.console import Console

from bench.issuer import Issuer, issuing
from bench.options import Options
from bench.questions.loading import loaded
from bench.questions.province import ROOT_UNIT, officers
from bench.results import Result
from bench.stage import Stage
from bench.timing import Act, Rounds, alternate
from services.qa.bootstrap import open_runtime
from services.qa.questions.documents import QuestionDocument
from services.qa.settings import QaSettings

Json = dict[str, Any]

# A third of all questions are this unit's, so that its pages are full at the smaller size too.
_UNIT = "phuong-an-cuu"
_SLOWDOWN, _SUGGESTIONS_MS = 1.5, 50.0

SEARCHES: Mapping[str, Mapping[str, str]] = {
    "public list": {},
    "public list of a unit": {"unit": _UNIT},
    "public list of a year": {"year": "2026"},
    "search: common word": {"q": "giấy"},
    "search: common word, unit, topic": {"q": "giấy", "unit": _UNIT, "topic": "dat-dai"},
    "search: rare word": {"q": "quật ượt"},
    "search: several words": {"q": "cấp bản sao trích lục khai sinh"},
    "search: several words, no marks": {"q": "cap lai giay khai sinh"},
}
QUEUES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "queue of a unit": ("officer", {"limit": "30"}),
    "queue of all units": ("coordinator", {}),
    "queue of all: overdue": ("coordinator", {"filter": "overdue", "limit": "10"}),
    "queue of all: due soon": ("coordinator", {"filter": "due_soon", "limit": "10"}),
    "queue of all: unassigned, newest": (
        "coordinator", {"filter": "unassigned", "sort": "newest", "limit": "30"},
    ),
    "queue: mine": ("officer", {"filter": "mine", "limit": "5"}),
    "queue counts": ("coordinator-counts", {}),
}  # fmt: skip
TEXTS = {
    "suggestions: a title": "Thủ tục cấp lại giấy khai sinh bị mất ở đâu",
    "suggestions: common words": "xin hỏi thủ tục giấy tờ",
    "suggestions: a long text": (
        "Tôi thường trú tại xã Phú Lộc, muốn hỏi về việc cấp giấy chứng nhận quyền sử dụng đất. "
        "Nhà tôi làm từ năm 1990, chưa có giấy tờ gì, nay muốn tách thửa cho con thì cần làm gì?"
    ),
}


@dataclass(frozen=True)
class Service:
    """A running qa and what is asked of it."""

    url: str
    code: str
    http: aiohttp.ClientSession
    issuer: Issuer

    def act(self, path: str, params: Mapping[str, str], who: tuple[str, str, str] | None) -> Act:
        """Return a request to repeat."""
        url = f"{self.url}/api/qa/v1{path}"

        async def get() -> None:
            headers = self.issuer.bearer(who[0], (who[1], who[2])) if who else {}
            async with self.http.get(url, params=params, headers=headers) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{url} {dict(params)}: {answer.status} {body[:300]!r}")

        return get


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Measure every list at both sizes, and suggestions at the larger one."""
    async with issuing() as issuer, aiohttp.ClientSession() as http:
        small = await _service(stage, options.small, issuer, http, console)
        large = await _service(stage, options.large, issuer, http, console)
        results = []
        for name, path, params, who in _asked():
            sides = {
                f"{options.small:,}": [small.act(path, params, who)],
                f"{options.large:,}": [large.act(path, params, who)],
            }
            with console.status(name):
                rounds = await alternate(sides, options.rounds, options.repeats)
            results.append(_compared(name, rounds, *sides))
        one = {
            f"{options.small:,}": [small.act(f"/questions/{small.code}", {}, None)],
            f"{options.large:,}": [large.act(f"/questions/{large.code}", {}, None)],
        }
        rounds = await alternate(one, options.rounds, options.repeats)
        results.append(_compared("one question", rounds, *one))
        return results + [await _suggested(large, name, options, console) for name in TEXTS]


def _asked() -> list[tuple[str, str, Mapping[str, str], tuple[str, str, str] | None]]:
    searches = [(name, "/questions", params, None) for name, params in SEARCHES.items()]
    people = {
        "officer": ("/queue", (officers(_UNIT)[0], "officer", _UNIT)),
        "coordinator": ("/queue", (f"{ROOT_UNIT}-coordinator", "coordinator", ROOT_UNIT)),
        "coordinator-counts": (
            "/queue/counts", (f"{ROOT_UNIT}-coordinator", "coordinator", ROOT_UNIT),
        ),
    }  # fmt: skip
    queues = [
        (name, people[who][0], params, people[who][1]) for name, (who, params) in QUEUES.items()
    ]
    return [*searches, *queues]


def _compared(name: str, rounds: Rounds, small: str, large: str) -> Result:
    return Result(
        name=name,
        value=rounds.ratio(large, small),
        unit=" ×",
        bar=_SLOWDOWN,
        spread=rounds.spread(large, small),
        timed={small: rounds.timed(small), large: rounds.timed(large)},
    )


async def _suggested(large: Service, name: str, options: Options, console: Console) -> Result:
    side = f"{options.large:,}"
    acts = {side: [large.act("/suggestions", {"text": TEXTS[name]}, None)]}
    with console.status(name):
        rounds = await alternate(acts, options.rounds, options.repeats)
    timed = rounds.timed(side)
    return Result(name, timed.median, " ms", _SUGGESTIONS_MS, timed={side: timed})


async def _service(
    stage: Stage, count: int, issuer: Issuer, http: aiohttp.ClientSession, console: Console
) -> Service:
    place = await loaded(stage, count, console)
    code = await _published_code(place.settings)
    environment = {**place.environment, "AUTH_URL": issuer.url}
    url = await stage.web(f"qa-{count}", "services.qa.app:create_app", environment)
    return Service(url, code, http, issuer)


async def _published_code(settings: QaSettings) -> str:
    async with open_runtime(settings):
        questions = QuestionDocument.get_pymongo_collection()
        rows = await questions.find({"lead_unit": _UNIT}, {"code": 1, "public_mark": 1}).to_list()
        return str(next(row["code"] for row in rows if "public_mark" in row))
