"""How far the placed points lie from the textbook rules evaluated on human landmarks.

    python benchmarks/points.py --faces DIR [--bundle face_landmarker.task] [--people N]

Every portrait is judged by a refinement that never saw its person: weights are trained anew on the
other folds (`train_refinement`), so the figures hold for unseen faces of the same collections.
Prints mean and 95th percentile in mm at an inter-pupillary distance of 63 mm, per point, beside the
mesh alone and two public peers, and the mean of the ten testable points per group of people.
"""

from collections import defaultdict

import numpy as np
from labelled_faces import (
    LabelledFace,
    face_options,
    labelled_faces,
    landmark_models,
    rule_targets,
    upright,
)
from numpy.typing import NDArray
from peers import PEERS, peer_points
from PIL import Image
from train_refinement import sitters, trained_on

from yintang.atlas import load_atlas
from yintang.face import FaceMap, locate, read_photo
from yintang.face.mesh import detect_faces, face_mesh
from yintang.face.model import FaceModel
from yintang.face.refine import Cascade

Array = NDArray[np.float64]
TEN = ("EX-HN3", "EX-HN4", "GB14", "BL1", "BL2", "TE23", "ST3", "LI20", "GV26", "CV24")
HANDLES = ("hairline", "ear_top", "ear_middle", "ear_bottom", "jaw_neck", "hair_corner")
FOLDS = 4
AGES = ((0, 25), (25, 35), (35, 200))
Errors = dict[str, list[float]]


def placed(face_map: FaceMap, face: LabelledFace) -> dict[tuple[str, str], Array]:
    """Points and handles of a face map, upright mm of the person's own pupils."""
    at = {(p.code, p.side): (p.x, p.y) for p in face_map.points}
    at |= {(h.name, h.side): (h.x, h.y) for h in face_map.handles}
    return dict(zip(at, upright(np.array(list(at.values())), face.landmarks), strict=True))


def errors(
    seen: dict[tuple[str, str], Array], target: dict[tuple[str, str], Array], into: Errors
) -> None:
    """Add the distances of every point both know; a target without x is a height."""
    for key, place in seen.items():
        if key in target:
            off = np.nan_to_num(place - target[key])
            into.setdefault(key[0], []).append(float(np.hypot(off[0], off[1])))


def ten(found: Errors) -> float:
    return float(np.mean([np.mean(found[code]) for code in TEN]))


def judge(
    model: FaceModel,
    faces: list[LabelledFace],
    folds: dict[str, int],
    weights: list[dict[str, Cascade]],
) -> tuple[dict[str, Errors], dict[str, Errors]]:
    """Errors by method (ours, mesh, the peers) and ours by group of people."""
    atlas = load_atlas()
    methods: dict[str, Errors] = {name: {} for name in ("refined", "mesh alone", *PEERS)}
    groups: dict[str, Errors] = defaultdict(dict)
    for face in faces:
        trained = weights[folds[f"{face.folder}/{face.path.stem}"]]
        photo, target = read_photo(face.path), rule_targets(face.landmarks)
        image = Image.fromarray(photo.pixels)
        mesh = face_mesh(image, detect_faces(image, model)[0], model)
        for name, read in (("refined", True), ("mesh alone", False)):
            face_map = locate(photo, atlas, model=model, read_photograph=read, trained=trained)
            seen = placed(face_map, face)
            errors(seen, target, methods[name])
            if read:
                for group in _groups(face):
                    errors(seen, target, groups[group])
        for name, rules in PEERS.items():
            points = {
                key: upright(place[None], face.landmarks)[0]
                for key, place in peer_points(mesh.vertices, rules).items()
            }
            errors(points, target, methods[name])
    return methods, groups


def _groups(face: LabelledFace) -> list[str]:
    """What `people.csv` says of the person, as names of groups."""
    found = [face.person[k] for k in ("gender", "ethnicity") if face.person.get(k)]
    age = face.person.get("age", "")
    if age.replace(".", "", 1).isdigit():
        low, high = next(span for span in AGES if span[0] <= float(age) < span[1])
        found.append(f"age {low}-{high - 1}" if high < 200 else f"age {low} and over")
    return found


def table(methods: dict[str, Errors]) -> None:
    print(f"{'':14s}" + "".join(f"{name:>16s}" for name in methods))
    for code in (*TEN, *HANDLES):
        cells = []
        for found in methods.values():
            e = found.get(code)
            cells.append(f"{np.mean(e):.2f} / {np.percentile(e, 95):.1f}" if e else "-")
        print(f"{code:14s}" + "".join(f"{cell:>16s}" for cell in cells))
    print(f"{'mean of ten':14s}" + "".join(f"{ten(found):16.2f}" for found in methods.values()))


def main() -> None:
    options = face_options(__doc__).parse_args()
    models = landmark_models(options.bundle)
    faces = list(labelled_faces(options.faces))
    names = [f"{face.folder}/{face.path.stem}" for face in faces]
    order = np.random.default_rng(11).permutation(len(names)) % FOLDS
    folds = dict(zip(names, order.tolist(), strict=True))
    people = sitters(options.faces, models)
    weights = [trained_on([s for s in people if folds[s.person] != fold]) for fold in range(FOLDS)]
    for model in models:
        methods, groups = judge(model, faces, folds, weights)
        print(f"\n{model.name}: {len(faces)} portraits, mean / 95th percentile in mm")
        table(methods)
        # Small groups say little; they are shown with their size and left out of the comparison.
        told = {name: (ten(found), len(found["GV26"])) for name, found in groups.items()}
        for name, (mean, size) in sorted(told.items(), key=lambda item: item[1][0]):
            print(f"  {name:22s} {mean:.2f} mm, {size} people")
        compared = [mean for mean, size in told.values() if size >= 5]
        print(f"  worst over best group of five or more: {max(compared) / min(compared):.2f}")


if __name__ == "__main__":
    main()
