"""What the operator's commands read: where the databases are and how backups are kept.

No key and no service's secret: whoever takes backups need not be able to open what is sealed.
"""

from pathlib import Path

from pydantic import Field

from shared.settings import StoreSettings

SERVICES = ("auth", "qa", "survey")


class OperationsSettings(StoreSettings):
    """Settings of the operator's commands; the databases' names are the services' own settings."""

    auth_database: str = Field("langnghe_auth", validation_alias="AUTH_DATABASE")
    qa_database: str = Field("langnghe_qa", validation_alias="QA_DATABASE")
    survey_database: str = Field("langnghe_survey", validation_alias="SURVEY_DATABASE")
    backup_folder: Path = Field(Path("backups"), validation_alias="BACKUP_FOLDER")
    backup_keep_latest: int = Field(24, ge=1, validation_alias="BACKUP_KEEP_LATEST")
    """So many of the youngest backups are kept."""
    backup_keep_days: int = Field(30, ge=1, validation_alias="BACKUP_KEEP_DAYS")
    """Of older ones the last of each day, for so many days."""

    @property
    def databases(self) -> dict[str, str]:
        """The name of each service's database."""
        return {
            "auth": self.auth_database,
            "qa": self.qa_database,
            "survey": self.survey_database,
        }
