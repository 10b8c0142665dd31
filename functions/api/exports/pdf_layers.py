"""The layers of a report's sheets, which a reader switches on and off in any PDF viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pymupdf
from pymupdf import mupdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The xrefs of the optional content groups, one for each layer of the whole report."""

    new_sheet: int
    faded: int
    old_sheet: int
    removed: int
    added: int
    numbers: int


def make_layers(document: pymupdf.Document) -> Layers:
    """Make the layers; the old sheets are off at first, the new ones are shown faded."""
    return Layers(
        new_sheet=document.add_ocg("New sheet", on=True),
        faded=document.add_ocg("Sheet faded", on=True),
        old_sheet=document.add_ocg("Old sheet, laid on the new one", on=False),
        removed=document.add_ocg("Only on the old sheet (red)", on=True),
        added=document.add_ocg("Only on the new sheet (green)", on=True),
        numbers=document.add_ocg("Numbers of the changes", on=True),
    )


def keep_hidden_layers(source: pymupdf.Document, target: pymupdf.Document) -> None:
    """Keep what a sheet's own layers hide hidden in the report: its table is not copied with it.

    The page's graft map names the layers that came with the page.
    """
    hidden = _catalog(source)
    for key in ("OCProperties", "D", "OFF"):
        hidden = hidden.pdf_dict_gets(key)
    if not hidden.pdf_array_len():
        return
    grafts = target.Graftmaps[source._graft_id].this
    table = _catalog(target).pdf_dict_gets("OCProperties")
    for index in range(hidden.pdf_array_len()):
        mapped = grafts.pdf_graft_mapped_object(hidden.pdf_array_get(index))
        table.pdf_dict_gets("OCGs").pdf_array_push(mapped)
        table.pdf_dict_gets("D").pdf_dict_gets("OFF").pdf_array_push(mapped)


def _catalog(document: pymupdf.Document) -> Any:
    return mupdf.PdfDocument(document.this).pdf_trailer().pdf_dict_gets("Root")
