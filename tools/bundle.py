"""Assembles a function's deploy archive: `python -m tools.bundle ocr OUT.zip`.

An archive is the function's folder and `common` at their own places, a main.py that hands the
entries up, and the function's own requirements. Equal sources give equal bytes, so that a
deployment whose code has not changed changes nothing.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FUNCTIONS: Final = ("ocr", "diff", "summary", "api", "sweep")
_AT: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip
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
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bundle_files(function, root).items():
            archive.writestr(zipfile.ZipInfo(name, _AT), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    write_bundle(sys.argv[1], Path(sys.argv[2]))
