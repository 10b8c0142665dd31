"""The formats of an export by name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

from functions.api.exports.bcf import write_bcf
from functions.api.exports.change_log_csv import write_csv
from functions.api.exports.pdf_report import write_pdf
from functions.api.exports.session_export import SessionExport
from functions.api.exports.session_json import session_document
from functions.api.exports.workbook import REPORT, write_workbook


class ExportFormat(StrEnum):
    """What a session can be written as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    BCF = "bcf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """How a format is written.

    Attributes:
        file_name: what its file is called where nobody says otherwise.
        write: writes the whole file to one that is open for reading and writing bytes.
    """

    file_name: str
    media_type: str
    write: Callable[[SessionExport, BinaryIO], None]


def write_json(export: SessionExport, file: BinaryIO) -> None:
    """Write the session as docs/SESSION_SCHEMA.md describes it."""
    text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
    json.dump(session_document(export), text, indent=1, ensure_ascii=False)
    text.detach()


EXPORTERS: Final[Mapping[ExportFormat, Exporter]] = {
    ExportFormat.PDF: Exporter(file_name=REPORT, media_type="application/pdf", write=write_pdf),
    ExportFormat.XLSX: Exporter(
        file_name="changes.xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=write_workbook,
    ),
    ExportFormat.CSV: Exporter(
        file_name="changes.csv", media_type="text/csv; charset=utf-8", write=write_csv
    ),
    ExportFormat.JSON: Exporter(
        file_name="session-export.json", media_type="application/json", write=write_json
    ),
    ExportFormat.BCF: Exporter(
        file_name="changes.bcf", media_type="application/octet-stream", write=write_bcf
    ),
}
