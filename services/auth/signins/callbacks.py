"""Reading the address a provider sent the browser back to: each parameter once, or refused."""

from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict

_LONGEST_QUERY = 8_192
_SINGLE = ("state", "code", "iss", "error")


class Callback(BaseModel):
    """The parameters of a callback; `is_malformed` when one came twice or they contradict."""

    model_config = ConfigDict(frozen=True)

    state: str = ""
    code: str = ""
    iss: str | None = None
    error: str = ""
    is_malformed: bool = False


def read_callback(query: bytes) -> Callback:
    """Return what the query says. A `+` stays a `+`: codes may hold one, never a blank."""
    if len(query) > _LONGEST_QUERY:
        return Callback(is_malformed=True)
    found: dict[str, list[str]] = {}
    for part in query.decode("latin-1").split("&"):
        name, _, value = part.partition("=")
        found.setdefault(unquote(name), []).append(unquote(value))
    single = {name: found[name][0] for name in _SINGLE if name in found}
    twice = any(len(found.get(name, [])) > 1 for name in _SINGLE)
    has_one_outcome = ("code" in single) != ("error" in single)
    return Callback(**single, is_malformed=twice or not has_one_outcome)
