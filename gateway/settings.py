"""What the gateway reads from the environment, prefix `GATEWAY_` unless shared."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.settings import SharedSettings

Network = IPv4Network | IPv6Network


def _readable(limit: str) -> str:
    parse_many(limit)  # raises ValueError
    return limit


Limit = Annotated[str, AfterValidator(_readable)]


_ORIGINS = ("auth_upstreams", "qa_upstreams", "survey_upstreams", "sign_out_origins")


class GatewaySettings(SharedSettings):
    """The gateway's settings. A limit reads `<n>/<unit>`, several apart by `;` hold together.

    The limits given here are meant for a province behind few addresses; each counts per signed-in
    person or machine client, else per address (IPv6: per /64).
    """

    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    service_secret: SecretStr
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    """Networks whose `X-Forwarded-For` is believed, apart by commas; empty: nobody's."""
    oidc_issuer: str = Field("", validation_alias="AUTH_OIDC_ISSUER")
    """Where sign-in and sign-out lead, so that a form may be redirected there."""
    sign_out_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of further providers that signing out leads to, apart by commas."""

    home_portal: str = "demo"
    """The portal that `/danh-gia` leads to."""

    maintenance_file: Path | None = None
    """Where planned downtime is announced; see `gateway.announcements`."""

    auth_upstreams: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses of auth, apart by commas, used in turn; empty: `AUTH_URL` alone."""
    qa_upstreams: Annotated[tuple[str, ...], NoDecode] = ()
    survey_upstreams: Annotated[tuple[str, ...], NoDecode] = ()
    breaker_failures: int = 5
    """Failures in a row after which an address is spared."""
    breaker_seconds: float = 5.0
    drain_seconds: float = 5.0
    """How long after SIGTERM requests are still taken, so that everybody in front learns of it."""

    internal_networks: Annotated[tuple[Network, ...], NoDecode] = (
        ip_network("127.0.0.0/8"),
        ip_network("::1/128"),
    )
    """Who may see `/readyz` and `/metrics` on the public port, apart by commas."""
    internal_host: str = "0.0.0.0"
    internal_port: int = 0
    """A port of its own for health and metrics, to be reached from inside only; 0: none."""

    max_header_bytes: int = 32 * 1024
    max_body_bytes: int = 64 * 1024
    max_form_bytes: int = 512 * 1024
    """A page's form: the page itself says what is too long in it, and keeps the rest."""
    max_upload_bytes: int = 12 * 1024 * 1024
    max_question_bytes: int = 52 * 1024 * 1024
    """A question with its files: the page itself refuses too many, and keeps what was typed."""
    max_import_bytes: int = 52 * 1024 * 1024
    body_seconds: float = 60.0
    """How long a whole body may take to arrive, whatever its pace."""
    upload_seconds: float = 300.0
    connect_timeout_seconds: float = 2.0
    head_seconds: float = 15.0
    """How long a request's head may take to arrive, and the rest of one that was refused."""
    body_silence_seconds: float = 30.0
    read_timeout_seconds: float = 30.0
    stream_silence_seconds: float = 90.0
    reader_silence_seconds: float = 60.0
    """How long a client may take nothing of an answer that waits for it."""

    redis_timeout_seconds: float = 0.2
    redis_pause_seconds: float = 5.0
    """How long limits are counted in this process alone after Redis did not answer."""

    limit_ask: Limit = "30/minute;300/day"
    limit_rate: Limit = "60/minute;1000/day"
    limit_sign_in: Limit = "120/minute"
    limit_token: Limit = "60/minute"  # noqa: S105 - a limit
    limit_track: Limit = "120/minute"
    limit_search: Limit = "300/minute"
    limit_read: Limit = "1200/minute"
    limit_stream: Limit = "120/minute"
    limit_console: Limit = "1200/minute"
    limit_export: Limit = "60/minute"
    limit_account: Limit = "300/minute"
    limit_machine: Limit = "1200/minute"
    limit_guesses: Limit = "1200/minute"
    """Sessions that are none, named from one address to one process: more are not looked up."""

    @field_validator(*_ORIGINS, mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator(*_ORIGINS)
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
                raise ValueError("must be origins such as http://qa-1:8102")
        return origins

    @field_validator("trusted_proxies", "internal_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _not_everybody(cls, networks: tuple[Network, ...]) -> tuple[Network, ...]:
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("GATEWAY_TRUSTED_PROXIES names the proxies in front, not everybody")
        return networks

    @field_validator("service_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value()) < 16:
            raise ValueError("GATEWAY_SERVICE_SECRET needs at least 16 characters")
        return secret

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The session cookie's name: bound to host and TLS wherever there is TLS."""
        return f"{'__Host-' if self.is_https else ''}langnghe_session"

    @property
    def provider_origins(self) -> tuple[str, ...]:
        """The origins of the sign-in providers."""
        parts = urlsplit(self.oidc_issuer)
        main = (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()
        return (*main, *self.sign_out_origins)

    def upstream(self, service: str) -> str:
        """Return the address of `auth`, `qa` or `survey`."""
        return {"auth": self.auth_url, "qa": self.qa_url, "survey": self.survey_url}[service]

    def upstreams(self, service: str) -> tuple[str, ...]:
        """Return the addresses of `auth`, `qa` or `survey`, one or several."""
        given: tuple[str, ...] = getattr(self, f"{service}_upstreams")
        return given or (self.upstream(service),)

    def limit(self, group: str) -> str:
        """Return the limit of a group as written."""
        value: str = getattr(self, f"limit_{group}")
        return value
