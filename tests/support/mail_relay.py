"""A real SMTP server inside the test's loop that keeps what it takes and refuses when told to."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.ports import free_ports


class MailRelay:
    """What arrived, and how to answer: `replies` are given in turn before mails are taken.

    `delay` is how long it takes over a mail; a sender that goes away meanwhile has sent nothing.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.replies: list[str] = []
        self.delay = 0.0
        self.receiving = 0
        self._server: asyncio.Server | None = None

    def start_anew(self) -> None:
        """Forget mails and moods."""
        self.messages.clear()
        self.recipients.clear()
        self.replies.clear()
        self.delay = 0.0
        self.receiving = 0

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Answer SMTP's DATA command."""
        if self.replies:
            return self.replies.pop(0)
        self.receiving += 1
        await asyncio.sleep(self.delay)
        content = envelope.original_content or b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to an address."""
        return [
            message
            for message, recipients in zip(self.messages, self.recipients, strict=True)
            if address in recipients
        ]

    async def open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()

        def session() -> SMTP:
            return SMTP(self, enable_SMTPUTF8=True, hostname="localhost", loop=loop)

        self._server = await loop.create_server(session, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None


@asynccontextmanager
async def running_relay() -> AsyncIterator[MailRelay]:
    """Yield a server on a free port."""
    relay = MailRelay(free_ports(1)[0])
    await relay.open()
    try:
        yield relay
    finally:
        await relay.close()
