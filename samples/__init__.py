"""A small architectural drawing set in two revisions, drawn by our own generator."""

from __future__ import annotations

from pathlib import Path

OLD_NAME = "maple-street-clinic-rev1.pdf"
NEW_NAME = "maple-street-clinic-rev2.pdf"
TRUTH_NAME = "truth.json"


def sample_paths() -> tuple[Path, Path]:
    """Return the old and the new PDF of the set; they come with the package."""
    folder = Path(__file__).parent
    return folder / OLD_NAME, folder / NEW_NAME
