"""What survey reads from the environment, prefix `SURVEY_`."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import StoreSettings


class SurveySettings(StoreSettings):
    """Settings of the survey service and its worker."""

    model_config = SettingsConfigDict(env_prefix="SURVEY_")

    database: str = "langnghe_survey"
    service_secret: SecretStr = Field(min_length=16, description="Its client secret at auth")

    figures_default_days: int = Field(30, ge=1, le=366)
    instrument_grace_days: int = Field(7, ge=0, le=365)
    """How long answers to a retired version are still taken: pages stay open in browsers."""
    open_data_minimum_answers: int = Field(10, ge=2)
    """A question of a portal with fewer answers in a month is withheld from open data."""
    comparison_minimum_answers: int = Field(30, ge=1)
    """Below so many answers to a question no change is claimed and no place given."""
    alert_days: int = Field(14, ge=1, le=365)
    """Days from opening an alert until it must be resolved."""
    open_data_publisher: str = "Lắng Nghe"
    open_data_licence: str = "https://creativecommons.org/licenses/by/4.0/"

    unproven_per_place: int = Field(500, ge=0)
    """Responses to a portal from one address a day that count without a proof of work.

    Mobile networks put thousands of people behind one address.
    """
    proven_per_place: int = Field(5_000, ge=0)
    """And with one; further ones are held back until somebody has looked at them."""
    hasty_per_place: int = Field(5, ge=0)
    """Of all these, how many may be answered faster than anybody reads."""

    texts_kept_days: int = Field(730, ge=0, le=36_500)
    """How long what people wrote is kept: comments, texts in polls, those held back; 0: for ever.

    What they rated stays."""
    alerts_kept_days: int = Field(1_825, ge=0, le=36_500)
    """Resolved ones, with what was said about them."""
    reports_kept_days: int = Field(3_650, ge=0, le=36_500)

    stream_poll_seconds: float = Field(0.3, gt=0, le=5)
    stream_longest_seconds: float = Field(240, gt=0)
    """A stream ends by then and the page connects anew, which checks its caller again."""
