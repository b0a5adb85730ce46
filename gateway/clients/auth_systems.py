"""Calls to auth about machine clients, for who administers everything."""

from gateway.clients.base import ServiceClient, if_match, segment
from shared.contracts.auth.clients import (
    ClientForm,
    ClientOut,
    ClientWithSecret,
    RegisterClient,
    RenewSecret,
)

_CLIENTS = "/api/auth/v1/clients"


class SystemCalls(ServiceClient):
    """What the pages about other systems ask auth."""

    async def list_clients(self) -> list[ClientOut]:
        """Return the registered systems by name."""
        return await self._get(list[ClientOut], _CLIENTS)

    async def show_client(self, client: str) -> ClientOut:
        """Return one system."""
        return await self._get(ClientOut, f"{_CLIENTS}/{segment(client)}")

    async def register_client(self, body: RegisterClient) -> ClientWithSecret:
        """Register a system; only this answer tells its secret."""
        return await self._post(ClientWithSecret, _CLIENTS, body)

    async def revise_client(self, client: str, version: int, body: ClientForm) -> ClientOut:
        """Change what a system is called and may do."""
        path = f"{_CLIENTS}/{segment(client)}"
        return await self._put(ClientOut, path, body, if_match(version))

    async def renew_client_secret(
        self, client: str, version: int, body: RenewSecret
    ) -> ClientWithSecret:
        """Give a system a new secret; only this answer tells it."""
        path = f"{_CLIENTS}/{segment(client)}/secret"
        return await self._post(ClientWithSecret, path, body, if_match(version))

    async def revoke_client(self, client: str, version: int) -> ClientOut:
        """Give a system no token any more."""
        path = f"{_CLIENTS}/{segment(client)}/revoke"
        return await self._post(ClientOut, path, None, if_match(version))
