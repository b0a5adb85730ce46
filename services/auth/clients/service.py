"""Registering systems, changing what they may do, renewing and revoking their secrets."""

from datetime import date, timedelta

from pymongo.errors import DuplicateKeyError, PyMongoError

from services.auth.audit.service import record
from services.auth.clients.documents import ClientDocument
from services.auth.clients.model import (
    KNOWN_CLIENTS,
    Client,
    ClientExists,
    ClientNotAccepted,
    ClientNotFound,
)
from shared.clock import now, today
from shared.contracts.auth.clients import ClientForm, RegisterClient
from shared.identity import Caller
from shared.logging import get_logger
from shared.mongo import DatabaseUnavailable, Mongo, Transaction, transactional

_log = get_logger(__name__)


async def register_client(mongo: Mongo, by: Caller, body: RegisterClient) -> tuple[Client, str]:
    """Register a system; returns it with its secret, which nobody can be told again."""
    if body.name in KNOWN_CLIENTS:
        raise ClientExists
    client = Client(**body.model_dump(), secrets=[], made_at=now(), made_by=by.id)
    secret = client.renew_secret(now(), timedelta())
    try:
        await _insert(mongo, client)
    except DuplicateKeyError as error:
        raise ClientExists from error
    return client, secret


@transactional
async def _insert(tx: Transaction, client: Client) -> None:
    if await ClientDocument.get(client.name, session=tx.session) is not None:
        raise ClientExists
    await ClientDocument.of(client).insert(session=tx.session)
    told = " ".join(client.scopes)
    await record(tx, "client.registered", actor=client.made_by, client=client.name, scopes=told)


@transactional
async def revise_client(
    tx: Transaction, by: Caller, name: str, version: int, form: ClientForm
) -> Client:
    """Change what a system is called and may do; it counts from its next token on."""
    client = await _load(tx, name, version)
    client.title, client.scopes = form.title, form.scopes
    scopes = " ".join(form.scopes)
    await _save(tx, client)
    await record(tx, "client.changed", actor=by.id, client=name, scopes=scopes)
    return client


@transactional
async def renew_secret(
    tx: Transaction, by: Caller, name: str, version: int, keep: timedelta
) -> tuple[Client, str]:
    """Give a system a new secret; the one before is good for `keep` longer."""
    client = await _load(tx, name, version)
    secret = client.renew_secret(now(), keep)
    await _save(tx, client)
    await record(tx, "client.secret_renewed", actor=by.id, client=name)
    return client, secret


@transactional
async def revoke_client(tx: Transaction, by: Caller, name: str, version: int) -> Client:
    """Give a system no token any more; those it has end within minutes."""
    client = await _load(tx, name, version)
    client.revoke(now())
    await _save(tx, client)
    await record(tx, "client.revoked", actor=by.id, client=name)
    return client


async def authenticate(mongo: Mongo, name: str, secret: str) -> frozenset[str]:
    """Return the scopes of a registered system; raises `ClientNotAccepted`."""
    stored = await ClientDocument.get(name) if len(name) <= 40 else None
    if stored is None or not stored.client().accepts(secret, now()):
        raise ClientNotAccepted
    if stored.last_used_on != today():
        await _note_use(mongo, name)
    return frozenset(stored.scopes)


async def _note_use(mongo: Mongo, name: str) -> None:
    try:
        await _write_use(mongo, name, today())
    except (PyMongoError, DatabaseUnavailable) as error:  # it is only told to administrators
        _log.warning("client_use_not_noted", error=type(error).__name__)


@transactional
async def _write_use(tx: Transaction, name: str, day: date) -> None:
    stored = await ClientDocument.get(name, session=tx.session)
    if stored is not None and stored.last_used_on != day:
        stored.last_used_on = day
        await stored.replace(session=tx.session)


async def _load(tx: Transaction, name: str, version: int) -> Client:
    stored = await ClientDocument.get(name, session=tx.session)
    if stored is None:
        raise ClientNotFound
    client = stored.client()
    client.check(version)
    return client


async def _save(tx: Transaction, client: Client) -> None:
    client.version += 1
    await ClientDocument.of(client).replace(session=tx.session)
