"""`buildtrace export`: the results of an earlier comparison as files for others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from common.chain.steps import load_session
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId
from common.wiring import embedded_world
from functions.api.exports.formats import EXPORTERS, ExportFormat
from functions.api.exports.load import load_export
from functions.api.exports.session_export import SessionExport
from local.corrections import earlier_run
from local.files import replacing_bytes
from local.state_folder import finished_state


def write_exports(out: Path, formats: Iterable[ExportFormat], target: Path | None) -> list[Path]:
    """Write the comparison in `out` as files.

    Args:
        out: the folder of an earlier comparison.
        formats: which; several are written into one folder.
        target: the file of the only format, or the folder; `None` for `out`.

    Returns:
        The files, in the order of the formats.

    Raises:
        PermanentError: there is no finished comparison, or another run works in the folder.
    """
    session_id = SessionId(earlier_run(out)["session"]["id"])
    with finished_state(out) as state:
        world = embedded_world(state)
        try:
            if not load_session(world.ports, session_id).status.is_terminal:
                raise PermanentError(
                    ErrorCode.CONFLICT,
                    f"The comparison in {out} is not finished. Go on with --resume first.",
                )
            export = load_export(world.ports, session_id)
            return [_write(export, each, target or out) for each in formats]
        finally:
            world.close()


def _write(export: SessionExport, wanted: ExportFormat, target: Path) -> Path:
    exporter = EXPORTERS[wanted]
    path = target / exporter.file_name if target.is_dir() else target
    with replacing_bytes(path) as file:
        exporter.write(export, file)
    return path
