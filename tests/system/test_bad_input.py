"""Generated requests to every operation of the API as every role: no 5xx, all as documented.

`make fuzz` sends more. What was ever found is kept in `bad_input.json` and sent again each time.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from dev.people import UNLIMITED
from dev.system import RunningSystem
from tests.support.api_fuzzer import ROLES, Fuzzer

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "1"))
CORPUS = Path(__file__).with_name("bad_input.json")
pytestmark = [pytest.mark.system, pytest.mark.timeout(240 * EXAMPLES)]


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """Return a copy of its own: what an administrator may do spoils it for others."""
    folder = tmp_path_factory.mktemp("victim")
    with RunningSystem(folder, environment=UNLIMITED) as running:
        yield running


@pytest.fixture(scope="module")
def fuzzer(victim: RunningSystem) -> Fuzzer:
    document = requests.get(f"{victim.public_url}/docs/openapi.json", timeout=20).json()
    made = Fuzzer(victim.public_url, document, EXAMPLES)
    for name, values in {
        "unit": ("so-tu-phap", "so-xay-dung"),
        "portal": ("demo",),
        "person": ("demo-officer1", "demo-officer2"),
        "topic": ("ho-tich", "dat-dai"),
    }.items():
        made.learn(name, *values)
    return made


def kept() -> list[dict[str, Any]]:
    found = json.loads(CORPUS.read_text("utf-8"))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("case", kept(), ids=lambda case: case["name"])
def test_what_was_found_once_is_not_found_again(
    case: dict[str, Any], victim: RunningSystem, fuzzer: Fuzzer
) -> None:
    session = fuzzer.session(case["role"])
    answer = session.request(
        case["method"], f"{victim.public_url}{case['path']}", timeout=20, allow_redirects=False,
        headers={"Origin": victim.public_url, **case.get("headers", {})},
        json=case.get("body"),
    )  # fmt: skip
    assert answer.status_code == case["status"], answer.text[:300]
    assert answer.headers.get("Content-Type", "") == case["content_type"]


def test_every_operation_answers_as_documented_to_everybody(fuzzer: Fuzzer) -> None:
    fuzzer.run()
    assert fuzzer.findings == [], "\n".join(map(str, fuzzer.findings[:20]))
    called = {f"{one.method.upper()} {one.path}" for one in fuzzer.operations()}
    assert set(fuzzer.statuses) == called
    assert fuzzer.roles == set(ROLES)
    done = [label for label, found in fuzzer.statuses.items() if found & {200, 201, 202, 303}]
    assert len(done) > len(called) / 3, sorted(called - set(done))
