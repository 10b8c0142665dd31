"""`buildtrace serve`: API, storage and chain on this machine until Ctrl-C, data in one folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr
from rich.console import Console
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.embedded.bus import Dispatcher
from common.logs import log_event, log_to
from common.sweep import sweep
from common.wiring import EmbeddedWorld, embedded_world
from functions.api.app import create_app
from functions.api.auth import Authenticator, BearerTokens, SingleUser
from functions.api.settings import ApiSettings, AuthSettings
from functions.api.world import ApiWorld
from local.engine import chain_dispatcher
from local.serve.guard import LOOPBACK, guarded
from local.serve.links import LocalLinks, link_secret
from local.serve.server import closing, serving
from local.serve.storage import create_storage
from local.state_folder import locked
from local.web.client import beside_api, create_client
from local.web.config import ClientConfig, SignInWith, Source

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SWEEP_EVERY_S: Final = 30.0
# What has not moved for so long is looked after; a stage of one machine takes seconds.
SWEEP_OLDER_THAN_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK

    @property
    def url(self) -> str:
        """The address as a browser takes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def run_serve(folder: Path, address: Address, console: Console, *, workers: int) -> None:
    """Serve until interrupted.

    Args:
        folder: of everything: records, files, events, log.
        address: where to listen; one that others can reach needs sign-in.
        console: where it is said what runs.
        workers: worker processes; 0 for one a core.

    Raises:
        PermanentError: the address may not or cannot be had, or the folder is in use.
        KeyboardInterrupt: it was asked to stop, and everything has ended.
    """
    authenticator = authenticator_for(address, AuthSettings())
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock", folder):
        settings = ApiSettings(link_secret=SecretStr(link_secret(folder)))
        world = embedded_world(folder)
        log_to(world.log_path)
        dispatcher = chain_dispatcher(world, workers)
        app = build_app(world, address, settings, authenticator, _workers_check(dispatcher))
        try:
            with serving(app, address.host, address.port):
                _introduce(console, address, folder, authenticator)
                _run_chain(world, dispatcher)
        finally:
            world.close()


def authenticator_for(address: Address, settings: AuthSettings) -> Authenticator:
    """Return who tells who asks: one user on this machine only, else tokens.

    Raises:
        PermanentError: others could reach the address, and nobody would ask who they are.
    """
    if settings.is_configured:
        return BearerTokens(settings)
    if address.is_loopback:
        return SingleUser()
    raise PermanentError(
        ErrorCode.CONFLICT,
        f"Whoever reaches {address.host} could see and change everything. Set up sign-in first "
        "(BUILDTRACE_AUTH_FIREBASE_PROJECT, or BUILDTRACE_AUTH_JWKS_URL with _AUTH_ISSUER and "
        "_AUTH_AUDIENCE), or listen on 127.0.0.1.",
    )


def build_app(
    world: EmbeddedWorld,
    address: Address,
    settings: ApiSettings,
    authenticator: Authenticator,
    workers_check: Callable[[], None],
) -> WSGIApplication:
    """Return API, storage and web client as one WSGI application."""
    links = LocalLinks(settings.public_url or address.url, settings.link_secret.get_secret_value())
    api = create_app(
        ApiWorld(
            ports=world.ports,
            links=links,
            authenticator=authenticator,
            settings=settings,
            checks={"workers": workers_check},
        )
    )
    storage = create_storage(world, links, settings.cors_origins)
    is_open = isinstance(authenticator, SingleUser)
    client = create_client(
        ClientConfig(source=Source.SSE, sign_in=SignInWith.NONE if is_open else SignInWith.TOKEN)
    )
    all_of_it = DispatcherMiddleware(beside_api(client, api), {"/storage": storage})
    served = closing(all_of_it, world.close)
    return guarded(served, settings.cors_origins) if is_open else served


def _workers_check(dispatcher: Dispatcher) -> Callable[[], None]:
    def check() -> None:
        if not dispatcher.worker_pids():
            raise TransientError(ErrorCode.UNAVAILABLE, "No worker process is running yet.")

    return check


def _run_chain(world: EmbeddedWorld, dispatcher: Dispatcher) -> None:
    """Hand out events until interrupted; sweep now and then, and once at the start."""
    swept_s = float("-inf")
    with _running(dispatcher):
        while True:
            dispatcher.step()
            if time.monotonic() - swept_s >= SWEEP_EVERY_S:
                try:
                    sweep(world.ports, SWEEP_OLDER_THAN_S)
                except TransientError as error:
                    log_event("sweep_failed", error=error)
                swept_s = time.monotonic()


@contextmanager
def _running(dispatcher: Dispatcher) -> Iterator[None]:
    try:
        dispatcher.start()
        yield
    finally:
        dispatcher.stop()


def _introduce(
    console: Console, address: Address, folder: Path, authenticator: Authenticator
) -> None:
    who = "one user, this machine only" if isinstance(authenticator, SingleUser) else "sign-in"
    for name, value in (
        ("Web client", f"{address.url}/"),
        ("API", f"{address.url}/api ({who})"),
        ("Documentation", f"{address.url}/docs"),
        ("Data and log", str(folder)),
    ):
        console.print(f"  {name:<16}{value}", highlight=False, soft_wrap=True, markup=False)
    if not address.is_loopback:
        console.print("Tokens travel as they are: put a proxy with TLS in front of this address.")
    console.print("Ready. Ctrl-C ends everything; what is under way goes on at the next start.")
