"""The reading stages by the topic that starts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.domain.events import Topic
from common.stage import Stage
from functions.ocr.drop import drop_stage
from functions.ocr.page import page_stage
from functions.ocr.settings import OcrSettings
from functions.ocr.upload import upload_stage
from functions.ocr.version import version_stage


def ocr_stages(settings: OcrSettings) -> Mapping[Topic, Stage[Any]]:
    """Return the stages with their real work."""
    return {
        Topic.DROPS: drop_stage(),
        Topic.UPLOADS: upload_stage(),
        Topic.OCR_PAGES: page_stage(settings),
        Topic.OCR_VERSIONS: version_stage(),
    }
