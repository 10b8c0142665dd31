"""Settings: one frozen class per function, read from the environment in one place."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Base of every settings class; variables are named BUILDTRACE_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="BUILDTRACE_", frozen=True, extra="ignore")


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
