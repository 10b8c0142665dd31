"""Google's emulators of Firestore and Pub/Sub, as the Google Cloud SDK installs them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from common.domain.errors import ErrorCode, PermanentError
from local.stack.processes import HOST, Service

_FIRESTORE_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_PUBSUB_JARS = "platform/pubsub-emulator/lib/cloud-pubsub-emulator-*-all.jar"
FIRESTORE_RULES: Final = Path(__file__).resolve().parents[2] / "terraform" / "firestore.rules"
HOW_TO_GET_THEM = (
    "Install Java 17 and the Google Cloud SDK, then `gcloud components install "
    "cloud-firestore-emulator pubsub-emulator` (Debian packages: "
    "google-cloud-cli-firestore-emulator, google-cloud-cli-pubsub-emulator)."
)
# An emulator lives for minutes: a quick start is worth more than what the compiler would gain.
_JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en")


class SdkSettings(BaseSettings):
    """Where the Google Cloud SDK is; the variable is gcloud's own."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    root: Path | None = Field(default=None, validation_alias="CLOUDSDK_ROOT_DIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulators:
    """The installed emulators.

    Attributes:
        java: the program that runs them.
        firestore_jar: of the Firestore emulator.
        pubsub_jar: of the Pub/Sub emulator.
    """

    java: str
    firestore_jar: Path
    pubsub_jar: Path

    def firestore(self, port: int) -> Service:
        """Return the Firestore emulator as a service; it holds browsers to the rules we deploy.

        Google's server clients say `Bearer owner` to an emulator and pass the rules by, as the
        functions' service accounts do.
        """
        main = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
        return Service(
            name="firestore",
            command=[
                *(self.java, *_JAVA, "-cp", str(self.firestore_jar), main),
                *("--host", HOST, "--port", str(port), "--rules", str(FIRESTORE_RULES)),
            ],
            port=port,
        )

    def pubsub(self, port: int) -> Service:
        """Return the Pub/Sub emulator as a service."""
        return Service(
            name="pubsub",
            command=[
                *(self.java, *_JAVA, "-jar", str(self.pubsub_jar)),
                *(f"--host={HOST}", f"--port={port}"),
            ],
            port=port,
        )


def sdk_root() -> Path | None:
    """Return the folder of the Google Cloud SDK, `None` when there is none."""
    gcloud = shutil.which("gcloud")
    candidates = [SdkSettings().root, Path(gcloud).resolve().parents[1] if gcloud else None]
    return next((root for root in candidates if root and (root / "platform").is_dir()), None)


def installed_emulators() -> Emulators:
    """Return the emulators of this machine.

    Raises:
        PermanentError: there are none; the message says how to get them (code NOT_FOUND).
    """
    root, java = sdk_root(), shutil.which("java")
    if root is None:
        raise _missing("the Google Cloud SDK")
    if java is None:
        raise _missing("Java")
    firestore_jar, pubsub_jars = root / _FIRESTORE_JAR, sorted(root.glob(_PUBSUB_JARS))
    if not firestore_jar.is_file():
        raise _missing("the Firestore emulator")
    if not pubsub_jars:
        raise _missing("the Pub/Sub emulator")
    return Emulators(java=java, firestore_jar=firestore_jar, pubsub_jar=pubsub_jars[-1])


def _missing(what: str) -> PermanentError:
    return PermanentError(
        ErrorCode.NOT_FOUND, f"{what} is not installed on this machine. {HOW_TO_GET_THEM}"
    )
