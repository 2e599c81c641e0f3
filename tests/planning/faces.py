"""A made-up frontal face with an inter-pupillary distance of 63 mm, 4 pixels to the millimetre.

Positions are plausible millimetres, to the person's left and down from the middle between the eyes;
they stand in for what `yintang.face.locate` finds on a photograph.
"""

from yintang.face.face_map import (
    FaceMap,
    Hairline,
    LocatedLine,
    LocatedPoint,
    LocatedRegion,
    ModelFacts,
    NotVisible,
    Pose,
)

PX_PER_MM = 4.0
CENTRE = (500.0, 600.0)

PAIRED = {
    "BL1": (15, -1), "BL2": (14, -17), "BL3": (14, -78), "BL4": (20, -76), "EX-HN4": (31, -20),
    "TE23": (51, -15), "GB1": (57, 1), "EX-HN5": (64, -6), "GB3": (66, 14), "ST1": (31.5, 12),
    "ST2": (31.5, 20), "ST3": (31, 40), "SI18": (47, 38), "ST7": (63, 32), "LI20": (19, 38),
    "EX-HN8": (14, 27), "LI19": (8, 49), "ST4": (31, 62), "JIACHENGJIANG": (20, 82),
    "ST5": (50, 80), "ST6": (58, 66), "GB14": (31.5, -42), "GB13": (45, -72), "GB15": (31.5, -74),
    "ST8": (58, -68), "TE22": (70, 2), "SI19": (72, 24), "TE21": (72, 16), "GB2": (71, 32),
    "EX-HN7": (42, 12),
}  # fmt: skip
MIDDLE = {
    "EX-HN3": (0, -19), "GV25": (0, 32), "GV26": (0, 48), "GV27": (0, 55), "CV24": (0, 79),
    "GV24": (0, -86), "GV23": (0, -96),
}  # fmt: skip
PALPATED = {"ST5", "ST6", "ST7", "ST8", "EX-HN5", "TE22", "SI19", "TE21", "GB2", "GV23", "GB13"}
LINES = {
    "glabellar-lines": [(7, -8), (8, -18), (9, -30)],
    "crows-feet": [(50, -12), (56, -7), (57, 4), (52, 14)],
    "nasolabial-fold": [(18, 33), (24, 44), (29, 56), (32, 70)],
    "marionette-line": [(29, 66), (31, 76), (30, 88)],
    "upper-lip-lines": [(3, 51), (14, 51), (24, 57)],
    "lower-lip-lines": [(4, 72), (14, 71), (24, 67)],
    "jaw-border": [(14, 100), (35, 93), (52, 80), (64, 58)],
}
FOREHEAD = [(-45, -48), (-22, -56), (0, -58), (22, -56), (45, -48)]
REGIONS = {
    "under-eye": [(14, 8), (48, 8), (48, 22), (14, 22)],
    "lid": [(14, -10), (48, -10), (48, 5), (14, 5)],
    "crows-feet": [(49, -14), (62, -14), (62, 18), (49, 18)],
    "cheek": [(16, 23), (66, 23), (66, 58), (34, 58), (20, 40)],
    "jaw": [(16, 90), (56, 60), (68, 60), (60, 86), (20, 104)],
}
MIDDLE_REGIONS = {
    "forehead": [(-56, -26), (56, -26), (50, -84), (-50, -84)],
    "chin": [(-20, 76), (20, 76), (14, 104), (-14, 104)],
}


def at(x_mm: float, y_mm: float) -> tuple[float, float]:
    return CENTRE[0] + PX_PER_MM * x_mm, CENTRE[1] + PX_PER_MM * y_mm


def both(mm):
    """A polyline on the right (the picture's left) and on the left."""
    return {"R": tuple(at(-x, y) for x, y in mm), "L": tuple(at(x, y) for x, y in mm)}


def _points():
    for code, mm in PAIRED.items():
        for side, (xy,) in both([mm]).items():
            yield _point(code, side, xy)
    for code, mm in MIDDLE.items():
        yield _point(code, "M", at(*mm))


def _point(code, side, xy):
    grade = "C" if code in PALPATED else "A"
    return LocatedPoint(code, side, *xy, radius_mm=4.0, grade=grade, basis="made up for a test")


def synthetic_face() -> FaceMap:
    return FaceMap(
        photo=None,
        model=ModelFacts("made up", "0" * 64),
        width=1000,
        height=1200,
        eyes=(at(-31.5, 0), at(31.5, 0)),
        ipd_px=63 * PX_PER_MM,
        mm_per_px=1 / PX_PER_MM,
        pose=Pose(0.0, 0.0, 0.0),
        smile=0.0,
        hairline=Hairline(*at(0, -82), "given"),
        warnings=(),
        points=tuple(_points()),
        not_visible=(NotVisible("TE17", "R", "behind the ear"),),
        lines=(
            *(
                LocatedLine(line, side, xy)
                for line, mm in LINES.items()
                for side, xy in both(mm).items()
            ),
            LocatedLine("forehead-lines", "M", tuple(at(*mm) for mm in FOREHEAD)),
        ),
        regions=(
            *(
                LocatedRegion(region, side, xy)
                for region, mm in REGIONS.items()
                for side, xy in both(mm).items()
            ),
            *(
                LocatedRegion(region, "M", tuple(at(*mm) for mm in ring))
                for region, ring in MIDDLE_REGIONS.items()
            ),
        ),
    )
