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
    mail_in_working_hours: bool = True
    """Mails to people of units that are not urgent wait for their working hours."""
    mail_gather_seconds: float = Field(60, ge=0, le=3_600)
    """So long such mails to one person wait for others to go with; 0: each goes alone, at once."""
    mail_spacing_minutes: float = Field(10, ge=0, le=1_440)
    """So far apart such mails to one person lie."""
    webhook_attempts: int = Field(12, ge=1, le=100)
    webhook_timeout_seconds: float = Field(10, gt=0, le=60)
    webhook_allowed_hosts: str = ""
    """Hosts inside the own network that webhooks may call all the same, comma separated."""

    attachment_max_bytes: int = Field(10 * 1024 * 1024, ge=1, le=100 * 1024 * 1024)
    """The pages take 10 MB of files at once, and GATEWAY_MAX_UPLOAD_BYTES any body with a file."""
    attachment_max_pixels: int = Field(40_000_000, ge=1)
    attachments_by_sender: int = Field(5, ge=0, le=100)
    attachments_by_responder: int = Field(10, ge=0, le=100)
    scanner_address: str = Field("", pattern=r"^$|^[^\s:]+:\d{1,5}$")
    """`host:port` of a clamd; empty: files are not scanned."""
    scanner_timeout_seconds: float = Field(60, gt=0, le=600)
    import_max_bytes: int = Field(50 * 1024 * 1024, ge=1)
    import_max_rows: int = Field(100_000, ge=1)
    import_batch: int = Field(200, ge=1, le=1_000)
    """Rows a transaction of an import takes."""
    import_claim_seconds: float = Field(60, ge=1, le=3_600)
    """How long a worker may take over one batch; later another one takes the import over."""

    senders_kept_days: int = Field(730, ge=0, le=36_500)
    """After a question is settled: contact details and the sender's files; 0 keeps for ever."""
    notifications_kept_days: int = Field(365, ge=0, le=36_500)
    webhook_calls_kept_days: int = Field(90, ge=0, le=36_500)
    imports_kept_days: int = Field(365, ge=0, le=36_500)

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

    def hosts_inside(self) -> list[str]:
        """Return the hosts of the own network that webhooks may call."""
        return [host.strip() for host in self.webhook_allowed_hosts.split(",") if host.strip()]

    def cipher(self) -> Cipher:
        """Return the cipher for fields at rest."""
        return cipher_of(self.data_keys)
