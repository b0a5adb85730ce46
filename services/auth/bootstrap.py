"""What is real in a process of auth; opened once, for the web application and the worker alike."""

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

import aiohttp
from redis.asyncio import Redis

from services.auth.audit.documents import AuditEventDocument, AuditSealDocument
from services.auth.calendars.documents import CalendarDocument
from services.auth.clients.documents import ClientDocument
from services.auth.guards import make_guards
from services.auth.history.documents import RecordVersionDocument
from services.auth.imports.documents import DirectoryImportDocument
from services.auth.keys.access_tokens import AccessTokens
from services.auth.keys.model import Keyring
from services.auth.keys.service import keep_fresh, load_keys
from services.auth.migrations import MIGRATIONS
from services.auth.people.documents import IdentityDocument, PersonDocument
from services.auth.rights.documents import RightsRequestDocument
from services.auth.sessions.cache import SessionCache
from services.auth.sessions.documents import SessionDocument
from services.auth.sessions.marks import Marks
from services.auth.sessions.model import longest_life
from services.auth.settings import AuthSettings
from services.auth.signins.provider import Provider, Providers
from services.auth.stores import REDIS_SECONDS
from services.auth.units.documents import UnitDocument
from shared import idempotency
from shared.identity import CallerVerifier
from shared.jwks import KeySource
from shared.mongo import Mongo
from shared.outside import OutsideResolver
from shared.redis_client import open_redis
from shared.runtime import Runtime

DOCUMENTS = (
    AuditEventDocument,
    AuditSealDocument,
    CalendarDocument,
    ClientDocument,
    DirectoryImportDocument,
    IdentityDocument,
    PersonDocument,
    RecordVersionDocument,
    RightsRequestDocument,
    SessionDocument,
    UnitDocument,
)


class AuthRuntime(Runtime[AuthSettings]):
    """Auth's runtime: what every service has, and Redis, the cipher, our keys, the providers."""

    migrations = MIGRATIONS

    redis: Redis
    session_cache: SessionCache
    marks: Marks
    keyring: Keyring
    access_tokens: AccessTokens
    callers: CallerVerifier
    providers: Providers

    def __init__(self, settings: AuthSettings) -> None:
        mongo = Mongo(settings.mongodb_uri, settings.database, DOCUMENTS)
        super().__init__("auth", settings, mongo)
        self.cipher = settings.cipher()

    async def open(self) -> None:
        """Open Redis, load or make the signing key, prepare the provider."""
        settings = self.settings
        await make_guards(self.mongo.database)
        await idempotency.make_indexes(self.mongo.database)
        self.redis = open_redis(settings.redis_url, seconds=REDIS_SECONDS)
        self.on_close.push_async_callback(self.redis.aclose)
        self.session_cache = SessionCache(self.redis, longest_life(settings))
        self.marks = Marks(self.redis)
        self.keyring = Keyring(await load_keys(self.mongo, self.cipher))
        watch = asyncio.create_task(keep_fresh(self.keyring, self.mongo, self.cipher))
        self.on_close.callback(watch.cancel)
        self.access_tokens = AccessTokens(
            self.keyring, settings.public_url, settings.access_token_seconds
        )
        self.callers = CallerVerifier(KeySource(self._own_keys), settings.public_url)
        us = settings.registrations()
        http = await self.on_close.enter_async_context(_open_http([one.issuer for one in us]))
        self.providers = Providers(Provider(http, one, settings.public_url) for one in us)

    async def _own_keys(self) -> object:
        return self.keyring.jwks()


def _open_http(issuers: Iterable[str]) -> aiohttp.ClientSession:
    """Return a client for what providers name: their own hosts, else only the public internet."""
    resolver = OutsideResolver([urlsplit(issuer).hostname or "" for issuer in issuers])
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, ttl_dns_cache=10),
        timeout=aiohttp.ClientTimeout(total=5, connect=2),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def open_runtime(settings: AuthSettings | None = None) -> AuthRuntime:
    """Return the runtime, to be opened with `async with`; reads the environment by default."""
    return AuthRuntime(settings or AuthSettings())
