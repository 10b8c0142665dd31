"""Edits of text: digits, words, notes, tags, moved texts, and the tiniest there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from benchmarks.suite.marks import Mark
from benchmarks.suite.page import Edit, Maker, Page, Rng, pick
from functions.diff.dimension_text import prints_length

_WORDS = (
    "APPROVED", "CONTINUOUS", "EXISTING", "GALVANIZED", "INTERIOR", "MINIMUM", "NEW", "PAINTED",
    "PRIMED", "REINFORCED", "SALVAGED", "SECURE", "STAINLESS", "TEMPORARY", "TREATED", "VERTICAL",
)  # fmt: skip
_NOTES = (
    "PROTECT EXISTING WORK TO REMAIN.", "VERIFY IN FIELD BEFORE ORDERING.",
    "SEAL ALL JOINTS WITH APPROVED SEALANT.", "SEE SPECIFICATION SECTION 07 92 00.",
    "COORDINATE WITH OTHER TRADES.", "PROVIDE BACKING AT ALL WALL MOUNTED ITEMS.",
)  # fmt: skip
_FRACTIONS = ("1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
TAG_PT = 70.0
Reword = Callable[[str, Rng], str | None]


def _letters_changed(pattern: str, choices: Sequence[str]) -> Reword:
    """Return a rewording that puts another choice for one match of a pattern."""

    def reword(text: str, rng: Rng) -> str | None:
        match = pick(rng, list(re.finditer(pattern, text)))
        if match is None:
            return None
        other = pick(rng, [c for c in choices if c != match[0]])
        return text[: match.start()] + str(other) + text[match.end() :]

    return reword


_digit = _letters_changed(r"(?<![\d/])[1-9]|(?<=\d)\d", "123456789")
_fraction = _letters_changed(r"\b\d/\d\b", _FRACTIONS)
_character = _letters_changed(r"[1-9A-Z]", _LETTERS)


def _tag_character(text: str, rng: Rng) -> str | None:
    return (_digit if re.search(r"\d", text) else _character)(text, rng)


def _word(text: str, rng: Rng) -> str | None:
    words = text.split(" ")
    place = pick(rng, [i for i, word in enumerate(words) if re.fullmatch(r"[A-Z]{4,}", word)])
    if place is None:
        return None
    words[place] = str(pick(rng, [word for word in _WORDS if word != words[place]]))
    return " ".join(words)


def _phrase(text: str, rng: Rng) -> str | None:
    words = text.split(" ")
    if len(words) < 5:
        return None
    begin = int(rng.integers(1, len(words) - 2))
    count = int(rng.integers(1, 4))
    fresh = [str(word) for word in rng.permutation([w for w in _WORDS if w not in words])[:count]]
    return " ".join([*words[:begin], *fresh, *words[begin + 2 :]])


def _word_added(text: str, rng: Rng) -> str | None:
    words = text.split(" ")
    if len(words) < 3:
        return None
    words.insert(int(rng.integers(1, len(words))), str(pick(rng, _WORDS)))
    return " ".join(words)


def _decimal(text: str, rng: Rng) -> str | None:
    match = pick(rng, list(re.finditer(r"(\d)\.(\d)", text)))
    if match is None:
        return None
    other = pick(rng, (f"{match[1]}{match[2]}", f".{match[1]}{match[2]}"))
    return f"{text[: match.start()]}{other}{text[match.end() :]}"


def _minus(text: str, rng: Rng) -> str | None:
    match = pick(rng, list(re.finditer(r"(?:^|(?<= ))(?=\d)", text)))
    return None if match is None else f"{text[: match.start()]}-{text[match.start() :]}"


def _count_words(text: str) -> int:
    return len(re.findall(r"[A-Z]{2,}", text))


def _reworded(kind: str, reword: Reword, fits: Callable[[Page, int], bool]) -> Maker:
    """Return a maker that puts other words in the place of a text that fits."""

    def make(page: Page, rng: Rng) -> Edit | None:
        index = pick(rng, [i for i in page.texts if fits(page, i)])
        if index is None:
            return None
        mark = page.body[index]
        text = reword(mark.text, rng)
        if text is None or text == mark.text:
            return None
        new = mark.but(text=text)
        is_in_place = page.is_free(new.box, but=[page.box(index)]) or len(text) == len(mark.text)
        return Edit(kind=kind, marks={index: new}) if is_in_place else None

    return make


def _is_length(page: Page, index: int) -> bool:
    return prints_length(page.body[index].text)


def _is_note(page: Page, index: int) -> bool:
    return _count_words(page.body[index].text) >= 3


def _is_number(page: Page, index: int) -> bool:
    return re.match(r"\d", page.body[index].text) is not None


def _any(page: Page, index: int) -> bool:
    return bool(page.body[index].text)


def _has_number_in_note(page: Page, index: int) -> bool:
    text = page.body[index].text
    return _count_words(text) >= 2 and re.search(r"\d", text[3:]) is not None


def _is_tag(page: Page, index: int) -> bool:
    """Tell whether a short text stands in a small closed shape."""
    text, (x0, y0, x1, y1) = page.body[index].text, page.box(index)
    if len(text) > 5 or re.search(r"[\dA-Z]", text) is None:
        return False
    low, high = page.boxes[:, :2], page.boxes[:, 2:]
    around = (low <= (x0 + 1, y0 + 2)).all(axis=1) & (high >= (x1 - 1, y1 - 2)).all(axis=1)
    small = (high - low <= TAG_PT).all(axis=1)
    return int((around & small).sum()) > 1


def _is_cell(page: Page, index: int) -> bool:
    box = page.box(index)
    return any(
        row[0] <= box[0] and row[1] <= box[1] and row[2] >= box[2] and row[3] >= box[3]
        for table in page.tables
        for row in table
    )


def _cell(text: str, rng: Rng) -> str | None:
    if re.search(r"[1-9]", text):
        return _digit(text, rng)
    return str(pick(rng, [word for word in _WORDS if word != text and len(word) < 10]))


def _note_added(page: Page, rng: Rng) -> Edit | None:
    """Write a line under a block of lines."""
    index = pick(rng, [i for i in page.texts if _is_note(page, i)])
    if index is None:
        return None
    line = page.body[index]
    if line.how["upright"]:
        return None
    new = line.but(text=str(pick(rng, _NOTES))).moved(0, 1.5 * line.how["size_pt"])
    return Edit(kind="note added", marks={}, added=(new,)) if page.is_free(new.box) else None


def _text_removed(page: Page, rng: Rng) -> Edit | None:
    index = pick(rng, [i for i in page.texts if _is_note(page, i)])
    return None if index is None else Edit(kind="note removed", marks={index: None})


def _text_moved(page: Page, rng: Rng) -> Edit | None:
    index = pick(rng, [i for i in page.texts if not _is_cell(page, i) and not _is_tag(page, i)])
    if index is None:
        return None
    mark = page.body[index]
    dx, dy = (float(v) for v in rng.uniform(-60, 60, 2))
    moved = mark.moved(dx, dy)
    is_far = max(abs(dx), abs(dy)) >= 6
    if not is_far or not page.is_free(moved.box, but=[page.box(index)]):
        return None
    return Edit(kind="text moved", marks={index: moved})


def _label_added(page: Page, rng: Rng) -> Edit | None:
    """Write a new label where the paper is free."""
    index = pick(rng, page.texts)
    if index is None:
        return None
    words = [str(word) for word in rng.permutation(_WORDS)[: int(rng.integers(1, 4))]]
    model: Mark = page.body[index].but(text=" ".join(words), align="left", upright=False)
    x0, y0, x1, y1 = model.box
    place = page.free_place(x1 - x0 + 12, y1 - y0 + 12, rng)
    if place is None:
        return None
    new = model.moved(place[0] + 6 - x0, place[1] + 6 - y0)
    return Edit(kind="label added", marks={}, added=(new,))


TEXT_MAKERS: dict[str, Maker] = {
    "dimension digit": _reworded("dimension digit", _digit, _is_length),
    "fraction": _reworded("fraction", _fraction, _any),
    "decimal point": _reworded("decimal point", _decimal, _any),
    "minus sign": _reworded("minus sign", _minus, _is_number),
    "word changed": _reworded("word changed", _word, _is_note),
    "word added": _reworded("word added", _word_added, _is_note),
    "phrase changed": _reworded("phrase changed", _phrase, _is_note),
    "number in a note": _reworded("number in a note", _digit, _has_number_in_note),
    "tag changed": _reworded("tag changed", _tag_character, _is_tag),
    "cell changed": _reworded("cell changed", _cell, _is_cell),
    "note added": _note_added,
    "note removed": _text_removed,
    "text moved": _text_moved,
    "label added": _label_added,
}
