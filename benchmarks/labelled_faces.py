"""Portraits with human-placed landmarks, and the textbook rules evaluated on those landmarks.

A folder of faces holds `NAME.jpg` beside `NAME.tem` (189 landmarks, one `x<TAB>y` a line after
their number) and may hold `people.csv`. The data are openly licensed (DeBruine and Jones, CC BY
4.0, doi 10.6084/m9.figshare.5047666 and .4220517) and stay outside the repository.
"""

import argparse
import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yintang.face.model import VARIABLE, FaceModel, find_model

Array = NDArray[np.float64]
IPD_MM = 63.0
FOLDERS = ("london", "canada")

# Landmark numbers on the picture's left (the patient's right) and their counterparts.
SIDES = {
    "R": {
        "pupil": 0, "outer_canthus": 18, "inner_canthus": 22, "brow_tail": 71, "brow_top": 74,
        "brow_inner_top": 75, "brow_inner_bottom": 76, "brow_bottom": 84, "ala_upper": 62,
        "ala_lower": 63, "ala_base": 64, "mouth_corner": 87, "ear_top": 109, "ear_middle": 110,
        "ear_bottom": 111, "jaw_neck": 126, "hair_corner": 136,
    },
    "L": {
        "pupil": 1, "outer_canthus": 27, "inner_canthus": 23, "brow_tail": 82, "brow_top": 79,
        "brow_inner_top": 78, "brow_inner_bottom": 77, "brow_bottom": 85, "ala_upper": 67,
        "ala_lower": 68, "ala_base": 69, "mouth_corner": 93, "ear_top": 112, "ear_middle": 113,
        "ear_bottom": 114, "jaw_neck": 132, "hair_corner": 142,
    },
}  # fmt: skip
HAIRLINE, SUBNASALE, UPPER_LIP, MENTOLABIAL = 139, 55, 90, 177


@dataclass(frozen=True, slots=True)
class LabelledFace:
    """A photograph's path, its landmarks (189, 2) in pixels, and what `people.csv` says of the
    person."""

    path: Path
    folder: str
    landmarks: Array
    person: dict[str, str]

    @property
    def ipd_px(self) -> float:
        """Distance between the labelled pupils."""
        return float(np.linalg.norm(self.landmarks[1] - self.landmarks[0]))


def labelled_faces(folder: Path, names: tuple[str, ...] = FOLDERS) -> Iterator[LabelledFace]:
    """Every labelled portrait of the folders that are there."""
    for name in names:
        table = folder / name / "people.csv"
        people = {}
        if table.exists():
            with table.open(newline="") as stream:
                people = {row["id"]: row for row in csv.DictReader(stream)}
        for path in sorted((folder / name).glob("*.jpg")):
            labels = path.with_suffix(".tem")
            if labels.exists():
                yield LabelledFace(path, name, _landmarks(labels), people.get(path.stem, {}))


def _landmarks(path: Path) -> Array:
    lines = path.read_text().splitlines()
    count = int(lines[0])
    return np.array([[float(v) for v in line.split()[:2]] for line in lines[1 : count + 1]])


def upright(xy: Array, landmarks: Array) -> Array:
    """Pixels (n, 2) to mm at 63 mm between the labelled pupils, level, origin between them."""
    right, left = landmarks[0], landmarks[1]
    across = (left - right) / np.linalg.norm(left - right)
    down = np.array([-across[1], across[0]])
    seen = (xy - (right + left) / 2) / np.linalg.norm(left - right) * IPD_MM
    return np.stack([seen @ across, seen @ down], axis=-1)


def handle_targets(landmarks: Array) -> dict[tuple[str, str], Array]:
    """Where a person put each handle, in pixels (2,)."""
    found: dict[tuple[str, str], Array] = {}
    for side, number in SIDES.items():
        at = {name: landmarks[i] for name, i in number.items()}
        found["brow_inner", side] = (at["brow_inner_top"] + at["brow_inner_bottom"]) / 2
        found["brow_middle", side] = (at["brow_top"] + at["brow_bottom"]) / 2
        found["ala_middle", side] = (at["ala_upper"] + at["ala_lower"]) / 2
        found["canthus_inner", side] = at["inner_canthus"]
        found["canthus_outer", side] = at["outer_canthus"]
        for name in ("brow_tail", "ala_base", "mouth_corner", "ear_top", "ear_middle",
                     "ear_bottom", "jaw_neck", "hair_corner"):  # fmt: skip
            found[name, side] = at[name]
    found["glabella", "M"] = (found["brow_inner", "R"] + found["brow_inner", "L"]) / 2
    found["hairline", "M"] = landmarks[HAIRLINE]
    found["philtrum", "M"] = (landmarks[SUBNASALE] + landmarks[UPPER_LIP]) / 2
    found["mentolabial", "M"] = landmarks[MENTOLABIAL]
    return found


def rule_targets(landmarks: Array) -> dict[tuple[str, str], Array]:
    """The textbook rules on human landmarks, `upright` mm; nan where a rule fixes only the
    height."""
    at = {key: upright(xy, landmarks) for key, xy in handle_targets(landmarks).items()}
    glabella, hairline = at["glabella", "M"], at["hairline", "M"]
    bv = (glabella[1] - hairline[1]) / 3
    found = {
        ("EX-HN3", "M"): glabella,
        ("GV26", "M"): at["philtrum", "M"],
        ("CV24", "M"): at["mentolabial", "M"],
        ("hairline", "M"): np.array([np.nan, hairline[1]]),
    }
    for side, inward in (("R", 1.0), ("L", -1.0)):
        pupil = upright(landmarks[SIDES[side]["pupil"]], landmarks)
        brow = at["brow_middle", side][1]
        found["EX-HN4", side] = np.array([pupil[0], brow])
        found["GB14", side] = np.array([pupil[0], brow - bv])
        found["BL1", side] = at["canthus_inner", side] + 0.1 * bv * np.array(
            [inward, -1.0]
        ) / np.sqrt(2.0)
        found["BL2", side] = at["brow_inner", side]
        found["TE23", side] = at["brow_tail", side]
        found["ST3", side] = np.array([pupil[0], at["ala_base", side][1]])
        found["LI20", side] = np.array([np.nan, at["ala_middle", side][1]])
        for name in ("ear_top", "ear_middle", "ear_bottom", "jaw_neck", "hair_corner"):
            found[name, side] = at[name, side]
    return found


def face_options(about: str | None) -> argparse.ArgumentParser:
    """The options every script on labelled faces has; `about` is its docstring."""
    parser = argparse.ArgumentParser(description=(about or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--bundle", type=Path, help="Google's face_landmarker.task")
    return parser


def landmark_models(bundle: Path | None) -> list[FaceModel]:
    """The bundled model, and the official one where its file is named."""
    models = [find_model()]
    if bundle:
        os.environ[VARIABLE] = str(bundle)
        models.append(find_model())
        del os.environ[VARIABLE]
    return models
