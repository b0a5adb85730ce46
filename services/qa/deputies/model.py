"""What may be refused about deputies."""

from shared.problems import Forbidden, NotFound


class NotYoursToAppoint(Forbidden):
    """A deputy is appointed by the absent person or by the head of their unit."""

    slug, title = "not-yours-to-appoint", "Only the person or their head appoints a deputy"


class DeputyNotFound(NotFound):
    """There is no such appointment that this caller may end."""

    slug, title = "deputy-not-found", "There is no such deputy that you may end"
