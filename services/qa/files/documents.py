"""Pieces of files as stored."""

from shared.documents import Document


class PieceDocument(Document):
    """A piece of a file, sealed; its id is the file's and a running number."""

    id: str  # type: ignore[assignment]
    sealed: bytes

    class Settings:
        """Storage."""

        name = "file_pieces"
