"""Assembles the functions' deploy archives: `python -m tools.bundle FOLDER`.

An archive is the function's folder and `common` at their own places, a main.py that hands the
entries up, and the function's own requirements. Equal sources give equal bytes on every machine
(files are stored, as each zlib packs differently), so that a deployment whose code has not changed
changes nothing.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FUNCTIONS: Final = ("ocr", "diff", "summary", "api", "sweep")
_AT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip
_UNIX: Final = 3
# Whoever builds the function is another user than whoever unpacks it.
_READABLE: Final = 0o100644 << 16
_MAIN: Final = '"""The entries of this bundle."""\n\nfrom functions.{function}.main import *\n'


def bundle_files(function: str, root: Path = ROOT) -> dict[str, bytes]:
    """Return the content of the archive by path, in order."""
    folders = (root / "common", root / "functions" / function)
    sources = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    sources.append(root / "functions" / "__init__.py")
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sources}
    files["main.py"] = _MAIN.format(function=function).encode()
    files["requirements.txt"] = (root / "functions" / function / "requirements.txt").read_bytes()
    return dict(sorted(files.items()))


def write_bundle(function: str, target: Path, root: Path = ROOT) -> None:
    """Write the archive."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in bundle_files(function, root).items():
            entry = zipfile.ZipInfo(name, _AT)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content)


def write_bundles(folder: Path) -> None:
    """Write every function's archive, as `FUNCTION.zip`."""
    folder.mkdir(parents=True, exist_ok=True)
    for function in FUNCTIONS:
        write_bundle(function, folder / f"{function}.zip")


if __name__ == "__main__":
    write_bundles(Path(sys.argv[1]))
