"""Settings: one frozen class per function, read from the environment in one place."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Base of every settings class; variables are named BUILDTRACE_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="BUILDTRACE_", frozen=True, extra="ignore")


class EmbeddedSettings(Settings):
    """How the chain runs on one machine."""

    workers: int = 0  # processes; 0: one per core
    max_attempts: int = 4
    stage_time_limit_s: float = 300.0
    worker_memory_limit_bytes: int = 6 * 1024**3
