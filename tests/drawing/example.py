"""A whole plan made by hand, for drawings to be tested on."""

import math
from datetime import date, timedelta
from typing import Any

from yintang.planning.plan import (
    Course,
    CourseSession,
    Finding,
    LeftOut,
    Maintenance,
    Needle,
    PatternSuggestion,
    PhotographDate,
    Plan,
    Prescription,
)

from .example_atlas import atlas
from .example_face import BODY, BOOK, FACE, LINES, at, face_map, sides

__all__ = ["FACE", "atlas", "course", "face_map", "needles", "plan"]


def needles(lines: int = 2, codes: tuple[str, ...] | None = None) -> tuple[Needle, ...]:
    """Every point of the face or `codes`, `lines` needles on each line, and the body's points."""
    made: list[Needle] = []

    def add(area: Any, side: Any, xy: tuple[float, float] | None, **more: Any) -> None:
        x, y = xy or (None, None)
        made.append(
            Needle(
                n=len(made) + 1, area=area, side=side, x=x, y=y,
                diameter_mm=0.16 if area == "face" else 0.22,
                length_mm=15 if area == "face" else 30,
                depth_mm=3 if area == "face" else 15,
                angle_deg=30 if area == "face" else 90,
                direction="obliquely upwards, away from the eye", technique="hold still",
                serves=("G06",), reason="local point for frown lines, 2 of 3 that serve them",
                source=("textbook", "trial"), strength="textbook", **more,
            )
        )  # fmt: skip

    for code, _, _, out, down, *_ in FACE:
        if codes is None or code in codes:
            for side, sign in sides(out):
                add("face", side, at(sign * out, down), code=code)
    for name, xy in LINES.items():
        for side, s in (("R", -1.0), ("L", 1.0)):
            (x0, y0), (x1, y1) = xy[0], xy[-1]
            for i in range(lines):
                t = (i + 0.5) / lines
                place = at(s * (x0 + t * (x1 - x0)), y0 + t * (y1 - y0))
                tip = at(s * x1, y1)
                size = math.dist(tip, place) or 1.0
                heading = ((tip[0] - place[0]) / size, (tip[1] - place[1]) / size)
                add("face", side, place, line=name, position=t, heading=heading)
    for code, *_ in BODY:
        area = "neck" if code == "GB20" else "body"
        for side in ("M",) if code == "CV12" else ("R", "L"):
            add(area, side, None, code=code)
    return tuple(made)


def course() -> Course:
    start = date(2027, 1, 12)
    kinds: dict[int, Any] = {1: "first", 4: "review", 8: "review", 10: "last"}
    days = [start + timedelta(weeks=i) for i in range(10)]
    # fmt: off
    photographs = [(start - timedelta(days=7), "baseline"), (start, "baseline, repeated"),
                   (days[4], "middle"), (days[9], "end"), (days[9] + timedelta(weeks=5), "after")]
    # fmt: on
    return Course(
        sessions=tuple(CourseSession(i, d, kinds.get(i, "session")) for i, d in enumerate(days, 1)),
        reviews=(4, 8),
        photographs=tuple(PhotographDate(d, what) for d, what in photographs),
        maintenance=Maintenance(
            days[9] + timedelta(weeks=4), (4, 6), "A visit every 4 to 6 weeks, or a break."
        ),
        notes=("The last visit lies 14 days before the event on 30 March 2027.",),
    )


FINDINGS = (
    Finding("R02", "Anticoagulant", "REFER", "warfarin", "Ask for the latest INR first.",
            ("trial",), refer_to="the prescribing doctor"),
    Finding("R07", "Botulinum toxin", "DEFER", "botulinum toxin on 1 January 2027 in the forehead",
            "The treated muscle is left alone until then.", BOOK, until=date(2027, 1, 15)),
    Finding("R03", "Antiplatelet", "ADAPT", "aspirin", "Bruises are likelier: press longer.", BOOK),
)  # fmt: skip
PATTERNS = (
    PatternSuggestion("liver-qi", "SF57", "Liver qi stagnation", 0.72,
                      ("wiry pulse", "irritability", "shoulder tension"), ("pale tongue",)),
    PatternSuggestion("spleen-qi", "SF70", "Spleen qi deficiency", 0.41, ("tiredness",), ()),
)  # fmt: skip


def plan(many: bool = False, findings: tuple[Finding, ...] = FINDINGS, photo: bool = True) -> Plan:
    few = ("EX-HN3", "BL2", "GB14", "ST2", "LI20", "ST4", "CV24", "TE23", "SI18", "ST6")
    chosen = needles(3) if many else needles(2, few)
    face = sum(n.area != "body" for n in chosen)
    prescription = Prescription(
        protocol="gentle",
        face_count=face,
        body_count=len(chosen) - face,
        retention_min=20,
        needles=chosen,
        left_out=(
            LeftOut("BL1", "R", "danger point, off unless the practitioner opts in"),
            LeftOut("BL1", "L", "danger point, off unless the practitioner opts in"),
            LeftOut("ST7", "R", "within 8 mm of SI19"),
        ),
        adjuncts=("gua-sha",),
        notes=("First visit: at most 20 needles in the face.",),
    )
    return Plan(
        atlas="test-1",
        concerns=("G06", "G05", "sleep"),
        findings=findings,
        not_stated=("anticoagulants", "blood pressure"),
        patterns=PATTERNS,
        confirmed_patterns=("liver-qi",),
        prescription=prescription,
        course=course(),
        face_map=face_map(photo),
    )
