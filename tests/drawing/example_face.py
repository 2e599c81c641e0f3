"""A face map made by hand on the portrait in scikit-image, for drawings to be tested on."""

import math
from typing import Any

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


def sides(out: float) -> list[tuple[Any, float]]:
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
        for side, sign in sides(out)
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
