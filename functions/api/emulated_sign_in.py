"""Whose tokens the API believes: an issuer's, or of Firebase's emulator on a machine of ours."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from common.settings import Settings
from functions.api.auth import BearerTokens, EmulatorTokens
from functions.api.settings import AuthSettings


class EmulatedSignInSettings(Settings):
    """Firebase's emulator of sign-in, by the variable that Google's own tools look at.

    It signs nothing, so whoever can reach the API is whoever they say. It is refused on Cloud Run,
    where anybody can, and wherever the records are not an emulator's too.

    Attributes:
        firebase_auth_emulator_host: HOST:PORT of it; empty for none.
        firestore_emulator_host: HOST:PORT of the emulator that holds the records.
        k_service: what Cloud Run tells everything that runs there.
    """

    model_config = SettingsConfigDict(env_prefix="", frozen=True, extra="ignore")

    firebase_auth_emulator_host: str = ""
    firestore_emulator_host: str = ""
    k_service: str = ""

    @model_validator(mode="after")
    def _on_this_machine(self) -> Self:
        if not self.firebase_auth_emulator_host:
            return self
        if self.k_service:
            raise ValueError(
                "FIREBASE_AUTH_EMULATOR_HOST is for one machine alone: unset it in a deployment"
            )
        hosts = (self.firebase_auth_emulator_host, self.firestore_emulator_host)
        if not all(map(_is_loopback, hosts)):
            raise ValueError(
                "FIREBASE_AUTH_EMULATOR_HOST needs FIRESTORE_EMULATOR_HOST beside it, both on a "
                "loopback address"
            )
        return self


def token_authenticator(settings: AuthSettings) -> BearerTokens:
    """Return what believes the configured issuer's tokens, or its emulator's.

    Raises:
        PermanentError: there is an emulator where there must be none (code INVALID_INPUT).
        ValueError: no issuer is configured.
    """
    emulated = EmulatedSignInSettings().firebase_auth_emulator_host
    # The emulator is Firebase's: another issuer's tokens are still believed by its keys alone.
    if emulated and settings.auth_firebase_project:
        return EmulatorTokens(settings)
    return BearerTokens(settings)


def _is_loopback(place: str) -> bool:
    """Tell whether HOST:PORT is on this machine; by the address, as a name may lead anywhere."""
    try:
        return ip_address(place.rpartition(":")[0].strip("[]")).is_loopback
    except ValueError:
        return False
