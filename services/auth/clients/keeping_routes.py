"""Machine clients for who administers everything."""

from datetime import timedelta

from fastapi import APIRouter, Response

from services.auth.clients import service
from services.auth.clients.documents import ClientDocument
from services.auth.clients.model import Client, ClientNotFound
from services.auth.deps import CurrentRuntime, RootAdmin
from shared.contracts.auth.clients import (
    ClientForm,
    ClientOut,
    ClientSecretOut,
    ClientWithSecret,
    RegisterClient,
    RenewSecret,
)
from shared.versions import Version, etag

router = APIRouter(prefix="/api/auth/v1/clients", tags=["clients"])


@router.get("")
async def list_clients(_caller: RootAdmin, response: Response) -> list[ClientOut]:
    """List the registered systems by name, revoked ones too."""
    response.headers["Cache-Control"] = "no-store"
    found = await ClientDocument.find_all().sort("_id").to_list()
    return [client_out(stored.client()) for stored in found]


@router.post("", status_code=201)
async def register_client(
    body: RegisterClient, caller: RootAdmin, runtime: CurrentRuntime, response: Response
) -> ClientWithSecret:
    """Register a system; only this answer tells its secret."""
    client, secret = await service.register_client(runtime.mongo, caller, body)
    return _with_secret(client, secret, response)


@router.get("/{client_name}")
async def show_client(client_name: str, _caller: RootAdmin, response: Response) -> ClientOut:
    """Show one system; the ETag is the version to send back with a change."""
    stored = await ClientDocument.get(client_name)
    if stored is None:
        raise ClientNotFound
    return _shown(stored.client(), response)


@router.put("/{client_name}")
async def revise_client(
    *,
    client_name: str,
    body: ClientForm,
    caller: RootAdmin,
    version: Version,
    runtime: CurrentRuntime,
    response: Response,
) -> ClientOut:
    """Change what a system is called and may do."""
    done = await service.revise_client(runtime.mongo, caller, client_name, version, body)
    return _shown(done, response)


@router.post("/{client_name}/secret")
async def renew_client_secret(
    *,
    client_name: str,
    body: RenewSecret,
    caller: RootAdmin,
    version: Version,
    runtime: CurrentRuntime,
    response: Response,
) -> ClientWithSecret:
    """Give a system a new secret; only this answer tells it."""
    keep = timedelta(hours=body.keep_hours)
    client, secret = await service.renew_secret(runtime.mongo, caller, client_name, version, keep)
    return _with_secret(client, secret, response)


@router.post("/{client_name}/revoke")
async def revoke_client(
    *,
    client_name: str,
    caller: RootAdmin,
    version: Version,
    runtime: CurrentRuntime,
    response: Response,
) -> ClientOut:
    """Give a system no token any more."""
    done = await service.revoke_client(runtime.mongo, caller, client_name, version)
    return _shown(done, response)


def client_out(client: Client) -> ClientOut:
    """Return a client as administrators see it."""
    secrets = [
        ClientSecretOut(made_at=one.made_at, good_until=one.good_until) for one in client.secrets
    ]
    told = client.model_dump(exclude={"secrets", "made_by"})
    return ClientOut(**told, secrets=secrets)


def _shown(client: Client, response: Response) -> ClientOut:
    response.headers["ETag"] = etag(client.version)
    response.headers["Cache-Control"] = "no-store"
    return client_out(client)


def _with_secret(client: Client, secret: str, response: Response) -> ClientWithSecret:
    told = _shown(client, response)
    return ClientWithSecret(**told.model_dump(), secret=secret)
