"""What may be wrong with changing a topic."""

from shared.problems import Conflict, NotFound, StaleVersion


class TopicExists(Conflict):
    """The id or the name is taken."""

    slug, title = "topic-exists", "There is a topic with this id or name already"


class TopicNotFound(NotFound):
    """There is no such topic, or no such change of it."""

    slug, title = "topic-not-found", "There is no such topic"


class TopicChangedMeanwhile(StaleVersion):
    """The topic was changed since it was read."""

    slug, title = "topic-changed-meanwhile", "Somebody else changed this topic meanwhile"
