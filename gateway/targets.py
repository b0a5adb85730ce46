"""Which part of the address space each service answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the address space and the service behind it."""

    prefix: str
    service: str
    passes_cookies: bool = False


TARGETS = (
    Target("/api/qa", "qa"),
    Target("/api/survey", "survey"),
    Target("/api/auth", "auth"),
    Target("/api/open-data", "survey"),
    Target("/auth", "auth", passes_cookies=True),
    Target("/.well-known", "auth"),
)
# Where machine clients show their own secret to get a token.
TOKEN_PATH = "/api/auth/v1/token"  # noqa: S105 - an address


def find_target(path: str) -> Target | None:
    """Return whose address this is, None for our own."""
    for target in TARGETS:
        if path.startswith(target.prefix) and path[len(target.prefix) :][:1] == "/":
            return target
    return None
