"""An SMTP server for development that delivers nothing: each message becomes an `.eml` file.

Like a real relay it takes the same message for the same recipients only once, so that a repeated
send after a crash does not look like a second mail. While its folder has a file `.refusing` it
takes nothing, as a relay with a full queue. Start: `python -m dev.mail_sink --port 8025
--folder .data/mail`.
"""

import argparse
import asyncio
import hashlib
import os
import signal
import sys
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.settings import LOOPBACK

LARGEST_MESSAGE_BYTES = 20_000_000
REFUSING = ".refusing"


class MailFolder:
    """Keeps messages as files named by time of arrival and a hash of what identifies them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._known = {path.stem.rsplit("-", 1)[-1] for path in folder.glob("*.eml")}

    def keep(self, content: bytes, sender: str, recipients: list[str]) -> bool:
        """Store a message; False when it was already here."""
        identity = _identity(content, recipients)
        if identity in self._known:
            return False
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{identity}"
        temporary = self._folder / f".{name}.part"
        temporary.write_bytes(envelope.encode() + content)
        temporary.replace(self._folder / f"{name}.eml")
        self._known.add(identity)
        return True

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Answer SMTP's DATA command."""
        if (self._folder / REFUSING).exists():
            return "451 4.3.2 Come back later"
        content = envelope.original_content or b""
        if self.keep(content, envelope.mail_from or "", list(envelope.rcpt_tos)):
            return "250 Message kept"
        return "250 Message was kept before"


def _identity(content: bytes, recipients: list[str]) -> str:
    """Hash what makes a message the same: its Message-ID, or all of it, and its recipients."""
    message_id = BytesHeaderParser().parsebytes(content).get("Message-ID")
    told = str(message_id).strip().encode() if message_id else content
    return hashlib.sha256(told + "\n".join(sorted(recipients)).encode()).hexdigest()[:20]


async def serve(port: int, folder: Path) -> None:
    """Take mail until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    handler = MailFolder(folder)

    def session() -> SMTP:
        return SMTP(
            handler,
            data_size_limit=LARGEST_MESSAGE_BYTES,
            enable_SMTPUTF8=True,
            hostname="localhost",
            loop=loop,
        )

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(session, LOOPBACK, port)
    sys.stdout.write(f"keeping mail for {LOOPBACK}:{port} in {folder} (process {os.getpid()})\n")
    await stop.wait()
    server.close()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m dev.mail_sink", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.folder))


if __name__ == "__main__":
    main()
