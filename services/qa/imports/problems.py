"""What may be refused about an import."""

from shared.problems import NotFound


class ImportNotFound(NotFound):
    """There is no such import."""

    slug, title = "import-not-found", "There is no such import"


class FileUnreadable(Exception):
    """The file as a whole cannot be imported; `code` is a key of `messages.FAILURES`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
