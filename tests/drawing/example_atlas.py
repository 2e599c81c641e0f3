"""A small atlas made by hand: what the example plan names, and nothing else."""

from dataclasses import fields
from types import MappingProxyType
from typing import Any

from yintang.atlas.model import (
    Adjunct,
    AdverseEvent,
    Aftercare,
    Atlas,
    Claim,
    Complaint,
    Concern,
    Limits,
    Line,
    Needling,
    Point,
    Protocol,
    Source,
)

from .example_face import BODY, BOOK, FACE


def _needling(code: str, area: Any, region: str) -> Needling:
    risk = 3 if code == "BL1" else 2 if code in {"ST2", "GB20"} else 1
    return Needling(
        area=area,
        region=region,
        location="where the textbook says",
        risk=risk,
        depth_mm=(3.0, 10.0),
        angle_deg=(15.0, 90.0),
        default_depth_mm=3.0,
        default_angle_deg=30.0,
        direction="upwards",
        source=BOOK,
        strength="textbook",
    )


def atlas() -> Atlas:
    """A small atlas: what the example plan names, and nothing else."""
    points = {
        code: Point(
            code, pinyin, hanzi, pinyin, "EX", out == 0, BOOK, _needling(code, "face", "cheek")
        )
        for code, pinyin, hanzi, out, *_ in FACE
    } | {
        code: Point(
            code, pinyin, hanzi, pinyin, "EX", code == "CV12", BOOK, _needling(code, "body", part)
        )
        for code, pinyin, hanzi, part in BODY
    }
    kinds: dict[str, Any] = {
        f.name: MappingProxyType({}) for f in fields(Atlas) if f.name not in {"version", "limits"}
    }
    kinds["points"] = points
    kinds["lines"] = {
        "nasolabial-fold": _line("nasolabial-fold", "Nasolabial fold"),
        "forehead-lines": _line("forehead-lines", "Forehead lines"),
    }
    kinds["sources"] = {
        "textbook": Source("textbook", "A textbook of acupuncture", "Someone", 2007),
        "trial": Source(
            "trial", "A wait-list trial", "Haghir H and others", 2025, "10.1111/jocd.70144"
        ),
    }
    kinds["concerns"] = {
        "G06": _concern("G06", "frown-lines", "frown lines between the eyebrows", ("C01",)),
        "G05": _concern("G05", "fine-lines", "fine lines and wrinkles", ("C02",)),
    }
    kinds["complaints"] = {
        "sleep": Complaint("sleep", "sleep", (), ("HT7",), ("C23",), BOOK, "tradition")
    }
    kinds["claims"] = {
        "C01": Claim(
            "C01",
            "reduces frown lines",
            "low",
            ("E01",),
            "One small trial without a placebo group found that frown lines looked better.",
            "one wait-list trial, 72 women",
            ("trial",),
        ),
        "C02": Claim(
            "C02",
            "reduces fine lines",
            "very low",
            (),
            "Early studies without comparison suggest a change; nobody can promise one.",
            "uncontrolled",
            ("trial",),
        ),
        "C23": Claim("C23", "sleep", "low", (), "", "poor trials", BOOK),
    }
    kinds["protocols"] = {
        "gentle": Protocol(
            "gentle",
            "Gentle",
            (10, 20),
            (6, 10),
            (16, 30),
            (15, 20),
            (6, 10),
            (7,),
            (4, 6),
            BOOK,
            "default",
        )
    }
    kinds["adjuncts"] = {
        "gua-sha": Adjunct(
            "gua-sha",
            "facial gua sha",
            "facial",
            (
                "Oil the skin.",
                "Stroke from the midline outwards, lightly.",
                "Finish down the neck.",
            ),
            "5 minutes, light pressure, no marks",
            ("broken skin",),
            ("C33",),
            BOOK,
            "teaching",
            (5, 10),
        )
    }
    kinds["aftercare"] = {
        "home": Aftercare(
            "home", "today", ("Drink water and rest.", "No make-up for 4 hours."), "routine", BOOK
        ),
        "bruise": Aftercare("bruise", "a bruise spreads", ("Call us the same day.",), "call", BOOK),
        "eye": Aftercare(
            "eye",
            "pain in the eye or sudden loss of sight",
            ("Go to an emergency department.",),
            "emergency",
            BOOK,
        ),
    }
    kinds["adverse_events"] = {
        "facial-bleeding": AdverseEvent(
            "facial-bleeding",
            "a drop of blood at the site",
            "4.86 % of sessions",
            "432 sessions",
            ("trial",),
            "sessions",
            facial=True,
        ),
        "serious": AdverseEvent(
            "serious", "a serious event", "1 in 10,000 patients", "21 studies", BOOK, "patients"
        ),
    }
    limits = Limits(120, 70, 20, 8.0, 14, BOOK, "default")
    return Atlas(version="test-1", limits=limits, **kinds)


def _line(id: str, name: str) -> Line:
    return Line(
        id,
        name,
        "cheek",
        True,
        ((1, 2, 0.5),),
        8,
        4,
        2,
        15,
        0.16,
        15,
        "along",
        "along",
        BOOK,
        "teaching",
    )


def _concern(id: str, slug: str, name: str, claims: tuple[str, ...]) -> Concern:
    return Concern(id, slug, name, ("glabella",), (), (), (), "superficial", claims, BOOK, "trial")
