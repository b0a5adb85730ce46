"""The corpus: tokens that must be refused, by the line of the security notes they belong to.

Each entry is `(name, token, reason)`; `OURS_ONLY` are rules a general JWT library does not have.
"""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.shared.more_bad_tokens import systematic
from tests.support.forging import forge, forge_hmac, public_bytes, public_jwk, segment

NOW = int(time.time())
ISSUER = "https://issuer.example"
AUDIENCE = "client-1"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65_537, 2_048)
STRANGER = ec.generate_private_key(ec.SECP256R1())
JWKS = {"keys": [public_jwk(EC_KEY, "ec-1"), public_jwk(RSA_KEY, "rsa-1")]}
HEADER = {"alg": "ES256", "kid": "ec-1", "typ": "JWT"}
CLAIMS = {"iss": ISSUER, "aud": AUDIENCE, "sub": "person-1", "iat": NOW, "exp": NOW + 300}
GOOD = forge(HEADER, CLAIMS, EC_KEY)
Entry = tuple[str, str, str]


def with_header(**changes: Any) -> str:
    """Return a well signed token whose header differs; None leaves a member out."""
    merged = {name: value for name, value in {**HEADER, **changes}.items() if value is not ...}
    return forge(merged, CLAIMS, EC_KEY)


def with_claims(**changes: Any) -> str:
    """Return a well signed token whose claims differ; `...` leaves one out."""
    merged = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not ...}
    return forge(HEADER, merged, EC_KEY)


def with_raw(member: str) -> str:
    """Return a well signed token with a member as JSON text at the end of its claims."""
    kept = {name: value for name, value in CLAIMS.items() if f'"{name}"' not in member}
    return forge(HEADER, json.dumps(kept)[:-1] + ", " + member + "}", EC_KEY)


def algorithms() -> Iterator[Entry]:
    for number, alg in enumerate(["none", "None", "NONE", "nOnE", "", "es256", "ES256 "]):
        header, claims = segment({**HEADER, "alg": alg}), segment(CLAIMS)
        yield f"N10_alg_{number}", f"{header}.{claims}.{segment('x')}", "algorithm"
    yield "N10_none_unsigned", f"{segment({'alg': 'none'})}.{segment(CLAIMS)}.", "malformed"
    yield "N10_alg_missing", with_header(alg=...), "algorithm"
    yield "N10_alg_list", with_header(alg=["ES256"]), "malformed"
    yield "N10_alg_null", with_header(alg=None), "malformed"
    for name, private, kid in (("ec", EC_KEY, "ec-1"), ("rsa", RSA_KEY, "rsa-1")):
        for form, secret in public_bytes(private).items():
            token = forge_hmac({"alg": "HS256", "kid": kid}, CLAIMS, secret)
            yield f"N11_hs256_{name}_{form}", token, "algorithm"
    yield "N11_hs384", forge_hmac({**HEADER, "alg": "HS384"}, CLAIMS, b"k"), "algorithm"
    for alg in ("ES384", "ES512", "PS256", "RS512", "EdDSA"):
        yield f"N12_{alg}", with_header(alg=alg), "algorithm"
    yield "N60_rs256_with_ec_kid", with_header(alg="RS256"), "algorithm"
    yield "N60_es256_with_rsa_kid", with_header(kid="rsa-1"), "algorithm"


def signatures() -> Iterator[Entry]:
    head, body, signature = GOOD.split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    flipped = bytes([raw[0] ^ 1]) + raw[1:]
    yield "N12_flipped", f"{head}.{body}.{segment(flipped)}", "signature"
    yield "N12_truncated", f"{head}.{body}.{segment(raw[:-1])}", "signature"
    yield "N12_longer", f"{head}.{body}.{segment(raw + b'0')}", "signature"
    yield "N12_zeros", f"{head}.{body}.{segment(bytes(64))}", "signature"
    yield "N12_stranger", forge(HEADER, CLAIMS, STRANGER), "signature"
    der = EC_KEY.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    yield "N12_der", f"{head}.{body}.{segment(der)}", "signature"
    other = segment({**CLAIMS, "sub": "somebody-else"})
    yield "N12_swapped_payload", f"{head}.{other}.{signature}", "signature"
    yield (
        "N12_rsa_stranger",
        f"{segment({'alg': 'RS256', 'kid': 'rsa-1'})}.{body}.{signature}",
        ("signature"),
    )


def headers() -> Iterator[Entry]:
    yield "N13_unknown_kid", with_header(kid="ec-2"), "unknown_kid"
    yield "N13_kid_path", with_header(kid="../../dev/null"), "unknown_kid"
    yield "N13_kid_empty", with_header(kid=""), "unknown_kid"
    yield "N14_kid_missing", with_header(kid=...), "kid_missing"
    yield "N14_kid_null", with_header(kid=None), "malformed"
    yield "N14_kid_number", with_header(kid=1), "malformed"
    theirs = public_jwk(STRANGER, "ec-1")
    for name, value in (
        ("jwk", theirs),
        ("jku", "https://evil.example/jwks"),
        ("x5u", "https://evil.example/cert"),
        ("x5c", ["AAAA"]),
    ):
        yield f"N15_{name}", forge({**HEADER, name: value}, CLAIMS, STRANGER), "signature"
    yield (
        "N15_jwk_own_kid",
        forge({**HEADER, "jwk": theirs, "kid": "x"}, CLAIMS, STRANGER),
        ("unknown_kid"),
    )
    yield "N16_crit_unknown", with_header(crit=["x"], x=1), "crit"
    yield "N16_crit_empty", with_header(crit=[]), "crit"
    yield "N16_b64_false", with_header(crit=["b64"], b64=False), "crit"
    yield "N16_b64_alone", with_header(b64=False), "crit"
    for typ in ("at+jwt", "logout+jwt", "application/jwt", "dpop+jwt"):
        yield f"N17_typ_{typ}", with_header(typ=typ), "token_type"
    yield "N17_typ_list", with_header(typ=["JWT"]), "malformed"
    twice = '{"alg":"none","alg":"ES256","kid":"ec-1"}'
    yield "N19_header_twice", forge(twice, CLAIMS, EC_KEY), "duplicate_keys"
    nested = '{"alg":"ES256","kid":"ec-1","x":' + "[" * 600 + "]" * 600 + "}"
    yield "N19_header_nested", forge(nested, CLAIMS, EC_KEY), "header_too_long"
    yield "N19_header_list", forge(["ES256"], CLAIMS, EC_KEY), "malformed"
    yield (
        "N19_header_utf16",
        forge(json.dumps(HEADER).encode("utf-16"), CLAIMS, EC_KEY),
        "malformed",
    )
    yield "N19_header_nan", forge('{"alg":"ES256","x":NaN}', CLAIMS, EC_KEY), "not_a_number"
    yield "N19_header_empty", f".{segment(CLAIMS)}.{segment('x')}", "malformed"


def shapes() -> Iterator[Entry]:
    head, body, signature = GOOD.split(".")
    yield "N19_5_megabytes", "A" * 5_000_000, "too_long"
    yield "N19_empty", "", "malformed"
    yield "N19_two_parts", f"{head}.{body}", "malformed"
    yield "N19_four_parts", f"{GOOD}.{signature}", "malformed"
    yield "N19_five_parts", f"{GOOD}.{signature}.{signature}", "malformed"
    yield "N19_dots", "." * 100, "malformed"
    yield "N19_no_signature", f"{head}.{body}.", "malformed"
    yield "N19_padding", f"{head}.{body}.{signature}==", "malformed"
    yield "N19_newline", f"{GOOD}\n", "malformed"
    yield "N19_blank", f"{head}. {body}.{signature}", "malformed"
    yield "N19_plus", f"{head}.{body}.+{signature[1:]}", "malformed"
    yield "N19_not_ascii", f"{head}.{body}.é{signature[1:]}", "malformed"
    yield "N19_odd_length", f"A.{body}.{signature}", "malformed"


def parties() -> Iterator[Entry]:
    for number, issuer in enumerate(
        [f"{ISSUER}/", ISSUER.upper(), ISSUER.replace("https", "http"), "", ..., None, [ISSUER],
         f" {ISSUER}", f"{ISSUER}.evil.example"]
    ):  # fmt: skip
        yield f"N01_iss_{number}", with_claims(iss=issuer), "issuer"
    for number, audience in enumerate(
        ["client-2", ..., None, [], {}, 1, [1, AUDIENCE], "CLIENT-1"]
    ):
        yield f"N02_aud_{number}", with_claims(aud=audience), "audience"
    yield "N03_list_without_azp", with_claims(aud=[AUDIENCE, "client-2"]), "azp_missing"
    yield "N05_azp_other", with_claims(azp="client-2"), "azp"
    yield "N05_azp_null", with_claims(azp=None), "azp"
    yield "N05_azp_list", with_claims(aud=[AUDIENCE, "x"], azp=[AUDIENCE]), "azp"
    for number, subject in enumerate([..., None, "", 7, ["a"], "x" * 256, True, {"a": 1}]):
        yield f"N19_sub_{number}", with_claims(sub=subject), "subject"
    yield "N19_sub_surrogate", with_raw('"sub": "\\ud800"'), "malformed"


def times() -> Iterator[Entry]:
    yield "N07_expired", with_claims(exp=NOW - 60), "expired"
    yield "N07_long_expired", with_claims(exp=1), "expired"
    odd = [..., None, str(NOW + 300), [NOW], {}, True, -1, 10**20]
    for claim in ("exp", "iat"):
        for number, value in enumerate(odd):
            yield f"N08_{claim}_{number}", with_claims(**{claim: value}), f"{claim}_malformed"
        for text in ("NaN", "Infinity", "-Infinity"):
            yield f"N08_{claim}_{text}", with_raw(f'"{claim}": {text}'), "not_a_number"
        for text in ("1e999", "-1e999", f"1{'0' * 400}"):
            name = f"N08_{claim}_{text[:6]}"
            yield name, with_raw(f'"{claim}": {text}'), f"{claim}_malformed"
        digits = "9" * 5_000
        yield f"N08_{claim}_digits", with_raw(f'"{claim}": {digits}'), "malformed"
    yield "N09_iat_future", with_claims(iat=NOW + 90), "issued_in_future"
    yield "N09_iat_old", with_claims(iat=NOW - 700), "too_old"
    yield "N09_nbf_future", with_claims(nbf=NOW + 90), "not_yet_valid"
    for number, value in enumerate(odd[1:6]):
        yield f"N09_nbf_{number}", with_claims(nbf=value), "nbf_malformed"


def payloads() -> Iterator[Entry]:
    for name in ("iss", "aud", "exp", "sub"):
        twice = json.dumps(CLAIMS)[:-1] + f', "{name}": {json.dumps(CLAIMS[name])}' + "}"
        yield f"N19_twice_{name}", forge(HEADER, twice, EC_KEY), "duplicate_keys"
    inner = json.dumps(CLAIMS)[:-1] + ', "x": {"a": 1, "a": 2}}'
    yield "N19_twice_inside", forge(HEADER, inner, EC_KEY), "duplicate_keys"
    for number, payload in enumerate(["[]", '"x"', "1", "null", "{", "", "{}x", b"\xff\xfe{}"]):
        if payload:
            yield f"N19_payload_{number}", forge(HEADER, payload, EC_KEY), "malformed"
    yield "N19_payload_nested", forge(HEADER, "[" * 11_000, EC_KEY), "malformed"
    utf16 = json.dumps(CLAIMS).encode("utf-16-le")
    yield "N19_payload_utf16", forge(HEADER, utf16, EC_KEY), "malformed"


CORPUS = [
    *algorithms(), *signatures(), *headers(), *shapes(), *parties(), *times(), *payloads(),
    *systematic(GOOD, HEADER, CLAIMS, EC_KEY),
]  # fmt: skip

# A general library has no opinion on these: they are rules of OpenID Connect or our own.
OURS_ONLY = (
    "N03", "N05", "N09_iat_old", "N14", "N15_jwk_own_kid", "N16_b64_alone", "N17",
    "N19_header_twice",
    "N19_header_nested", "N19_header_utf16", "N19_header_nan", "N19_twice", "N19_payload_utf16",
    "N19_sub", "N19_5_mega", "N16_crit_empty", "N08_iat", "N08_exp_7", "N08_exp_100000",
)  # fmt: skip
