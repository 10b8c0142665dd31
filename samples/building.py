"""The clinic itself: walls, openings, rooms and grids, in feet from its north-west corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTH_FT, DEPTH_FT = 96.0, 56.0
EXTERIOR_FT, INTERIOR_FT = 0.83, 0.41
COLUMN_GRIDS = (("1", 0.0), ("2", 24.0), ("3", 48.0), ("4", 72.0), ("5", 96.0))
ROW_GRIDS = (("A", 0.0), ("B", 19.0), ("C", 36.0), ("D", 56.0))
DOOR_FT = 3.0

Kind = Literal["door", "pair", "window", "cased"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A hole in a wall.

    Attributes:
        at_ft: where it begins, along the wall.
        side: +1 swings right or down, -1 left or up.
        from_end: the hinge is at the far jamb.
        edit: what added or removed it.
        revisions: those that have it.
    """

    at_ft: float
    kind: Kind
    tag: str = ""
    width_ft: float = DOOR_FT
    side: int = 1
    from_end: bool = False
    edit: str = ""
    revisions: tuple[int, ...] = (1, 2)


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight wall, level or upright, by its centre line."""

    x0_ft: float
    y0_ft: float
    x1_ft: float
    y1_ft: float
    openings: tuple[Opening, ...] = ()
    thick_ft: float = INTERIOR_FT
    edit: str = ""

    @property
    def is_level(self) -> bool:
        """Runs left to right."""
        return self.y0_ft == self.y1_ft

    def part(self, begin_ft: float, end_ft: float) -> tuple[float, float, float, float]:
        """Return the box of a stretch of the wall."""
        half = self.thick_ft / 2
        if self.is_level:
            x = self.x0_ft
            return (x + begin_ft, self.y0_ft - half, x + end_ft, self.y0_ft + half)
        y = self.y0_ft
        return (self.x0_ft - half, y + begin_ft, self.x0_ft + half, y + end_ft)

    @property
    def length_ft(self) -> float:
        """How long it is."""
        return abs(self.x1_ft - self.x0_ft) + abs(self.y1_ft - self.y0_ft)


def office_wall_ft(revision: int) -> float:
    """Return where the wall between the offices stands."""
    return 36.5 if revision == 1 else 37.0


def _windows(*places_ft: float, tag: str, width_ft: float = 4.0) -> tuple[Opening, ...]:
    return tuple(Opening(at, "window", tag, width_ft) for at in places_ft)


def walls(revision: int) -> list[Wall]:
    """Return all walls of a revision."""
    return [*_exterior(), *_level(), *_upright(), *_south_rooms(revision)]


def _exterior() -> list[Wall]:
    half = EXTERIOR_FT / 2
    left, top, right, bottom = half, half, WIDTH_FT - half, DEPTH_FT - half
    north = _windows(4, 12, tag="A", width_ft=6) + _windows(28, 40, 52, 64, 76, 88, tag="B")
    south = (
        Opening(9, "pair", "101A", 6.0, 1),
        *_windows(28, 40, 52.5, tag="C", width_ft=5),
        Opening(64.5, "window", "C", 5.0, edit="A101-window", revisions=(2,)),
        Opening(90, "door", "119A", 4.0, 1),
    )
    west = _windows(6, 16, 26, tag="A", width_ft=6)
    east = (Opening(15, "door", "120A", 3.0, 1, from_end=True), *_windows(25, tag="B"))
    return [
        Wall(0, top, WIDTH_FT, top, north, EXTERIOR_FT),
        Wall(0, bottom, WIDTH_FT, bottom, south, EXTERIOR_FT),
        Wall(left, 0, left, DEPTH_FT, west, EXTERIOR_FT),
        Wall(right, 0, right, DEPTH_FT, east, EXTERIOR_FT),
    ]


def _level() -> list[Wall]:
    exam = tuple(
        Opening(x - 24 + 1, "door", f"{103 + i}A", side=-1) for i, x in enumerate(range(24, 96, 12))
    )
    return [
        Wall(24, 14, 96, 14, exam),
        Wall(24, 19, 90, 19, (
            Opening(18, "cased", width_ft=8), Opening(36, "door", "111A", side=1),
            Opening(41, "door", "112A", side=1, from_end=True),
            Opening(58, "door", "115A", width_ft=4),
        )),
        Wall(24, 36, 90, 36, (
            Opening(17, "cased", width_ft=8), Opening(31, "door", "111B", side=-1),
            Opening(41, "door", "113A", side=-1, from_end=True),
            Opening(48, "door", "109A", side=-1),
        )),
        Wall(64, 27.5, 70, 27.5),
        Wall(24, 41, 96, 41, (
            Opening(2, "door", "114A"), Opening(20, "door", "117A", from_end=True),
            Opening(30, "door", "116A"), Opening(45, "door", "121A"),
            Opening(54, "door", "118A"), Opening(64, "door", "119C", width_ft=4),
        )),
        Wall(0, 41, 24, 41, (Opening(6, "cased", width_ft=12),)),
    ]  # fmt: skip


def _upright() -> list[Wall]:
    half = INTERIOR_FT / 2
    exam = [Wall(x, 0, x, 14) for x in (36, 48, 60, 72, 84)]
    core = [Wall(x, 19, x, 36) for x in (38, 54, 64, 70, 78)]
    return [
        Wall(24, 0, 24, 14),
        Wall(24, 19 - half, 24, 36 + half, (Opening(5, "cased", width_ft=7),)),
        *exam,
        *core,
        Wall(90, 19 - half, 90, 36 + half, (Opening(6, "door", "115B", side=1),)),
    ]


def _south_rooms(revision: int) -> list[Wall]:
    wall_x = office_wall_ft(revision)
    conference_door = Opening(4, "door", "116B", edit="A101-door", revisions=(1,))
    return [
        Wall(24, 41, 24, 56, (Opening(2, "door", "102B", side=-1),)),
        Wall(wall_x, 41, wall_x, 56, edit="A101-wall"),
        Wall(48, 41, 48, 56),
        Wall(62, 41, 62, 56, (conference_door,)),
        Wall(74, 41, 74, 56),
        Wall(84, 41, 84, 56, (Opening(8, "door", "119B", side=-1),)),
    ]


ROOMS: tuple[tuple[float, float, str, str, str], ...] = (
    (20, 49.6, "ENTRY LOBBY", "101", ""),
    (12, 22, "WAITING", "102", ""),
    *((x, 8.6, f"EXAM {i}", f"{102 + i}", "") for i, x in enumerate((30, 42, 54, 66, 78), start=1)),
    (90, 8.6, "PROCEDURE", "108", ""),
    (31, 26.5, "RECEPTION", "110", ""),
    (46, 26.5, "NURSE STATION", "122", ""),
    (59, 26.5, "LAB", "111", ""),
    (67, 24.2, "TOILET", "112", ""),
    (67, 30.2, "TOILET", "113", ""),
    (74, 26.5, "STORAGE", "109", "A101-room-name"),
    (84, 26.5, "X-RAY", "115", ""),
    (30, 49, "OFFICE", "114", ""),
    (42.5, 49, "OFFICE", "117", ""),
    (55, 45.4, "CONFERENCE", "116", ""),
    (68, 45.4, "STAFF LOUNGE", "121", ""),
    (79, 49, "ELEC. / DATA", "118", ""),
    (90, 48, "MECHANICAL", "119", ""),
    (56, 16.6, "CORRIDOR", "120", ""),
    (56, 38.6, "CORRIDOR", "123", ""),
)
