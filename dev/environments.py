"""Hands each process the variables it needs and no other's secrets."""

from collections.abc import Mapping

from dev.settings import LOOPBACK, DevelopmentSettings, port_setting

# Of the person's own environment: what programs need to run at all, and tracing.
PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SSL_CERT_FILE", "CI")
PASSED_ON_PREFIXES = ("LC_", "OTEL_")

OIDC_CLIENT_ID = "langnghe"


class Environments:
    """Builds environments from the person's settings and this copy's secrets."""

    def __init__(self, settings: DevelopmentSettings, secrets: Mapping[str, str]) -> None:
        self._settings = settings
        ports = {port_setting(name) for name in settings.ports}
        given = {name: value for name, value in settings.given.items() if name not in ports}
        self._known = {**_addresses(settings), **secrets, **given}

    def base(self) -> dict[str, str]:
        """Return what every process of ours gets: no secret, no address of a store."""
        known = self._known
        passed = {
            name: value
            for name, value in known.items()
            if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
        }
        shared = ("ENVIRONMENT", "LOG_LEVEL", "PUBLIC_URL", "AUTH_URL", "QA_URL", "SURVEY_URL")
        return {**passed, "PYTHONUNBUFFERED": "1", **{name: known[name] for name in shared}}

    def of(self, *prefixes: str, extra: tuple[str, ...] = ()) -> dict[str, str]:
        """Return `base`, every setting that begins with one of `prefixes`, and those in `extra`."""
        starts = tuple(f"{prefix}_" for prefix in prefixes)
        chosen = {
            name: value
            for name, value in self._known.items()
            if (starts and name.startswith(starts)) or name in extra
        }
        return self.base() | chosen


def _addresses(settings: DevelopmentSettings) -> dict[str, str]:
    """Return where everything of this copy is, by the name of the setting that says so."""
    return {
        "ENVIRONMENT": "development",
        "LOG_LEVEL": "INFO",
        "PUBLIC_URL": settings.public_url,
        "AUTH_URL": settings.url_of("auth"),
        "QA_URL": settings.url_of("qa"),
        "SURVEY_URL": settings.url_of("survey"),
        "MONGODB_URI": settings.mongodb_uri,
        "REDIS_URL": settings.redis_url,
        "SMTP_HOST": LOOPBACK,
        "SMTP_PORT": str(settings.ports["smtp"]),
        "QA_MAIL_IN_WORKING_HOURS": "false",
        "QA_MAIL_GATHER_SECONDS": "0",
        "QA_MAIL_SPACING_MINUTES": "0",
        "AUTH_OIDC_ISSUER": settings.url_of("sandbox"),
        "AUTH_OIDC_CLIENT_ID": OIDC_CLIENT_ID,
        "AUTH_OIDC_RENEW_MINUTES": "15",
        "SANDBOX_ISSUER": settings.url_of("sandbox"),
        "SANDBOX_CLIENT_ID": OIDC_CLIENT_ID,
        "GATEWAY_DRAIN_SECONDS": "0",  # nobody stands in front
    }
