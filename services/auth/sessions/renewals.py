"""What a session keeps to ask its provider again whether it still holds; sealed at rest."""

from pydantic import BaseModel, ConfigDict

from shared.cipher import Cipher


class Renewal(BaseModel):
    """The newest refresh token of a session's family, and what a new id_token must say again."""

    model_config = ConfigDict(frozen=True)

    refresh_token: str
    subject: str
    nonce: str
    auth_time: float | None = None

    def sealed(self, cipher: Cipher, session: str) -> str:
        """Return it as it is stored with a session."""
        return cipher.seal(self.model_dump_json(), renewal_context(session))

    @classmethod
    def opened(cls, sealed: str, cipher: Cipher, session: str) -> "Renewal":
        """Return what was sealed for this session; raises `CannotOpen`."""
        return cls.model_validate_json(cipher.open(sealed, renewal_context(session)))


def renewal_context(session: str) -> str:
    """Return what a renewal is sealed for."""
    return f"sessions.renewal:{session}"
