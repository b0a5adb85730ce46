"""Reads the mail that the development sink received."""

import asyncio
import email
import email.policy
import time
from email.message import EmailMessage
from pathlib import Path


class Mailbox:
    """The sink's folder of `.eml` files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def about(self, text: str, to: str | None = None) -> list[EmailMessage]:
        """Return the messages that hold `text`, maybe only those to one address."""
        found = []
        for path in sorted(self._folder.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            content = f"{message['Subject']}\n{body.get_content() if body else ''}"
            if text in content and (to is None or to in str(message["To"])):
                found.append(message)
        return found

    async def wait_about(
        self, text: str, to: str | None = None, count: int = 1, seconds: float = 45
    ) -> list[EmailMessage]:
        """Return at least `count` such messages as soon as they are there; fails after a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if len(found := self.about(text, to)) >= count:
                return found
            await asyncio.sleep(0.1)
        raise AssertionError(f"no mail about {text!r} to {to} within {seconds} s")
