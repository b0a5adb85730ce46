"""The corpus' systematic part: one fault at a time, at every place it can be."""

import json
from collections.abc import Iterator

from tests.support.forging import forge, segment

Entry = tuple[str, str, str]
_FOREIGN = {"padding": "=", "plus": "+", "slash": "/", "blank": " ", "tab": "\t", "null": "\0"}
_ISSUERS = (
    "https://issuer.example.", "https://issuer.example:443", "https://issuer.example?x",
    "https://issuer.example#x", "https://user@issuer.example", "https://issuer.example/a",
    "https://www.issuer.example", "https://issuer.exаmple", "https://issuer．example",
    "https://issuer.example\u200b", "https:issuer.example", "//issuer.example", "issuer.example",
    "https://Issuer.example", "https://issuer%2eexample", "https://issuer.example\n", "*", "null",
)  # fmt: skip
_AUDIENCES = ("client-1 ", " client-1", "client-1/", "CLIENT-1", "client-1,client-2", "client-١",
              "*", "client", "client-11", "")  # fmt: skip


def systematic(good: str, header: dict, claims: dict, key) -> Iterator[Entry]:
    """Yield every fault of a good token."""
    yield from damaged(good)
    yield from unsigned(good, header, claims)
    yield from untrue(header, claims, key)


def damaged(good: str) -> Iterator[Entry]:
    """Yield what an unlucky copy makes of it: other characters, cuts, foreign characters."""
    head, body, signature = good.split(".")
    for place in range(0, len(signature), 2):
        other = "A" if signature[place] != "A" else "B"
        broken = signature[:place] + other + signature[place + 1 :]
        yield f"N12_place_{place}", f"{head}.{body}.{broken}", "signature"
    for length in range(1, len(signature) - 1, 7):
        yield f"N12_cut_{length}", f"{head}.{body}.{signature[:length]}", "signature"
    for name, character in _FOREIGN.items():
        for number, part in enumerate((head, body, signature)):
            parts = [head, body, signature]
            parts[number] = part[:5] + character + part[5:]
            yield f"N19_{name}_{number}", ".".join(parts), "malformed"


def unsigned(good: str, header: dict, claims: dict) -> Iterator[Entry]:
    """Yield what its signature does not cover: claims and header changed afterwards."""
    head, body, signature = good.split(".")
    for claim, value in claims.items():
        changed = segment({**claims, claim: [value]})
        yield f"N12_unsigned_{claim}", f"{head}.{changed}.{signature}", "signature"
        without = segment({name: told for name, told in claims.items() if name != claim})
        yield f"N12_without_{claim}", f"{head}.{without}.{signature}", "signature"
    for name, value in header.items():
        changed = segment({**header, name: [value]})
        yield f"N12_header_{name}", f"{changed}.{body}.{signature}", "malformed"


def untrue(header: dict, claims: dict, key) -> Iterator[Entry]:
    """Yield well signed ones: issuers and audiences that look like ours, moments long gone."""
    for number, issuer in enumerate(_ISSUERS):
        yield f"N01_like_{number}", forge(header, {**claims, "iss": issuer}, key), "issuer"
    for number, audience in enumerate(_AUDIENCES):
        yield f"N02_like_{number}", forge(header, {**claims, "aud": audience}, key), "audience"
    for seconds in (31, 60, 3_600, 86_400, 10**7, 10**9):
        expired = {**claims, "exp": claims["iat"] - seconds}
        yield f"N07_since_{seconds}", forge(header, expired, key), "expired"
    text = json.dumps(claims)
    for length in range(1, len(text), 12):
        yield f"N19_payload_cut_{length}", forge(header, text[:length], key), "malformed"
