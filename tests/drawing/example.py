"""A face, a small atlas and a whole plan made by hand, for drawings to be tested on."""

import math
from dataclasses import fields
from datetime import date, timedelta
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
from yintang.face.face_map import (
    FaceMap,
    Hairline,
    LocatedLine,
    LocatedPoint,
    ModelFacts,
    NotVisible,
    PhotoFacts,
    Pose,
    Warned,
)
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

# skimage.data.astronaut(): the irises, estimated by eye.
EYES = ((204.0, 101.2), (246.9, 103.1))

# code, pinyin, hanzi, out and down from between the eyes in inter-pupillary distances, radius in
# millimetres, grade
FACE = [
    ("EX-HN3", "Yintang", "印堂", 0.0, -0.30, 2.1, "A"),
    ("EX-HN4", "Yuyao", "鱼腰", 0.5, -0.33, 2.2, "A"),
    ("EX-HN5", "Taiyang", "太阳", 0.95, -0.03, 7.0, "C"),
    ("EX-HN8", "Shangyingxiang", "上迎香", 0.21, 0.36, 3.6, "B"),
    ("BL1", "Jingming", "睛明", 0.29, -0.02, 2.4, "A"),
    ("BL2", "Cuanzhu", "攒竹", 0.22, -0.28, 2.6, "A"),
    ("GB1", "Tongziliao", "瞳子髎", 0.87, 0.06, 3.8, "B"),
    ("GB14", "Yangbai", "阳白", 0.5, -0.62, 3.9, "B"),
    ("LI19", "Kouheliao", "口禾髎", 0.13, 0.72, 2.4, "A"),
    ("LI20", "Yingxiang", "迎香", 0.36, 0.57, 2.5, "A"),
    ("ST2", "Sibai", "四白", 0.5, 0.27, 3.5, "B"),
    ("ST3", "Juliao", "巨髎", 0.52, 0.62, 2.4, "A"),
    ("ST4", "Dicang", "地仓", 0.66, 0.9, 3.6, "B"),
    ("ST5", "Daying", "大迎", 0.85, 1.25, 7.0, "C"),
    ("ST6", "Jiache", "颊车", 1.02, 1.0, 7.0, "C"),
    ("ST7", "Xiaguan", "下关", 0.98, 0.42, 7.0, "C"),
    ("SI18", "Quanliao", "颧髎", 0.74, 0.5, 3.4, "B"),
    ("SI19", "Tinggong", "听宫", 1.05, 0.34, 7.0, "C"),
    ("TE23", "Sizhukong", "丝竹空", 0.86, -0.2, 3.0, "A"),
    ("GV25", "Suliao", "素髎", 0.0, 0.58, 2.0, "A"),
    ("GV26", "Shuigou", "水沟", 0.0, 0.76, 2.0, "A"),
    ("CV24", "Chengjiang", "承浆", 0.0, 1.25, 2.6, "A"),
]
BODY = [
    ("LI4", "Hegu", "合谷", "hand"),
    ("ST36", "Zusanli", "足三里", "lower leg"),
    ("SP6", "Sanyinjiao", "三阴交", "lower leg"),
    ("LR3", "Taichong", "太冲", "foot"),
    ("PC6", "Neiguan", "内关", "forearm"),
    ("BL18", "Ganshu", "肝俞", "back"),
    ("GB20", "Fengchi", "风池", "nape"),
    ("CV12", "Zhongwan", "中脘", "abdomen"),
]
BOOK = ("textbook",)


def at(out: float, down: float) -> tuple[float, float]:
    """From the frame of the eyes (to the patient's left, down) to the astronaut's pixels."""
    (rx, ry), (lx, ly) = EYES
    ex = (lx - rx, ly - ry)
    return (
        (rx + lx) / 2 + out * ex[0] - down * ex[1],
        (ry + ly) / 2 + out * ex[1] + down * ex[0],
    )


def _sides(out: float) -> list[tuple[Any, float]]:
    return [("M", 1.0)] if out == 0 else [("R", -1.0), ("L", 1.0)]


def _contours() -> tuple[tuple[str, bool, tuple[tuple[float, float], ...]], ...]:
    def curve(name: str, closed: bool, *xy: tuple[float, float]) -> Any:
        return (name, closed, tuple(at(*p) for p in xy))

    oval = [
        (1.14 * math.sin(a) * (1 - 0.22 * max(0, -math.cos(a)) ** 2), 0.26 - 1.48 * math.cos(a))
        for a in (i * math.tau / 36 for i in range(36))
    ]
    made = [curve("face-oval", True, *oval)]
    for name, s in (("right", -1), ("left", 1)):
        eye = [(0.73, 0.0), (0.5, -0.12), (0.27, 0.04), (0.5, 0.09)]
        brow = [(0.22, -0.28), (0.5, -0.37), (0.82, -0.24)]
        made.append(curve(f"{name}-eye", True, *((s * x, y) for x, y in eye)))
        made.append(curve(f"{name}-brow", False, *((s * x, y) for x, y in brow)))
    lips = [(-0.42, 0.95), (-0.08, 0.86), (0, 0.88), (0.08, 0.86), (0.42, 0.95), (0, 1.1)]
    made.append(curve("lips-outer", True, *lips))
    made.append(curve("lips-inner", False, (-0.4, 0.95), (0, 0.97), (0.4, 0.95)))
    made.append(curve("nose", False, (-0.3, 0.58), (-0.1, 0.66), (0.1, 0.66), (0.3, 0.58)))
    made.append(curve("hairline", False, (-0.8, -0.7), (0, -1.0), (0.8, -0.7)))
    return tuple(made)


def face_map(photo: bool = True) -> FaceMap:
    ipd = math.dist(*EYES)
    points = [
        LocatedPoint(code, side, *at(sign * out, down), radius, grade, "by hand")
        for code, _, _, out, down, radius, grade in FACE
        for side, sign in _sides(out)
    ]
    lines = [
        LocatedLine(name, side, tuple(at(s * x, y) for x, y in xy))
        for name, xy in LINES.items()
        for side, s in (("R", -1.0), ("L", 1.0))
    ]
    return FaceMap(
        photo=PhotoFacts(512, 512, "0" * 64) if photo else None,
        model=ModelFacts("by hand", "ab12" * 16),
        width=512,
        height=512,
        eyes=EYES,
        ipd_px=ipd,
        mm_per_px=63 / ipd,
        pose=Pose(0.0, 0.0, 2.5),
        smile=0.7,
        hairline=Hairline(*at(0, -1.27), "prior"),
        warnings=(Warned("smile", "The person smiles: points around the mouth move."),),
        points=tuple(points),
        not_visible=(
            NotVisible("GB20", "R", "behind the head"),
            NotVisible("GB20", "L", "behind the head"),
        ),
        lines=tuple(lines),
        contours=_contours(),
    )


LINES = {
    "nasolabial-fold": ((0.4, 0.55), (0.52, 0.72), (0.6, 0.88)),
    "forehead-lines": ((0.08, -0.62), (0.35, -0.6), (0.6, -0.55)),
}


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
            "One small trial without a placebo group found frown lines looked better for some weeks.",
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
            for side, sign in _sides(out):
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
    Finding("R02", "Anticoagulant", "REFER", "warfarin", "Ask for the latest INR before any needle.",
            ("trial",), refer_to="the prescribing doctor"),
    Finding("R07", "Botulinum toxin", "DEFER", "botulinum toxin on 1 January 2027 in the forehead",
            "The treated muscle is left alone until the period has passed.", BOOK, until=date(2027, 1, 15)),
    Finding("R03", "Antiplatelet", "ADAPT", "aspirin", "Bruises are likelier: press longer.", BOOK),
)  # fmt: skip
PATTERNS = (
    PatternSuggestion("liver-qi", "SF57", "Liver qi stagnation", 0.72,
                      ("wiry pulse", "irritability", "shoulder tension"), ("pale tongue",)),
    PatternSuggestion("spleen-qi", "SF70", "Spleen qi deficiency", 0.41, ("tiredness after meals",), ()),
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
