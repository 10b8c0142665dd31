"""Settings of the API."""

from __future__ import annotations

from pydantic import Field, SecretStr, model_validator

from common.settings import CloudSettings, Settings

MIB = 1024 * 1024
# HMAC-SHA256 is as strong as its key, and a short one is guessed.
MIN_SECRET_CHARACTERS = 32
_FIREBASE_ISSUER = "https://securetoken.google.com/"
_FIREBASE_KEYS = (
    "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
)


class AuthSettings(Settings):
    """Whose tokens are believed: Firebase's, another issuer's by its keys, or a shared secret's.

    Exactly one of them: a user's id is the token's subject, and two issuers may both have a "1".
    """

    auth_firebase_project: str = ""
    auth_issuer: str = ""
    auth_audience: str = ""
    auth_jwks_url: str = ""
    auth_hs256_secret: SecretStr = SecretStr("")  # older Supabase projects sign with one

    @model_validator(mode="after")
    def _one_issuer(self) -> AuthSettings:
        secret = self.auth_hs256_secret.get_secret_value()
        if sum(map(bool, (self.auth_firebase_project, self.auth_jwks_url, secret))) > 1:
            raise ValueError(
                "set one of BUILDTRACE_AUTH_FIREBASE_PROJECT, _AUTH_JWKS_URL, _AUTH_HS256_SECRET"
            )
        if (self.auth_jwks_url or secret) and not (self.auth_issuer and self.auth_audience):
            raise ValueError(
                "set BUILDTRACE_AUTH_ISSUER and _AUTH_AUDIENCE beside the keys of an issuer"
            )
        if secret and len(secret) < MIN_SECRET_CHARACTERS:
            raise ValueError(
                f"BUILDTRACE_AUTH_HS256_SECRET has at least {MIN_SECRET_CHARACTERS} characters"
            )
        return self

    @property
    def is_configured(self) -> bool:
        """Whether anybody's tokens are believed."""
        secret = self.auth_hs256_secret.get_secret_value()
        return bool(self.auth_firebase_project or self.auth_jwks_url or secret)

    @property
    def issuer(self) -> str:
        """What a token's `iss` must be."""
        project = self.auth_firebase_project
        return f"{_FIREBASE_ISSUER}{project}" if project else self.auth_issuer

    @property
    def audience(self) -> str:
        """What a token's `aud` must be."""
        return self.auth_firebase_project or self.auth_audience

    @property
    def jwks_url(self) -> str:
        """Where the issuer's public keys are, empty with a shared secret."""
        return _FIREBASE_KEYS if self.auth_firebase_project else self.auth_jwks_url


class ApiSettings(AuthSettings):
    """How the API serves."""

    link_secret: SecretStr = Field(min_length=MIN_SECRET_CHARACTERS)  # signs links to files
    link_valid_s: int = Field(default=900, ge=30, le=604_800)  # Cloud Storage signs a week at most
    public_url: str = ""  # before the links in answers; without it they are relative to the API
    cors_origins: tuple[str, ...] = ()
    # Per user and route, or per address before sign-in; each instance counts alone.
    rate_limit: str = "600 per minute"
    # Of all who share an address, before a sign-in is even looked at.
    address_rate_limit: str = "6000 per minute"
    trusted_proxies: int = Field(default=0, ge=0)  # before us; one on Google Cloud
    max_body_bytes: int = MIB
    max_form_bytes: int = 32 * MIB  # Cloud Run takes no larger request
    max_upload_bytes: int = 1024 * MIB
    stream_limit_s: float = 240.0  # then the client connects again, with Last-Event-ID
    stream_poll_s: float = 1.0
    max_streams: int = 50  # each holds a thread of the instance
    max_streams_per_user: int = 6


class ApiFunctionSettings(CloudSettings, ApiSettings):
    """Everything the deployed function is told."""

    service_account_email: str = ""  # signs links by IAM; without it links are not signed
