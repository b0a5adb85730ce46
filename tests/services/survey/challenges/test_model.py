"""Challenges: solved by ALTCHA's own solver, and nothing else is taken for a solution."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from altcha.v1 import Payload, solve_challenge
from hypothesis import given
from hypothesis import strategies as st

from services.survey.challenges.model import Challenges, Evidence
from shared.contracts.survey.challenges import ChallengeOut

AT = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
LATER = AT + timedelta(seconds=20)
CHALLENGES = Challenges("a secret of these tests")


def solved(challenge: ChallengeOut, changed: dict[str, Any] | None = None) -> str:
    """Solve a challenge as a browser does; give what is to be different."""
    found = solve_challenge(
        challenge.challenge, challenge.salt, challenge.algorithm, challenge.max_number
    )
    assert found is not None
    payload = Payload(
        challenge.algorithm, challenge.challenge, found.number, challenge.salt, challenge.signature
    )
    return encoded({**payload.to_dict(), **(changed or {})})


def encoded(payload: Any) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture(scope="module")
def challenge() -> ChallengeOut:
    return CHALLENGES.issue("demo", AT)


@pytest.fixture(scope="module")
def proof(challenge: ChallengeOut) -> str:
    return solved(challenge)


def test_a_solved_challenge_proves_work_and_time(challenge, proof):
    found = CHALLENGES.read("demo", proof, None, LATER)
    assert found == Evidence(AT, is_proven=True, nonce=challenge.signature)


def test_a_ticket_proves_time_alone(challenge):
    assert CHALLENGES.read("demo", None, challenge.ticket, LATER) == Evidence(AT)


def test_nothing_shown_proves_nothing():
    assert CHALLENGES.read("demo", None, None, LATER) == Evidence()


def test_the_older_of_ticket_and_proof_counts(challenge):
    newer = CHALLENGES.issue("demo", AT + timedelta(seconds=18))
    found = CHALLENGES.read("demo", solved(newer), challenge.ticket, LATER)
    assert (found.issued_at, found.is_proven) == (AT, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 0}, {"number": "1"}, {"number": None}, {"number": True},
        {"algorithm": "SHA-1"}, {"algorithm": None}, {"signature": "0" * 64}, {"signature": 5},
        {"salt": "x?portal=demo&at=1"}, {"salt": None}, {"challenge": "0" * 64},
    ],
)  # fmt: skip
def test_a_changed_solution_is_forged(challenge, changed):
    assert CHALLENGES.read("demo", solved(challenge, changed), None, LATER).is_forged


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_anything_else_is_forged_or_nothing(text):
    found = CHALLENGES.read("demo", text, None, LATER)
    assert not found.is_proven
    assert found.is_forged == bool(text)


@given(st.text(min_size=1))
def test_a_made_up_ticket_is_forged(text):
    assert CHALLENGES.read("demo", None, text, LATER).is_forged


@pytest.mark.parametrize("payload", ["[" * 3_000, "null", "[]", "3", '{"salt": "?"}'])
def test_odd_json_is_forged(payload):
    odd = base64.b64encode(payload.encode()).decode()
    assert CHALLENGES.read("demo", odd, None, LATER).is_forged


def test_another_portal_key_or_day_is_forged(challenge, proof):
    assert CHALLENGES.read("other", proof, None, LATER).is_forged
    assert CHALLENGES.read("other", None, challenge.ticket, LATER).is_forged
    assert Challenges("another secret").read("demo", proof, None, LATER).is_forged
    for moment in (AT + timedelta(days=1), AT - timedelta(minutes=1)):
        assert CHALLENGES.read("demo", proof, None, moment).is_forged
        assert CHALLENGES.read("demo", None, challenge.ticket, moment).is_forged
