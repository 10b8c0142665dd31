"""Takes the built web client into the wheel; a wheel without it serves a page that says how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebClient(BuildHookInterface[Any]):
    """`web/dist`, when `make web` has made it, as the package data `local/web_dist`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the client to a wheel; an editable install finds it in the checkout."""
        built = Path(self.root) / "web" / "dist"
        if version != "editable" and built.is_dir():
            build_data["force_include"][str(built)] = "local/web_dist"
