"""The report as one PDF: figures, what is unsure, every sheet with its changes, the change log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

import pymupdf

from functions.api.exports.pdf_clouds import cloud_box, pdf_date
from functions.api.exports.pdf_front import TITLE, write_concerns, write_cover, write_sheet_list
from functions.api.exports.pdf_layers import make_layers
from functions.api.exports.pdf_log import write_log
from functions.api.exports.pdf_sheet import add_sheet_page
from functions.api.exports.pdf_text import PendingLink, TextPages, printable
from functions.api.exports.session_export import SessionExport
from functions.api.exports.wording import AUTHOR, sheet_name

LANGUAGE: Final = "en-US"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(slots=True)
class _Places:
    """On which pages of the report everything stands, from 0."""

    concerns: int
    sheet_list: int
    strips_pt: list[float] = field(default_factory=list)
    first_sheet: int = 0
    log: int = 0
    logs: list[int] = field(default_factory=list)


def write_pdf(export: SessionExport, file: BinaryIO) -> None:
    """Write the report; sheets are read, drawn and let go of one after the other."""
    with pymupdf.open() as document:
        pages = TextPages(document, _title(export))
        places = _write_front(pages, export)
        places.first_sheet = document.page_count
        layers = make_layers(document)
        for sheet in export.sheets:
            made = add_sheet_page(document, sheet, export.read_blob, layers)
            places.strips_pt.append(made.strip_pt)
        places.log = document.page_count
        places.logs = write_log(pages, export)
        pages.finish()
        _link(document, pages.links, places)
        document.set_toc(_bookmarks(export, places))
        _describe(document, export)
        document.subset_fonts()
        # Level 3 would compare every object with every other.
        document.save(file, garbage=2, deflate=True, use_objstms=1)


def sheet_page_numbers(export: SessionExport) -> list[int]:
    """Return on which page of the report each sheet stands, from 1."""
    with pymupdf.open() as document:
        _write_front(TextPages(document, ""), export)
        first = document.page_count + 1
    return [first + index for index in range(len(export.sheets))]


def _write_front(pages: TextPages, export: SessionExport) -> _Places:
    write_cover(pages, export)
    concerns, sheet_list = write_concerns(pages, export), write_sheet_list(pages, export)
    pages.finish()
    return _Places(concerns=concerns, sheet_list=sheet_list)


def _link(document: pymupdf.Document, links: Sequence[PendingLink], places: _Places) -> None:
    """Make the links of the texts, and one from each sheet's strip to its part of the log."""
    for link in links:
        document[link.page_index].insert_link(_to_sheet(document, link, places))
    for index, strip_pt in enumerate(places.strips_pt):
        page = document[places.first_sheet + index]
        strip = pymupdf.Rect(0, 0, page.rect.width, strip_pt)
        page.insert_link(_goto(strip, places.logs[index], pymupdf.Point(0, 0)))


def _to_sheet(document: pymupdf.Document, link: PendingLink, places: _Places) -> dict[str, Any]:
    index, box_pt = link.target.sheet_index, link.target.box_pt
    page_index = places.first_sheet + index
    if box_pt is None:
        return _goto(link.rect, page_index, pymupdf.Point(0, 0))
    paper = document[page_index].rect
    x0, y0, *_ = cloud_box(box_pt, (0.0, places.strips_pt[index]), paper)
    return _goto(link.rect, page_index, pymupdf.Point(max(0, x0 - 72), max(0, y0 - 72)))


def _goto(rect: pymupdf.Rect, page_index: int, at: pymupdf.Point) -> dict[str, Any]:
    return {"kind": pymupdf.LINK_GOTO, "from": rect, "page": page_index, "to": at}


def _bookmarks(export: SessionExport, places: _Places) -> list[list[Any]]:
    names = [printable(sheet_name(sheet)).replace("\n", " ") for sheet in export.sheets]
    return [
        [1, "Summary", 1],
        [1, "What is unsure", places.concerns + 1],
        [1, "Sheets", places.sheet_list + 1],
        *([2, name, places.first_sheet + index + 1] for index, name in enumerate(names)),
        [1, "Change log", places.log + 1],
        *([2, name, page + 1] for name, page in zip(names, places.logs, strict=True)),
    ]


def _describe(document: pymupdf.Document, export: SessionExport) -> None:
    """Say title and language, for readers that read aloud and for lists of files."""
    title, written = _title(export), pdf_date(export.exported_at)
    document.set_metadata(
        {
            "title": title,
            "author": AUTHOR,
            "producer": AUTHOR,
            "creator": AUTHOR,
            "subject": TITLE,
            "creationDate": written,
            "modDate": written,
        }
    )
    document.set_xml_metadata(_XMP.format(title=escape(title), language=LANGUAGE))
    catalog = document.pdf_catalog()
    document.xref_set_key(catalog, "Lang", pymupdf.get_pdf_str(LANGUAGE))
    document.xref_set_key(catalog, "ViewerPreferences", "<</DisplayDocTitle true>>")
    document.xref_set_key(catalog, "PageMode", "/UseOutlines")


def _title(export: SessionExport) -> str:
    names = f"{export.old.file_name} → {export.new.file_name}"
    return printable(f"{TITLE}: {names}").replace("\n", " ")
