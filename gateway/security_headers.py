"""The headers that make browsers careful with our answers, wherever a part set none of its own.

No page needs inline script or style, a frame or another host, so the content security policy has
no exception; pages made for a portal's frame name its origins as those who may show them. A form
may lead to the sign-in provider, since browsers check redirects too.
"""

import re
from collections.abc import Iterable

from gateway.settings import GatewaySettings

_ORIGIN = re.compile(r"https?://[a-z0-9.:\[\]-]+")
_POWERFUL = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get",
    "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip


def security_headers(settings: GatewaySettings) -> dict[str, str]:
    """Return the headers for a deployment with these settings."""
    form_targets = " ".join(["'self'", *settings.provider_origins])
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"form-action {form_targets}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _POWERFUL),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def framed_headers(settings: GatewaySettings, origins: Iterable[str]) -> dict[str, str]:
    """Return the headers of a page that these origins, and nobody else, may show in a frame."""
    policy = security_headers(settings)["Content-Security-Policy"]
    allowed = " ".join(origin for origin in origins if _ORIGIN.fullmatch(origin)) or "'none'"
    framed = policy.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")
    return {"Content-Security-Policy": framed}


def security_header_list(settings: GatewaySettings) -> list[tuple[bytes, bytes]]:
    """Return them as the server writes them."""
    found = security_headers(settings).items()
    return [(name.lower().encode(), value.encode()) for name, value in found]
