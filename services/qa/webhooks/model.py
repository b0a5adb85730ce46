"""What may be refused about webhooks, and how a call is signed. No I/O."""

import hashlib
import hmac
from datetime import datetime

from shared.problems import NotFound


class WebhookNotFound(NotFound):
    """There is no such webhook."""

    slug, title = "webhook-not-found", "There is no such webhook"


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return the header that proves who sent a body and when: `t=<seconds>,v1=<hex>`."""
    seconds = str(int(at.timestamp()))
    signed = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"
