"""What may be wrong with work on a comment. No I/O."""

from shared.problems import Conflict, NotFound, StaleVersion


class CommentNotFound(NotFound):
    """There is no such comment, or the caller may not see it."""

    slug, title = "comment-not-found", "There is no such comment"


class CommentChanged(StaleVersion):
    """Somebody else sorted the comment since it was read."""

    slug, title = "comment-changed", "Somebody else changed this comment meanwhile"


class CommentAskedAlready(Conflict):
    """A question was made of the comment, or is being made."""

    slug, title = "comment-asked-already", "A question was made of this comment already"
