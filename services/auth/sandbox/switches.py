"""What the sandbox can be told to do wrong, so that clients can be tried against it.

Each switch is one fault of a provider, or of somebody between it and the client. The line of the
security notes it belongs to stands beside it.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

Claims = dict[str, Any]


class Switch(StrEnum):
    """One thing done wrong."""

    DISCOVERY_OTHER_ISSUER = "discovery-other-issuer"  # N62
    KEYS_AWAY = "keys-away"  # N60
    ANSWER_WITHOUT_ISSUER = "answer-without-issuer"  # N22
    ANSWER_OTHER_ISSUER = "answer-other-issuer"  # N22
    ANSWER_CODE_TWICE = "answer-code-twice"  # N24
    ANSWER_OTHER_STATE = "answer-other-state"  # N21
    TOKEN_AWAY = "token-away"  # noqa: S105 - the fault's name
    TOKEN_WITHOUT_ID = "token-without-id"  # noqa: S105 - N19
    TOKEN_UNSIGNED = "token-unsigned"  # noqa: S105 - N10
    TOKEN_STRANGE_KEY = "token-strange-key"  # noqa: S105 - N12
    ID_OTHER_ISSUER = "id-other-issuer"  # N01
    ID_OTHER_AUDIENCE = "id-other-audience"  # N02
    ID_OTHER_PARTY = "id-other-party"  # N05
    ID_OTHER_NONCE = "id-other-nonce"  # N06
    ID_WITHOUT_NONCE = "id-without-nonce"  # N06
    ID_EXPIRED = "id-expired"  # N07
    ID_OLD = "id-old"  # N09
    ID_OTHER_ACCESS_TOKEN = "id-other-access-token"  # noqa: S105 - N18
    ID_OLD_PROOF = "id-old-proof"  # N19
    ID_OTHER_SUBJECT = "id-other-subject"  # N19, N43
    ID_LOWER_LEVEL = "id-lower-level"  # N19
    USERINFO_AWAY = "userinfo-away"
    USERINFO_OTHER_SUBJECT = "userinfo-other-subject"  # N19
    LOGOUT_UNTOLD = "logout-untold"


_Change = Callable[[Claims], Claims]
_ID_FAULTS: dict[Switch, _Change] = {
    Switch.ID_OTHER_ISSUER: lambda claims: {"iss": f"{claims['iss']}/"},
    Switch.ID_OTHER_AUDIENCE: lambda _: {"aud": "another-client"},
    Switch.ID_OTHER_PARTY: lambda claims: {"aud": [claims["aud"], "b"], "azp": "b"},
    Switch.ID_OTHER_NONCE: lambda _: {"nonce": "another-nonce"},
    Switch.ID_WITHOUT_NONCE: lambda _: {"nonce": None},
    Switch.ID_EXPIRED: lambda claims: {"exp": claims["iat"] - 60},
    Switch.ID_OLD: lambda claims: {"iat": claims["iat"] - 700},
    Switch.ID_OTHER_ACCESS_TOKEN: lambda _: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    Switch.ID_OLD_PROOF: lambda claims: {"auth_time": claims["iat"] - 700},
    Switch.ID_OTHER_SUBJECT: lambda _: {"sub": "sandbox-somebody-else"},
    Switch.ID_LOWER_LEVEL: lambda _: {"acr": "loa0"},
}


def spoil(claims: Claims, on: Collection[Switch]) -> Claims:
    """Return the claims of an id_token with the faults that are switched on; None leaves out."""
    changed = dict(claims)
    for switch in on:
        if switch in _ID_FAULTS:
            changed |= _ID_FAULTS[switch](claims)
    return {name: value for name, value in changed.items() if value is not None}
