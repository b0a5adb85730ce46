"""What may be wrong with asking for a copy of one's data."""

from shared.problems import NotFound


class CopyNotReady(NotFound):
    """There is no copy of the data: not yet, or no more."""

    slug, title = "copy-not-ready", "There is no copy of the data to be had"
