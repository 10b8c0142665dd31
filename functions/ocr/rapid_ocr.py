"""The OCR engine: PP-OCR's small models on onnxruntime, both out of installed wheels, offline."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from functions.ocr.ocr_engine import Gray, RecognisedLine

if TYPE_CHECKING:
    from rapidocr import RapidOCR

# Less sure lines are noise: hatches, door swings, stamps.
MIN_SCORE = 0.5
# A box so much taller than wide is text that stands upright.
VERTICAL_RATIO = 1.5
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.text_score": MIN_SCORE,
    # Tiles come at the size they are to be read at.
    "Global.max_side_len": 4000,
    # Nor is a small one enlarged: that costs twice the time and reads no better.
    "Det.limit_side_len": 64,
    # Six lines at once, all as wide as the widest, took 100 MB more and no less time.
    "Rec.rec_batch_num": 1,
    # A worker runs on every core (docs/adr/0010-one-thread-a-worker.md).
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


class RapidOcr:
    """Adapter of the port; the models are loaded at the first image, once a process."""

    def recognise(self, image: Gray) -> list[RecognisedLine]:
        """Return the lines of an image, see `OcrEngine.recognise`."""
        from rapidocr.utils.output import RapidOCROutput  # noqa: PLC0415 - as in `_engine`

        result = _engine()(np.repeat(image[:, :, None], 3, axis=2))
        # Where it finds nothing it may give back the output of an earlier step.
        if not isinstance(result, RapidOCROutput):
            return []
        if result.boxes is None or result.txts is None or result.scores is None:
            return []
        found = zip(result.boxes, result.txts, result.scores, strict=True)
        return [_line(corners, text, score) for corners, text, score in found]


@cache
def _engine() -> RapidOCR:
    # Imported late: a text-layer page needs none of it, and it takes a second and 100 MB.
    from rapidocr import RapidOCR  # noqa: PLC0415 - see above

    return RapidOCR(params=_PARAMETERS)


def _line(corners: npt.NDArray[np.float32], text: str, score: float) -> RecognisedLine:
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    is_vertical = len(text.strip()) > 1 and y1 - y0 > VERTICAL_RATIO * (x1 - x0)
    return RecognisedLine(
        box_px=(x0, y0, x1, y1),
        text=text.strip(),
        score=float(score),
        angle_deg=90 if is_vertical else 0,
    )
