"""The report's modules as one script: a page that is opened from a file cannot import any.

Each module becomes a function that returns what it exports, called once, after those it imports.
The modules keep to one form of either (`import { a, b } from './c.js';`, `export` before a
declaration), and a test holds what comes out against a browser.
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r"^import \{([^}]*)\} from '(\.[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export) .*$", re.MULTILINE)


def as_one_script(entry: Path, folders: dict[str, Path]) -> str:
    """Return a module and all it imports as one script.

    Args:
        entry: the module that starts the page.
        folders: where folders really are that imports lead to, by how they end (`web/viewer`).

    Raises:
        ValueError: a module imports or exports in a form that is not understood.
    """
    modules: dict[Path, str] = {}
    _add(entry.resolve(), folders, modules)
    return "\n".join(modules.values())


def _add(module: Path, folders: dict[str, Path], modules: dict[Path, str]) -> None:
    if module in modules:
        return
    text = module.read_text(encoding="utf-8")

    def imported(match: re.Match[str]) -> str:
        found = _found(module.parent / match[2], folders)
        _add(found, folders, modules)
        return f"const {{{match[1]}}} = {_name(found)};"

    body = _IMPORT.sub(imported, text)
    exported = ", ".join(match[2] for match in _EXPORT.finditer(body))
    body = _EXPORT.sub(r"\1", body)
    left_over = _LEFT_OVER.search(body)
    if left_over and left_over[0] != "export {};":
        raise ValueError(f"{module.name}: not understood: {left_over[0]}")
    modules[module] = f"const {_name(module)} = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();"


def _found(module: Path, folders: dict[str, Path]) -> Path:
    for end, folder in folders.items():
        if module.parent.as_posix().endswith(f"/{end}"):
            return (folder / module.name).resolve()
    return module.resolve()


def _name(module: Path) -> str:
    return f"{module.parent.name}__{module.stem}"
