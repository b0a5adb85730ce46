"""Reading an authorization request (OpenID Connect Core 3.1.2, PKCE) and refusing what is wrong.

Before the client and its address are known to be right nothing is sent anywhere.
"""

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.auth.sandbox.settings import SandboxSettings

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 2_000


class UnsafeRequest(Exception):
    """The client or its address is wrong: only an error page may be shown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AuthorizationRefused(Exception):
    """The client is told, at its own address."""

    def __init__(self, request: "AuthorizationRequest", error: str, description: str) -> None:
        super().__init__(error)
        self.request = request
        self.error = error
        self.description = description


class AuthorizationRequest(BaseModel):
    """A request whose client and address are right."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    client_id: str
    redirect_uri: str
    response_type: str = ""
    scope: str = ""
    state: str | None = None
    nonce: str | None = None
    code_challenge: str = ""
    code_challenge_method: str = ""
    prompt: str = ""
    max_age: str | None = None
    login_hint: str = ""
    acr_values: str = ""

    def parameters(self) -> dict[str, str]:
        """Return it as parameters again, for the page's form; the hint is what the form asks."""
        return self.model_dump(exclude={"login_hint"}, exclude_none=True)


def read_request(
    settings: SandboxSettings, given: Sequence[tuple[str, str]]
) -> AuthorizationRequest:
    """Return a checked request; raises `UnsafeRequest` or `AuthorizationRefused`."""
    names = [name for name, _ in given]
    values = dict(given)
    if any(len(value) > _LONGEST for value in values.values()):
        raise UnsafeRequest("too_long")
    client = settings.clients.get(values.get("client_id", ""))
    if client is None or names.count("client_id") != 1:
        raise UnsafeRequest("client_id")
    if names.count("redirect_uri") != 1 or values["redirect_uri"] not in client.redirect_uris:
        raise UnsafeRequest("redirect_uri")
    request = AuthorizationRequest.model_validate(values)
    if error := _fault(request, names):
        raise AuthorizationRefused(request, *error)
    return request


def _fault(request: AuthorizationRequest, names: list[str]) -> tuple[str, str] | None:
    is_challenge = _CHALLENGE.fullmatch(request.code_challenge) is not None
    prompts = request.prompt.split()
    faults = {
        ("invalid_request", "a parameter came twice"): len(names) != len(set(names)),
        ("request_not_supported", "no request objects"): {"request", "request_uri"} & set(names),
        ("unsupported_response_type", "only code"): request.response_type != "code",
        ("invalid_scope", "openid is missing"): "openid" not in request.scope.split(),
        ("invalid_request", "PKCE with S256 is required"): (
            request.code_challenge_method != "S256" or not is_challenge
        ),
        ("invalid_request", "max_age"): not (request.max_age or "0").isdecimal(),
        ("invalid_request", "prompt"): "none" in prompts and len(prompts) > 1,
    }
    return next((fault for fault, is_there in faults.items() if is_there), None)
