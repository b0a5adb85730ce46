"""Every numbered line of the security notes has a test that carries its number in its name.

`test_n05_azp_not_us` is a test of line N05. The lines themselves stand here, in a word or two.
"""

import re

from tests.architecture.test_files import ROOT

LINES = {
    1: "iss", 2: "aud", 3: "aud list without azp", 5: "azp", 6: "nonce", 7: "expired",
    8: "odd times", 9: "iat, nbf", 10: "alg none", 11: "HS256 with our key", 12: "signature",
    13: "unknown kid", 14: "kid missing", 15: "keys in the header", 16: "crit, b64",
    17: "another type of token", 18: "at_hash", 19: "sub, acr, auth_time, size, shape",
    20: "another browser", 21: "state", 22: "iss parameter", 23: "issuers mixed up",
    24: "contradicting parameters", 25: "error answers", 26: "the same callback twice",
    27: "next", 28: "plus in a code", 30: "redirect_uri", 31: "PKCE", 32: "code reuse",
    33: "another's code", 34: "client secret", 35: "other grants", 36: "prompt=none",
    37: "logout parameters", 38: "key rotation", 40: "refresh reuse", 41: "parallel refresh",
    42: "idle and absolute", 43: "refreshed id_token", 44: "new session id", 45: "after logout",
    46: "locked", 47: "CSRF", 48: "CORS", 49: "cookie flags", 50: "audience, kind, role",
    51: "spoofed headers", 52: "without the gateway", 53: "lowered role", 60: "hostile JWKS",
    61: "random kids", 62: "discovery", 63: "bad logout token", 64: "good logout token",
    65: "clocks", 66: "SSRF", 67: "stores away", 68: "limits", 69: "production refuses",
}  # fmt: skip
_TEST = re.compile(r"^\s*(?:async )?def test_n(\d\d)_\w+\(", re.MULTILINE)


def test_every_line_has_its_test() -> None:
    files = list((ROOT / "tests").rglob("test_*.py"))
    named = {int(number) for file in files for number in _TEST.findall(file.read_text("utf-8"))}
    assert {f"N{line:02} {what}" for line, what in LINES.items() if line not in named} == set()
    assert named <= LINES.keys()
