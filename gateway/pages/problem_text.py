"""What the page of one kind of problem says."""

from dataclasses import dataclass
from urllib.parse import urlencode

from shared.identity import PROVEN

_LOGIN = "/auth/login"


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in words for people: `action` is what helps.

    It is one of `home`, `again`, `sign_in`, `step_up` (signing in at the level that proves it).
    """

    status: int
    title: str
    text: str
    action: str = "home"

    @property
    def leads_to_login(self) -> bool:
        """Whether signing in helps."""
        return self.action in {"sign_in", "step_up"}

    def login_href(self, onward: str) -> str:
        """Return where to sign in so that it helps, and then to go on."""
        return login_href(onward, PROVEN if self.action == "step_up" else None)


def login_href(onward: str, level: int | None = None) -> str:
    """Return the address of signing in, at a level if one is needed; afterwards to `onward`."""
    asked = {"next": onward} | ({"level": str(level)} if level else {})
    return f"{_LOGIN}?{urlencode(asked)}"
