"""Sends generated requests to every operation of the joined OpenAPI document, as every role.

What a role learns (codes, ids) is used in later requests, so that they get further than a 404. An
answer must be one the document knows, with the body it says, and never a 5xx.
"""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation

from shared.ids import new_id

Json = dict[str, Any]
ROLES = (
    "guest", "citizen1", "officer3", "leader1", "head1", "officer1", "coordinator1", "admin1",
)  # fmt: skip
"""Who calls, from those who may least to those who may most."""
_IN_TURN = 4
"""With one example of each operation: so many of them, and the last."""
load_all_checks()
_CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error", "status_code_conformance", "content_type_conformance",
        "response_schema_conformance",
    )
]  # fmt: skip
_SECONDS = 20
_ENDLESS = ("/stream",)
_ORDER = {"GET": 0, "HEAD": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}


@dataclass(frozen=True)
class Finding:
    """An answer nobody should have got, and the request that got it."""

    operation: str
    role: str
    status: int
    why: str
    request: Json

    def __str__(self) -> str:
        told = json.dumps(self.request, ensure_ascii=False)[:400]
        return f"{self.operation} as {self.role}: {self.status} {self.why[:300]}\n    {told}"


@dataclass
class Fuzzer:
    """One run against one running copy."""

    public_url: str
    document: Json
    examples: int
    seed: int = 20261128
    findings: list[Finding] = field(default_factory=list)
    sent: int = 0
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self._schema = schemathesis.openapi.from_dict(self.document)
        self._random = random.Random(self.seed)
        self._sessions: dict[str, requests.Session] = {}
        self._things: dict[str, list[Json]] = defaultdict(list)
        self._named: dict[str, Sequence[str]] = {}
        self._turn = 0

    def learn(self, name: str, *values: str) -> None:
        """Let parameters and members of this name take these values, mostly."""
        self._named[name] = values

    def run(self) -> None:
        """Send everything."""
        for operation in self.operations():
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                self._try(operation, mode)

    def operations(self) -> list[APIOperation[Any, Any, Any, Any]]:
        """Return what is called, reads before changes, removals last."""
        found = []
        for result in self._schema.get_all_operations():
            if isinstance(result, Err):
                raise result.err()
            found.append(result.ok())
        called = [one for one in found if not one.path.endswith(_ENDLESS)]
        return sorted(called, key=lambda one: _ORDER[one.method.upper()])

    def _try(self, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
        """Generate some requests and send each as several roles, bad ones as one of them."""
        left = [self.examples if mode is GenerationMode.POSITIVE else 1]

        @seed(self.seed)
        @settings(
            max_examples=left[0], deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Case[Any]) -> None:
            if not left[0]:
                return
            left[0] -= 1
            self._turn += 1
            in_turn = ROLES[self._turn % len(ROLES)]
            for role in (in_turn,) if mode is GenerationMode.NEGATIVE else self._callers():
                self._send(case, role)

        with suppress(Unsatisfiable):  # not every operation can be called wrongly
            send()

    def _callers(self) -> Sequence[str]:
        if self.examples > 1:
            return ROLES
        *others, last = ROLES
        chosen = {others[(self._turn * _IN_TURN + n) % len(others)] for n in range(_IN_TURN)}
        return [*filter(chosen.__contains__, others), last]

    def _send(self, case: Case[Any], role: str) -> None:
        generated = case.path_parameters, case.body
        thing = self._choose(case)
        case.body = self._with_known(case.body)
        answer = case.call(
            base_url=self.public_url, session=self.session(role), timeout=_SECONDS,
            headers={"Origin": self.public_url, **self._headers(case, thing)},
            allow_redirects=False,
        )  # fmt: skip
        self.sent += 1
        label = f"{case.method} {case.operation.path}"
        self.statuses[label].add(answer.status_code)
        self._learn_from(case.operation.path, answer)
        if case.path.startswith("/auth/"):
            self._sessions[role] = self._signed_in(role)
        try:
            case.validate_response(answer, checks=_CHECKED)  # type: ignore[arg-type]
        except FailureGroup as failure:
            why = "; ".join(f"{type(one).__name__}: {one}" for one in failure.exceptions)
            self.findings.append(Finding(label, role, answer.status_code, why, _as_json(case)))
        case.path_parameters, case.body = generated

    def _choose(self, case: Case[Any]) -> Json:
        """Put a thing that exists into the path, mostly, and return it."""
        parameters = dict(case.path_parameters or {})
        things = self._things.get(_collection(case.operation.path))
        thing: Json = {}
        if things and self._random.random() < 0.8:
            thing = self._random.choice(things)
        for number, name in enumerate(parameters):
            if number == 0 and thing:
                parameters[name] = thing.get("code") or thing.get("id")
            elif name in self._named and self._random.random() < 0.8:
                parameters[name] = self._random.choice(self._named[name])
        case.path_parameters = parameters
        return thing

    def _with_known(self, body: Any) -> Any:
        """Return a body in which most names of units, portals, people are such as exist."""
        if not isinstance(body, dict):
            return body
        return {
            name: self._random.choice(self._named[name])
            if name in self._named and isinstance(value, str) and self._random.random() < 0.7
            else value
            for name, value in body.items()
        }

    def _headers(self, case: Case[Any], thing: Json) -> dict[str, str]:
        """Return the version and the secret of a thing, mostly, where they may be asked for."""
        found = {}
        asks = {one.name for one in case.operation.headers}
        if "If-Match" in asks and self._random.random() < 0.9:
            found["If-Match"] = f'"{thing.get("version", 1)}"'
        if "Idempotency-Key" in asks and self._random.random() < 0.9:
            found["Idempotency-Key"] = new_id()
        if thing.get("secret") and self._random.random() < 0.5:
            found["X-Tracking-Secret"] = str(thing["secret"])
        return found

    def _learn_from(self, path: str, answer: Any) -> None:
        if answer.status_code not in {200, 201, 202}:
            return
        try:
            body = answer.json()
        except ValueError:
            return
        rows = body.get("items", [body]) if isinstance(body, dict) else body
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and (row.get("id") or row.get("code")):
                self._remember(path, row)

    def _remember(self, path: str, row: Json) -> None:
        """Keep the latest state of a thing under the address of its collection."""
        things = self._things[_collection(path)]
        name = row.get("code") or row.get("id")
        before = [one for one in things if (one.get("code") or one.get("id")) == name]
        for one in before:
            things.remove(one)
            row = {**one, **row}
        things.append(row)
        del things[:-40]

    @property
    def roles(self) -> set[str]:
        """Who has called."""
        return set(self._sessions)

    def session(self, role: str) -> requests.Session:
        """Return a browser of somebody, signed in."""
        if role not in self._sessions:
            self._sessions[role] = self._signed_in(role)
        return self._sessions[role]

    def _signed_in(self, role: str) -> requests.Session:
        session = requests.Session()
        if role != "guest":
            query = {"login_hint": role, "next": "/problems/forbidden"}
            session.get(f"{self.public_url}/auth/login", params=query, timeout=_SECONDS)
        return session


def _collection(path: str) -> str:
    """Return the address of the list that the first thing in a path belongs to."""
    return path.partition("/{")[0]


def _as_json(case: Case[Any]) -> Json:
    body = case.body if isinstance(case.body, dict | list | str | int | float | bool) else None
    return {
        "method": case.method,
        "path": case.formatted_path,
        "query": dict(case.query or {}),
        "headers": {name: str(value) for name, value in (case.headers or {}).items()},
        "body": body,
    }
