"""Callers: who a token names, what a bad one leads to, and the dependencies that ask."""

import time
from typing import Annotated

import aiohttp
import pytest
from fastapi import Depends, FastAPI

from shared.clock import at, now
from shared.fetching import FetchFailed
from shared.identity import (
    PROVEN,
    AnyCaller,
    Caller,
    CallerKind,
    CallerVerifier,
    ProvenPerson,
    Role,
    SignedIn,
    TokenNotAccepted,
    granted,
    holding,
)
from shared.jwks import KeySource, KeysUnavailable
from shared.problems import add_problem_handlers
from shared.tokens import SigningKey
from tests.support.serving import serving
from tests.support.tokens import ISSUER, access_token, bearer, new_jwk, verifier

Officer = Annotated[Caller, Depends(holding("officer", "head"))]
Approver = Annotated[Caller, Depends(holding("head", level=PROVEN))]
Reader = Annotated[Caller, Depends(granted("directory:read"))]
OFFICER = ("officer", "so-tu-phap")


async def test_no_token_is_a_guest():
    caller = await verifier().caller(None)
    assert caller == Caller()
    assert caller.is_guest
    assert not caller.has_role("officer")


async def test_a_token_names_the_person_with_roles_level_and_session():
    header = bearer("p-1", OFFICER, ("leader", "tp-hue"), loa=1, sid="s-1")["Authorization"]
    caller = await verifier().caller(header)
    assert caller.kind is CallerKind.PERSON
    assert (caller.id, caller.loa, caller.session) == ("p-1", 1, "s-1")
    assert caller.roles == (
        Role(role="officer", unit="so-tu-phap"),
        Role(role="leader", unit="tp-hue"),
    )
    assert caller.units_as("officer", "leader") == {"so-tu-phap", "tp-hue"}
    assert caller.has_role("officer", unit="so-tu-phap")
    assert not caller.has_role("officer", unit="tp-hue")


async def test_a_client_has_scopes_and_no_roles():
    header = bearer("client:qa", kind="client", scope="directory:read a", roles=[])
    caller = await verifier().caller(header["Authorization"])
    assert caller.kind is CallerKind.CLIENT
    assert caller.scopes == {"directory:read", "a"}


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "guest"}, {"kind": None}, {"kind": "admin"}, {"kind": ["person"]},
        {"roles": None}, {"roles": "admin"}, {"roles": [{"unit": "x"}]},
        {"roles": [["admin", "x"]]},
        {"roles": [{"role": 1, "unit": "x"}]}, {"roles": {"role": "admin"}},
        {"loa": "2"}, {"loa": None}, {"loa": 99}, {"scope": ["a"]}, {"sid": 1},
        {"aud": "other"}, {"aud": None}, {"iss": "http://127.0.0.1:8080/"}, {"sub": ""},
        {"exp": int(time.time()) - 31}, {"exp": None}, {"iat": "now"}, {"sub": None},
    ],
)  # fmt: skip
async def test_n50_a_token_that_is_not_exactly_ours_is_refused(changes):
    with pytest.raises(TokenNotAccepted):
        await verifier().caller(bearer("p-1", OFFICER, **changes)["Authorization"])


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "bearer x.y.z", "Bearer a b",
     f"Token {access_token('p')}",
     f"Bearer  {access_token('p')}"],
)  # fmt: skip
async def test_a_malformed_header_is_refused_and_never_a_guest(header):
    with pytest.raises(TokenNotAccepted):
        await verifier().caller(header)


async def test_n17_another_type_of_token_is_no_access_token():
    private = new_jwk()
    public = {name: value for name, value in private.items() if name != "d"}

    async def keys():
        return {"keys": [public]}

    source = CallerVerifier(KeySource(keys), ISSUER)
    moment = int(time.time())
    claims = {
        "iss": ISSUER, "aud": "langnghe", "sub": "p", "kind": "person", "roles": [],
        "iat": moment, "exp": moment + 60,
    }  # fmt: skip
    good = SigningKey(private).sign(claims, "at+jwt")
    assert (await source.caller(f"Bearer {good}")).id == "p"
    for token_type in ("JWT", "logout+jwt", "id+jwt"):
        other = SigningKey(private).sign(claims, token_type)
        with pytest.raises(TokenNotAccepted):
            await source.caller(f"Bearer {other}")


async def test_a_token_is_good_until_its_time():
    header = bearer("p-1")["Authorization"]
    with at(now().replace(year=now().year + 1)), pytest.raises(TokenNotAccepted):
        await verifier().caller(header)


async def test_while_keys_cannot_be_had_it_is_not_the_callers_fault():
    async def away():
        raise FetchFailed("status", 502)

    source = CallerVerifier(KeySource(away), ISSUER)
    assert (await source.caller(None)).is_guest
    with pytest.raises(KeysUnavailable):
        await source.caller(bearer("p-1")["Authorization"])


@pytest.fixture(scope="session")
async def asking():
    """Serve one route per dependency."""
    app = FastAPI()
    add_problem_handlers(app, ISSUER)
    app.state.callers = verifier()

    @app.get("/anybody")
    async def show_anybody(caller: AnyCaller) -> str:
        return caller.id

    @app.get("/signed-in")
    async def show_signed_in(caller: SignedIn) -> str:
        return caller.id

    @app.get("/officers")
    async def show_officers(caller: Officer) -> str:
        return caller.id

    @app.get("/proven")
    async def show_proven(caller: ProvenPerson) -> str:
        return caller.id

    @app.get("/approvers")
    async def show_approvers(caller: Approver) -> str:
        return caller.id

    @app.get("/readers")
    async def show_readers(caller: Reader) -> str:
        return caller.id

    async with serving(app) as url, aiohttp.ClientSession(url) as http:

        async def ask(path, headers=None):
            async with http.get(path, headers=headers) as response:
                return response.status, await response.json(), response.headers

        yield ask


def headers_of(who: str) -> dict[str, str]:
    """Return the header of one of these callers, made now: a token is good for five minutes."""
    made = {
        "client": lambda: bearer("client:qa", kind="client", scope="directory:read"),
        "other client": lambda: bearer(
            "client:x", kind="client", scope="other", roles=[{"role": "officer"}]
        ),
        "citizen": lambda: bearer("p-1"),
        "head": lambda: bearer("p-2", ("head", "x")),
        "unproven head": lambda: bearer("p-2", ("head", "x"), loa=1),
        "nonsense": lambda: {"Authorization": "x"},
        "guest": dict,
    }
    return made[who]()


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/anybody", "guest", 200), ("/anybody", "citizen", 200), ("/anybody", "nonsense", 401),
        ("/signed-in", "guest", 401), ("/signed-in", "citizen", 200), ("/signed-in", "client", 200),
        ("/officers", "guest", 401), ("/officers", "citizen", 403), ("/officers", "head", 200),
        ("/officers", "client", 403), ("/officers", "other client", 403),
        ("/readers", "guest", 401), ("/readers", "head", 403), ("/readers", "client", 200),
        ("/readers", "other client", 403),
    ],
)  # fmt: skip
async def test_routes_let_in_whom_they_name(asking, path, who, status):
    answer = await asking(path, headers_of(who))
    assert answer[0] == status
    if status == 401:
        assert answer[2]["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("path", "who", "status", "slug"),
    [
        ("/proven", "head", 200, ""), ("/proven", "unproven head", 403, "step-up-required"),
        ("/proven", "client", 403, "forbidden"), ("/proven", "guest", 401, "unauthenticated"),
        ("/approvers", "head", 200, ""), ("/approvers", "citizen", 403, "forbidden"),
        ("/approvers", "unproven head", 403, "step-up-required"),
    ],
)  # fmt: skip
async def test_some_routes_need_a_sign_in_that_proved_who_it_is(asking, path, who, status, slug):
    answer = await asking(path, headers_of(who))
    assert answer[0] == status
    if slug:
        assert answer[1]["type"].endswith(f"/problems/{slug}")
    if slug == "step-up-required":
        assert answer[1]["level"] == PROVEN


async def test_two_authorization_headers_are_refused(asking):
    headers = [
        ("Authorization", headers_of("citizen")["Authorization"]),
        ("Authorization", headers_of("head")["Authorization"]),
    ]
    assert (await asking("/anybody", headers))[0] == 401
