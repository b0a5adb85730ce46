"""What qa reads from the environment, prefix `QA_`. No secret has a default."""

from email.utils import parseaddr
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from shared.cipher import Cipher, DataKeys, cipher_of
from shared.settings import StoreSettings


class QaSettings(StoreSettings):
    """Settings of the questions service and its worker."""

    model_config = SettingsConfigDict(env_prefix="QA_")

    database: str = "langnghe_qa"
    data_keys: DataKeys
    """`id:base64-32-bytes`, comma separated; the first seals, all open."""
    service_secret: SecretStr = Field(min_length=16, description="Its client secret at auth")

    root_unit: str | None = None
    """Takes questions that name no unit; unset, the directory's unit without a parent."""
    escalation_batch: int = Field(100, ge=1, le=1_000)
    """Questions a transaction of the escalation scan takes."""

    smtp_host: str = Field("127.0.0.1", validation_alias=AliasChoices("QA_SMTP_HOST", "SMTP_HOST"))
    smtp_port: int = Field(8025, validation_alias=AliasChoices("QA_SMTP_PORT", "SMTP_PORT"))
    smtp_security: Literal["none", "opportunistic", "starttls", "tls"] = "opportunistic"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_seconds: float = Field(20, gt=0, le=120)
    mail_from: str = "Lắng Nghe <khong-tra-loi@langnghe.invalid>"
    mail_attempts: int = Field(20, ge=1, le=100)
    mail_claim_seconds: float = Field(90, ge=1, le=3_600)
    """How long a worker may take over one mail; later another one takes over."""

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, sender: str) -> str:
        if "@" not in parseaddr(sender)[1]:
            raise ValueError("must be an address such as Lắng Nghe <no-reply@example.vn>")
        return sender

    @model_validator(mode="after")
    def _production_can_send(self) -> Self:
        if not self.is_production:
            return self
        if self.mail_from.rstrip(">").endswith(".invalid"):
            raise ValueError("QA_MAIL_FROM must be an address of yours in production")
        if self.smtp_password.get_secret_value() and self.smtp_security in {
            "none",
            "opportunistic",
        }:
            raise ValueError("a password is sent over starttls or tls only")
        return self

    def cipher(self) -> Cipher:
        """Return the cipher for fields at rest."""
        return cipher_of(self.data_keys)
