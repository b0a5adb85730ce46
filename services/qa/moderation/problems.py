"""What may be refused about the coordinator's list."""

from shared.problems import Conflict, NotFound


class ModerationNotFound(NotFound):
    """There is no such matter."""

    slug, title = "moderation-not-found", "There is no such matter to look at"


class ModerationSettled(Conflict):
    """Somebody has settled it meanwhile, or the question moved on."""

    slug, title = "moderation-settled", "This matter is settled already"
