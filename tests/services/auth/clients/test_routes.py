"""Machine clients: tokens for the right secret, scopes they have, nothing else."""

import aiohttp
import pytest

from tests.services.auth.settings import SERVICE_SECRETS

PATH = "/api/auth/v1/token"
GRANT = {"grant_type": "client_credentials"}


def basic(name: str) -> aiohttp.BasicAuth:
    return aiohttp.BasicAuth(name, SERVICE_SECRETS[name])


@pytest.mark.parametrize(
    ("name", "scope"),
    [("qa", "comments:read directory:read"), ("survey", "directory:read figures:read")],
)
async def test_a_service_gets_a_token_for_what_it_reads_of_others(stage, browser, name, scope):
    answer = await browser.post(PATH, data=GRANT, auth=basic(name))
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["token_type"], answer.json["scope"]) == ("Bearer", scope)
    caller = await stage.app.state.callers.caller(f"Bearer {answer.json['access_token']}")
    assert (caller.id, caller.kind, caller.roles) == (f"client:{name}", "client", ())


@pytest.mark.parametrize(
    "auth",
    [
        None,
        aiohttp.BasicAuth("qa", "wrong"),
        aiohttp.BasicAuth("qa", ""),
        aiohttp.BasicAuth("qa", SERVICE_SECRETS["survey"]),
        aiohttp.BasicAuth("unknown", SERVICE_SECRETS["qa"]),
        aiohttp.BasicAuth("", ""),
        aiohttp.BasicAuth("QA", SERVICE_SECRETS["qa"]),
    ],
)
async def test_n34_wrong_credentials_are_refused(browser, auth):
    answer = await browser.post(PATH, data=GRANT, auth=auth)
    assert (answer.status, answer.slug) == (401, "client-not-accepted")
    assert answer.json["error"] == "invalid_client"
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!", "Basic /////w==", "Bearer x", "Basic cWE="]
)
async def test_malformed_credentials_are_refused(browser, header):
    answer = await browser.post(PATH, data=GRANT, headers={"Authorization": header})
    assert answer.status == 401


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "sessions:exchange"}, "invalid_scope"),
        ({**GRANT, "scope": "directory:read admin"}, "invalid_scope"),
    ],
)
async def test_n35_other_grants_and_scopes_are_not_offered(browser, data, error):
    answer = await browser.post(PATH, data=data, auth=basic("qa"))
    assert (answer.status, answer.json["error"]) == (422, error)
    assert (await browser.post(PATH, data={}, auth=basic("qa"))).status == 422


async def test_n50_a_clients_token_is_not_a_persons(stage, browser):
    headers = await stage.machine_bearer("qa")
    for path in ("/api/auth/v1/me", "/api/auth/v1/people", "/api/auth/v1/sessions"):
        assert (await browser.get(path, headers=headers)).status == 403
