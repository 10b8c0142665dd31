"""Options that mean the same in every command."""

from __future__ import annotations

from typing import Annotated

import typer

Workers = Annotated[int, typer.Option(min=0, help="Worker processes; 0 for one a core.")]
