"""How often terms occur, as stored."""

from shared.documents import Document


class FrequencyDocument(Document):
    """In about how many published questions a term occurs; they are never taken off again.

    The row `TOTAL` counts the questions themselves and says until which mark they were counted.
    """

    id: str  # type: ignore[assignment]
    n: int = 0
    counted_until: str | None = None

    class Settings:
        """Storage."""

        name = "search_frequencies"
        keep_nulls = False


TOTAL = "*"
