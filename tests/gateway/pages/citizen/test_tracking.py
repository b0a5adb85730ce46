"""Codes as typed: what cannot be a secret is refused in place."""

import pytest

from tests.support.pages import PageClient


@pytest.mark.parametrize("secret", ["a\0b", "x", "ệ" * 30, "a" * 5_000, "a\x01bcdefgh"])
async def test_what_cannot_be_a_secret_is_refused_in_place(client: PageClient, secret: str) -> None:
    refused = await client.post("/hoi-dap/tra-cuu", {"code": "HD-1", "secret": secret})
    assert refused.status == 422
    assert refused.page.control("code").get("value") == "HD-1"
    assert refused.page.control("secret").get("aria-invalid") == "true"
