"""What may be refused about a file."""

from shared.problems import Conflict, Forbidden, Gone, NotFound, Problem


class AttachmentNotFound(NotFound):
    """The question has no such file, or this caller may not see it."""

    slug, title = "attachment-not-found", "This question has no such file that you may see"


class FileRefused(Problem):
    """What the file holds is not taken; `reason` is the key of why (`checks.Reason`)."""

    status, slug, title = 415, "file-refused", "This file is not accepted"


class TooManyAttachments(Conflict):
    """The question has as many files from this side as it may; `limit` says how many."""

    slug, title = "too-many-attachments", "This question has as many files as it may have"


class AttachmentsClosed(Conflict):
    """The question takes no files any more."""

    slug, title = "attachments-closed", "This question takes no more files"


class AttachmentNotReady(Conflict):
    """The file is still being scanned."""

    slug, title = "attachment-not-ready", "This file is still being checked"


class AttachmentHarmful(Gone):
    """The scanner found harm in the file; it was deleted."""

    slug, title = "attachment-harmful", "This file was found harmful and deleted"


class AttachmentStaysPrivate(Forbidden):
    """A file of the sender is never shown to everybody."""

    slug, title = "attachment-stays-private", "A file of the sender is not shown to everybody"


class AttachmentNotYours(Forbidden):
    """Only the side that sent a file may take it back."""

    slug, title = "attachment-not-yours", "Only who sent a file may take it back"


class AttachmentKept(Conflict):
    """The question is answered: its files stay."""

    slug, title = "attachment-kept", "The question is answered: its files stay"
