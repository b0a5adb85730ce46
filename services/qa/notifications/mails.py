"""Handing mails to the relay over SMTP: one connection for a batch, errors by what they mean."""

from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Self
from urllib.parse import urlsplit

import aiosmtplib

from services.qa.notifications.texts import Language
from services.qa.settings import QaSettings
from shared.clock import now

_FINAL = range(500, 600)
_CONNECT_SECONDS = 5


class RelayDown(Exception):
    """The relay does not answer; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailNotSent(Exception):
    """One mail was not taken; `reason` is a short code without an address.

    `is_final`: it never will be, as it is.
    """

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


def compose(
    settings: QaSettings, row_id: str, to: str, language: Language, text: tuple[str, str]
) -> EmailMessage:
    """Return a mail of subject and body; its Message-ID is always the delivery's."""
    subject, body = text
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{row_id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = language
    return message


class Relay:
    """A connection to the relay, opened at the first mail and again after it broke."""

    def __init__(self, settings: QaSettings) -> None:
        security = settings.smtp_security
        start_tls = {"none": False, "tls": False, "starttls": True, "opportunistic": None}[security]
        self._client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=security == "tls",
            start_tls=start_tls,
            timeout=settings.smtp_timeout_seconds,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        self._client.close()

    async def connect(self) -> None:
        """Make sure that the relay listens; raises `RelayDown`."""
        try:
            if not self._client.is_connected:
                await self._client.connect(timeout=_CONNECT_SECONDS)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise RelayDown(type(error).__name__) from error

    async def send(self, message: EmailMessage) -> None:
        """Hand one mail over; raises `MailNotSent`."""
        try:
            await self._client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise _not_taken("SMTPRecipientsRefused", codes) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _not_taken(type(error).__name__, [error.code]) from error
        except (aiosmtplib.SMTPNotSupported, ValueError) as error:
            raise MailNotSent(type(error).__name__, is_final=True) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._client.close()
            raise MailNotSent(type(error).__name__, is_final=False) from error


def _not_taken(name: str, codes: list[int]) -> MailNotSent:
    is_final = bool(codes) and all(code in _FINAL for code in codes)
    return MailNotSent(f"{name}_{codes[0] if codes else 0}", is_final=is_final)
