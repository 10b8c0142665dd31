"""What a wheel holds beside the packages: the built web client, when there is one.

A hook of the build (pyproject.toml). An editable install takes the client from the checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CLIENT: Final = Path("web") / "dist"
IN_WHEEL: Final = "local/web_dist"


class WheelContents(BuildHookInterface):  # type: ignore[type-arg] # its config is not ours
    """Adds the client."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the client's folder to a wheel that is to be handed on.

        Args:
            version: "standard" or "editable".
            build_data: of the build; what is in `force_include` is put in.
        """
        client = Path(self.root) / CLIENT
        if version == "standard" and (client / "index.html").is_file():
            build_data["force_include"][str(client)] = IN_WHEEL
