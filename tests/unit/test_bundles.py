"""Each function's deploy bundle: it imports with its own requirements, and they are the lock's."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ("ocr", "diff", "summary", "api", "sweep")
# The modules that a bundle must do without, by the names they are imported by; the OCR engine and
# its OpenCV are in theirs, but are loaded by the first scan only.
NOT_INSTALLED = {
    "ocr": (
        *("rapidocr", "onnxruntime", "cv2", "scipy", "openai", "typer", "rich"),
        *("functions.diff", "functions.summary"),
    ),
    "diff": ("openai", "typer", "rich", "functions.ocr", "functions.summary"),
    "api": (
        *("cv2", "scipy", "rapidocr", "onnxruntime", "typer", "rich"),
        *("functions.ocr", "functions.diff", "functions.summary", "functions.sweep"),
    ),
    "sweep": ("cv2", "scipy", "pymupdf", "typer", "rich", "functions.ocr", "functions.summary"),
    "summary": ("cv2", "scipy", "pymupdf", "fitz", "typer", "rich", "functions.ocr"),
}
IMPORT_ALL = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if any(name == banned or name.startswith(banned + ".") for banned in {banned!r}):
            raise ModuleNotFoundError(f"{{name}} is not in this bundle", name=name)

sys.meta_path.insert(0, Refuse())
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


# A settings class that is made without its variables raises, so none is read either.
IMPORT_QUIETLY = """
import importlib, os, sys

def refuse(event, args):
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in {"socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir"}:
        raise AssertionError(f"the import does I/O: {event} {args}")

sys.dont_write_bytecode = True
sys.addaudithook(refuse)
"""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_importing_the_entries_does_no_io_and_builds_no_client(function: str) -> None:
    program = f"""{IMPORT_QUIETLY}
importlib.import_module("functions.{function}.main")
clients = ("google.cloud.firestore", "google.cloud.storage", "google.cloud.pubsub_v1")
assert not [name for name in clients if name in sys.modules]
"""
    assert _errors_of(program) == ""


def test_io_at_import_is_noticed() -> None:
    errors = _errors_of(f"{IMPORT_QUIETLY}\nimport socket\nsocket.create_connection(('::1', 9))")
    assert "the import does I/O: socket.connect" in errors


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_imports_without_what_its_bundle_lacks(function: str) -> None:
    assert _errors_of_import(f"functions.{function}", NOT_INSTALLED[function]) == ""


def test_what_a_bundle_lacks_is_refused() -> None:
    errors = _errors_of_import("functions.diff", ("cv2",))
    assert "cv2 is not in this bundle" in errors


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_installs_the_versions_of_the_lock(function: str) -> None:
    locked = _pins(ROOT / "requirements.lock")
    pinned = _pins(ROOT / "functions" / function / "requirements.txt")
    assert pinned
    assert {name: locked.get(name) for name in pinned} == pinned


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_holds_what_its_group_asks_for(function: str) -> None:
    text = (ROOT / "functions" / function / "requirements.txt").read_text(encoding="utf-8")
    ours = {
        name
        for pin in re.split(r"\n(?=\S)", text)
        if re.search(r"^\s+#.* buildtrace \(pyproject\.toml\)$", pin, flags=re.M)
        for name in _pins_in(pin)
    }
    assert ours == _asked_for(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_pin_of_a_bundle_has_a_hash(function: str) -> None:
    text = (ROOT / "functions" / function / "requirements.txt").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.M).strip())
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_no_lock_holds_an_opencv_that_needs_a_display() -> None:
    locks = (ROOT / "requirements.lock", *ROOT.glob("functions/*/requirements.txt"))
    assert {name for lock in locks for name in _pins(lock) if name.startswith("opencv")} == {
        "opencv-python-headless"
    }


def _errors_of_import(package: str, banned: tuple[str, ...]) -> str:
    return _errors_of(IMPORT_ALL.format(banned=banned, package=package))


def _errors_of(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stderr


def _asked_for(function: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"]
    asked = ("cloud", "tracing", function)
    lines = [*project["dependencies"], *(line for group in asked for line in groups[group])]
    return {_plain_name(re.split(r"[<>=~!;\[ ]", line)[0]) for line in lines}


def _pins(path: Path) -> dict[str, str]:
    return _pins_in(path.read_text(encoding="utf-8"))


def _pins_in(text: str) -> dict[str, str]:
    pins = (re.match(r"([A-Za-z0-9_.-]+)==(\S+)", line) for line in text.splitlines())
    return {_plain_name(pin[1]): pin[2] for pin in pins if pin}


def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
