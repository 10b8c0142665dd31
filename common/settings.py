"""Settings: one frozen class per function, read from the environment in one place."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from common.domain.errors import ErrorCode, PermanentError

PREFIX = "BUILDTRACE_"


class Settings(BaseSettings):
    """Base of every settings class; variables are named BUILDTRACE_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    def __init__(self, **values: Any) -> None:
        """Read the environment.

        Raises:
            PermanentError: a variable cannot be used (code INVALID_INPUT); what it holds may be a
                secret and is not said.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise PermanentError(ErrorCode.INVALID_INPUT, _told(error)) from None


def _told(error: ValidationError) -> str:
    """Return what is wrong with which variable."""
    wrong = [
        f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" if e["loc"] else e["msg"]
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return f"The settings cannot be used. {'; '.join(wrong).replace('Value error, ', '')}."


class TracesExporter(StrEnum):
    """Where spans go."""

    NONE = "none"
    CONSOLE = "console"  # one JSON object a line, to standard output
    OTLP = "otlp"


class TracingSettings(BaseSettings):
    """Whether spans are recorded, by OpenTelemetry's own variables; the exporter reads the rest."""

    model_config = SettingsConfigDict(env_prefix="OTEL_", frozen=True, extra="ignore")

    traces_exporter: TracesExporter = TracesExporter.NONE
    service_name: str = ""
    exporter_otlp_endpoint: str = ""


class RetrySettings(Settings):
    """How long a failure that might pass is tried again."""

    max_attempts: int = 4  # of a unit whose work fails
    max_age_s: float = 3600.0  # of an event


class CloudSettings(RetrySettings):
    """Where a deployed function finds its world, and how long it tries."""

    project_id: str
    bucket: str
    # A function has 540 s for everything, an event of a service that is away comes again.
    firestore_read_limit_s: float = 60.0


class EmbeddedSettings(RetrySettings):
    """How the chain runs on one machine."""

    workers: int = 0  # processes; 0: one per core
    stage_time_limit_s: float = 300.0
    worker_memory_limit_bytes: int = 6 * 1024**3


class LanguageModelSettings(Settings):
    """Which language model is asked, what it costs and how much of it may be used.

    Without a model there is none, and the rules write the summaries. The key comes as a variable
    also in a cloud, which takes it from its own keeper of secrets.
    """

    llm_model: str = ""
    llm_base_url: str = "https://api.openai.com/v1"  # or of anything that speaks this API
    llm_api_key: SecretStr = SecretStr("")
    llm_time_limit_s: float = Field(default=90.0, gt=0)
    # Of a million tokens. A model without prices would have no budget.
    llm_input_usd_per_million: float | None = Field(default=None, ge=0)
    llm_output_usd_per_million: float | None = Field(default=None, ge=0)
    # The most that one picture of 512 × 512 px counts. 1,275 holds for gpt-4o's tiles (85 + 170
    # each) seven times over; gpt-4o-mini counts 8,500.
    llm_tokens_per_image: int = Field(default=1275, ge=0)
    llm_session_budget_usd: float = Field(default=5.0, ge=0)
    llm_requests_per_minute: int = Field(default=60, ge=1)
    llm_tokens_per_minute: int = Field(default=200_000, ge=1000)
    # How long a worker waits for its turn before it gives its event back.
    llm_max_wait_s: float = Field(default=20.0, ge=0)

    @model_validator(mode="after")
    def _prices_are_known(self) -> Self:
        prices = (self.llm_input_usd_per_million, self.llm_output_usd_per_million)
        if self.llm_model and None in prices:
            raise ValueError(
                "set BUILDTRACE_LLM_INPUT_USD_PER_MILLION and "
                "BUILDTRACE_LLM_OUTPUT_USD_PER_MILLION to what a million tokens cost; 0 for a "
                "model of your own"
            )
        return self
