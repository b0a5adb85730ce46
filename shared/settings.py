"""What every process reads from the environment; each service adds its own prefix and fields.

A secret may also lie in a file of the folder that SECRETS_DIR names, called like its variable.
Unset means production: a process must be told that it is in development, never the reverse.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)


class Environment(StrEnum):
    """Where a process runs."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SharedSettings(BaseSettings):
    """Settings without a prefix, the same for every process."""

    model_config = SettingsConfigDict(
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,  # a refused secret is not written to the log
    )

    environment: Environment = Field(Environment.PRODUCTION, validation_alias="ENVIRONMENT")
    public_url: str = Field("http://127.0.0.1:8080", validation_alias="PUBLIC_URL")
    auth_url: str = Field("http://127.0.0.1:8101", validation_alias="AUTH_URL")
    qa_url: str = Field("http://127.0.0.1:8102", validation_alias="QA_URL")
    survey_url: str = Field("http://127.0.0.1:8103", validation_alias="SURVEY_URL")
    redis_url: str = Field("redis://127.0.0.1:6379/0", validation_alias="REDIS_URL")
    log_level: str = Field("INFO", validation_alias="LOG_LEVEL")
    trace_collector: str = Field("", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")

    @field_validator("public_url", "auth_url", "qa_url", "survey_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise ValueError("must be an origin such as https://langnghe.example.vn")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _production_is_https(self) -> Self:
        if self.is_production and not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must be https in production (is ENVIRONMENT set?)")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, then the files of SECRETS_DIR; a folder that is not there fails."""
        folder = os.environ.get("SECRETS_DIR")
        if not folder:
            return init_settings, env_settings
        if not Path(folder).is_dir():
            raise ValueError(f"SECRETS_DIR names {folder}, which is no folder")
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, folder)

    @property
    def is_production(self) -> bool:
        """Whether real people's data is at stake."""
        return self.environment is Environment.PRODUCTION


class StoreSettings(SharedSettings):
    """For the processes that own a database: the services and their workers."""

    mongodb_uri: str = Field("mongodb://127.0.0.1:27017", validation_alias="MONGODB_URI")
    retention_dry_run: bool = Field(False, validation_alias="RETENTION_DRY_RUN")
    """What is past its time is only told of in the log, every night."""
