"""A sign-in under way, and the ways it can end without a session.

The code of a refusal is what the page `/dang-nhap/loi?ma=<code>` explains; its reason is finer and
goes to the audit log only.

    access_denied     the person refused at the provider
    provider_error    the provider refused for another reason
    expired           no such sign-in is under way: too old, used already, or the cookie is gone
    other_browser     it was begun in another browser
    not_verified      the provider's answer did not pass the checks
    level_too_low     the account's assurance level is below the one asked for
    account_locked    the person is known here and locked

When the provider or a store is away there is no refusal but a 503, and the address stays.
"""

import hashlib
import hmac
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.auth.sessions.renewals import Renewal
from services.auth.signins.claim_profiles import Holder
from shared.ids import new_secret
from shared.problems import Forbidden, Unavailable

SIGN_IN_SECONDS = 600
FRESH_SECONDS = 600
"""How recently the person must have proved who they are when a level is asked for."""


class RefusalCode(StrEnum):
    """What the page about a refused sign-in tells the person."""

    ACCESS_DENIED = "access_denied"
    PROVIDER_ERROR = "provider_error"
    EXPIRED = "expired"
    OTHER_BROWSER = "other_browser"
    NOT_VERIFIED = "not_verified"
    LEVEL_TOO_LOW = "level_too_low"
    ACCOUNT_LOCKED = "account_locked"


class SignInRefused(Forbidden):
    """Nobody was signed in; `code` says why in public, `reason` in the audit log."""

    slug, title = "sign-in-refused", "The sign-in was refused"

    def __init__(self, code: RefusalCode, reason: str = "", *, person: str | None = None) -> None:
        super().__init__(code=code.value)
        self.code = code
        self.reason = reason or code.value
        self.person = person
        self.next = "/"


class CodeRefused(SignInRefused):
    """The provider did not accept the code, or answered it with something else than tokens."""

    def __init__(self, reason: str) -> None:
        super().__init__(RefusalCode.NOT_VERIFIED, reason)


class ProviderUnavailable(Unavailable):
    """The provider does not answer, or not as discovery promised."""

    slug, title = "sign-in-unavailable", "Signing in is not possible at the moment"


class SignIn(BaseModel):
    """A sign-in under way: kept for ten minutes, taken out exactly once."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    nonce: str
    verifier: str
    browser_hash: str
    """Of the secret in the browser's own cookie: the callback must come from the same browser."""
    next: str
    level: int | None
    begun_at: datetime

    def is_from(self, browser_secret: str | None) -> bool:
        """Say whether this browser began it."""
        return browser_secret is not None and hmac.compare_digest(
            self.browser_hash, hash_secret(browser_secret)
        )


class Identity(BaseModel):
    """Who the provider says has signed in: the account is (issuer, subject), nothing else."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    subject: str
    loa: int
    provider_session: str | None
    holder: Holder
    renewal: Renewal | None = None
    """To ask the provider again later, where it allows that."""


def begin_sign_in(
    *, issuer: str, browser_secret: str, next_address: str, level: int | None, moment: datetime
) -> SignIn:
    """Return a new sign-in with fresh secrets."""
    return SignIn(
        issuer=issuer,
        nonce=new_secret(32),
        verifier=new_secret(48),
        browser_hash=hash_secret(browser_secret),
        next=next_address,
        level=level,
        begun_at=moment,
    )


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret the browser holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
