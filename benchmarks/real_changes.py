"""What a person read in real pairs: the places and texts of true changes, as shares of the page."""

from __future__ import annotations

from dataclasses import dataclass

from common.domain.geometry import Box

ANYWHERE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One true change.

    Attributes:
        where: shares of the shown page of the new sheet.
        text: part of its old or new text as the text layer has it; "" for linework and outlines.
    """

    where: Box
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueChanges:
    """What is known of one pair of sheets.

    Attributes:
        old: file under `pairs/`; the first page of both is 0.
        is_all: nothing else but the title block changed.
    """

    old: str
    new: str
    page_index: int = 0
    facts: tuple[Fact, ...] = ()
    is_all: bool = False


def at(x: float, y: float, text: str = "", reach: float = 0.02) -> Fact:
    """Return a change around a point."""
    return Fact((x - reach, y - reach, x + reach, y + reach), text)


def somewhere(*texts: str) -> tuple[Fact, ...]:
    """Return changes of which only the text is known."""
    return tuple(Fact(ANYWHERE, text) for text in texts)


_OAKFIRE = "oakfire-kitchen/rev2_V4_2019-05-07.pdf"
_OLIMEX = "olimex-esp32-poe/"
_GBC = "opencellular-gbc/"
_BEAGLE = "beaglebone-ai/"
_MACSE = "macse-retrace/2020-08-06_"
_KEGONSA_2014 = "kegonsa-set-history/20141110_set.pdf"
_KEGONSA_2015 = "kegonsa-set-history/20150910_set.pdf"
_PORT0 = (
    at(0.30, 0.26, "R948", 0.05), at(0.70, 0.26, "R949", 0.05), Fact((0.2, 0.1, 0.8, 0.5)),
)  # fmt: skip
# Called nearly equal exports. Places from our own change list, four of the nine checked enlarged:
# ground symbols and a number in brackets do differ there.
_GROUNDS = (
    at(0.142, 0.418), at(0.142, 0.523), at(0.182, 0.522), at(0.145, 0.827), at(0.185, 0.826),
)  # fmt: skip
_PINS = tuple(at(0.70, y, "(1)", 0.01) for y in (0.155, 0.207, 0.217, 0.235))
_BLOCK = (0.42, 0.42, 0.75, 0.60)

SINGLE_SHEETS = (
    TrueChanges(
        old="oakfire-kitchen/rev1_V3.pdf",
        new=_OAKFIRE,
        is_all=True,
        facts=(
            at(0.483, 0.171, "64 ppl"),
            at(0.783, 0.199, "30 ppl"),
            at(0.454, 0.663, "170 ppl"),
            at(0.784, 0.512, "60 ppl"),
            at(0.905, 0.512, "35 ppl"),
            at(0.911, 0.554, "265 Total Inside"),
        ),
    ),
    TrueChanges(
        old=_OAKFIRE,
        new="oakfire-kitchen/rev2_V4_2019-05-27.pdf",
        is_all=True,
        facts=(Fact((0.14, 0.49, 0.31, 0.77)),),
    ),
    TrueChanges(
        old="oakfire-kitchen/rev2_V4_2019-05-27.pdf",
        new="oakfire-kitchen/rev3_V6.pdf",
        facts=(
            Fact((0.14, 0.46, 0.34, 0.87)),
            at(0.33, 0.92),
            Fact((0.42, 0.72, 0.55, 0.76)),
            *somewhere("Wine Station", "6.0 6/26/19", "ppl"),
        ),
    ),
    TrueChanges(
        old="kegonsa-ASK-003/rev1_20150115.pdf",
        new="kegonsa-ASK-003/rev2_20150116.pdf",
        is_all=True,
        facts=(
            Fact((0.635, 0.26, 0.675, 0.76), "10' - 7\""),
            Fact((0.833, 0.26, 0.873, 0.76), "10' - 7\""),
            at(0.887, 0.31, "1' - 5 1/2\""),
            at(0.97, 0.29, "AR281", 0.04),
            at(0.977, 0.47, "TW26510", 0.04),
            at(0.645, 0.265, "0' - 6\""),
            at(0.795, 0.265, "0' - 6\""),
            at(0.845, 0.265, "0' - 6\""),
            at(0.945, 0.265, "0' - 6\""),
            at(0.742, 0.38, "0' - 4 1/2\""),
        ),
    ),
    TrueChanges(
        old=_OLIMEX + "2021-11-05_ESP32-PoE_Rev_G1.pdf",
        new=_OLIMEX + "2022-02-15_ESP32-PoE_Rev_I.pdf",
        is_all=True,
        facts=(
            at(0.55, 0.455),
            at(0.53, 0.485),
            at(0.56, 0.527, "4.7k"),
            at(0.645, 0.497, "C26"),
            at(0.655, 0.48, "15R", 0.07),
            Fact(_BLOCK),
        ),
    ),
    TrueChanges(
        old="facilities-landscape/rev1_20190924_L-100.pdf",
        new="facilities-landscape/rev2_20191015.pdf",
        facts=(
            at(0.55, 0.215),
            at(0.425, 0.375),
            at(0.672, 0.395),
            at(0.53, 0.097, "Hydrangea"),
            Fact((0.56, 0.12, 0.61, 0.2)),
            Fact((0.63, 0.46, 0.67, 0.80)),
            Fact((0.55, 0.4, 0.65, 0.85), "Cotoneaster"),
            *(at(0.80, y, "Group", 0.03) for y in (0.598, 0.62, 0.676, 0.76)),
            at(0.665, 0.365, "8,201"),
            at(0.608, 0.584),
            Fact((0.0, 0.0, 0.3, 0.4)),
            *somewhere("Amelanchier"),
        ),
    ),
    TrueChanges(
        old="odri-center_pulley_at3_t10/2019-09-12.pdf",
        new="odri-center_pulley_at3_t10/2020-08-17.pdf",
        facts=(*somewhere("0,02", "20 : 1", "custom form cutter"), *somewhere("0.05", "11.8.2020")),
    ),
    TrueChanges(
        old="kitchen-scan-options/option_A.pdf",
        new="kitchen-scan-options/option_C.pdf",
        facts=(at(0.12, 0.11), Fact((0.19, 0.17, 0.71, 0.22)), at(0.54, 0.49), at(0.6, 0.46)),
    ),
    TrueChanges(
        old=_MACSE + "408a.pdf", new=_MACSE + "9bd6.pdf", is_all=True, facts=_PINS + _GROUNDS
    ),
    TrueChanges(old=_MACSE + "9bd6.pdf", new=_MACSE + "fd8c.pdf", is_all=True, facts=_GROUNDS),
)
SHEETS_OF_SETS = (
    *(
        TrueChanges(
            old=_GBC + "rev2_B_0924.pdf",
            new=_GBC + "rev3_B_15OCT.pdf",
            page_index=index,
            is_all=True,
            facts=_PORT0 if index == 21 else (),
        )
        for index in range(54)
    ),
    *(
        TrueChanges(
            old=_GBC + "rev1_A_0530.pdf",
            new=_GBC + "rev2_B_0924.pdf",
            page_index=index,
            facts=somewhere(text),
        )
        for index, text in (
            (18, "ECS-.327-6-12-TR"), (21, "FX22-40P-0.5SH"), (25, "R947"), (30, "MP2951GU-0067-Z"),
            (31, "R1218"), (32, "R1218"), (33, "R1218"), (34, "R1218"), (35, "10K"),
            (46, "V3P3_TIVA_LT"),
        )
    ),
    *(
        TrueChanges(
            old=_BEAGLE + "rev1_A1_sch.pdf",
            new=_BEAGLE + "rev2_A2_sch.pdf",
            page_index=index,
            facts=(at(0.52, 0.14, text),) if text == "TBD" else somewhere(text),
        )
        for index, text in (
            (1, "TBD"), (2, "2.2uF"), (4, "JTAG_TCK"), (8, "47K"), (9, "2.2K"), (13, "D82"),
            (15, "DP83867"), (17, "TLV758"), (18, "U12"),
        )
    ),
    TrueChanges(
        old=_KEGONSA_2014,
        new=_KEGONSA_2015,
        page_index=2,
        facts=(
            Fact((0.35, 0.31, 0.40, 0.34)),
            at(0.42, 0.285),
            at(0.528, 0.305),
            at(0.453, 0.365),
            Fact((0.40, 0.14, 0.56, 0.37)),
            Fact((0.26, 0.10, 0.46, 0.14), "37' - 10 13/16\""),
            at(0.266, 0.53, "32' - 5\"", 0.05),
        ),
    ),
    TrueChanges(
        old=_KEGONSA_2014,
        new=_KEGONSA_2015,
        page_index=1,
        facts=(
            Fact((0.2, 0.57, 0.4, 0.72), "OFFICE"),
            at(0.355, 0.17, "", 0.05),
            at(0.448, 0.29),
            at(0.54, 0.135, "GLUE", 0.05),
            at(0.575, 0.57),
            at(0.555, 0.5, "", 0.05),
        ),
    ),
)  # fmt: skip
