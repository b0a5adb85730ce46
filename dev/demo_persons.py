"""The persons of the sign-in sandbox, as they are introduced on the terminal."""

from collections.abc import Mapping
from urllib.parse import urlencode

# Person → (page to land on, who it is).
DEMO_PERSONS: Mapping[str, tuple[str, str]] = {
    "citizen1": ("/hoi-dap", "citizen, identity level 2"),
    "citizen2": ("/hoi-dap", "citizen, identity level 1"),
    "org1": ("/hoi-dap", "organisation (business)"),
    "officer1": ("/can-bo", "officer of a department"),
    "officer2": ("/can-bo", "officer of the same department"),
    "officer3": ("/can-bo", "officer of another unit"),
    "head1": ("/can-bo", "head of officer1's department: approves, gets escalations"),
    "coordinator1": ("/can-bo", "coordinator of the province: triage, transfers"),
    "leader1": ("/lanh-dao", "leader: figures, read only"),
    "admin1": ("/quan-tri", "administrator: units, people, portals, policies"),
    "locked1": ("/", "a locked account: signing in is refused"),
    "deny": ("/", "refuses consent at the identity provider"),
}


def sign_in_link(public_url: str, person: str) -> str:
    """Return the address that signs `person` in without asking and opens their page."""
    page, _ = DEMO_PERSONS[person]
    query = urlencode({"login_hint": person, "next": page}, safe="/")
    return f"{public_url}/auth/login?{query}"
