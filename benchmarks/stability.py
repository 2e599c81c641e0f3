"""How far points move when only the picture changes, and how they fare on a turned head.

    python benchmarks/stability.py --faces DIR [--bundle face_landmarker.task] [--people 20]

First the same photographs shifted, scaled by 10 %, rolled by 15 degrees, as JPEG of quality 30 and
with gamma 0.5 and 2: mean movement in mm of all points of grade A and B. Then portraits turned in
three dimensions: each photograph is laid on its own mesh as texture, rendered at a known yaw and
pitch, and the points found on the rendering are compared with those of the untouched photograph,
turned by the same rotation.
"""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from labelled_faces import face_options, labelled_faces, landmark_models
from numpy.typing import NDArray
from PIL import Image
from scipy.interpolate import LinearNDInterpolator

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.face import FaceMap, locate
from yintang.face.frame import face_frame, head_rotation
from yintang.face.mesh import RIGHT_IRIS, detect_faces, face_mesh
from yintang.face.model import FaceModel
from yintang.face.photo import photo_from_pixels

Array = NDArray[np.float64]
Change = Callable[[Image.Image], tuple[Image.Image, Array]]
"""A picture to the changed picture and the (2, 3) affine map of its pixels."""
SURROUND_MM = 90.0
"""How far around the mesh the rendering reaches, so that hair and ears turn with the face."""


def moved(image: Image.Image, matrix: Array) -> tuple[Image.Image, Array]:
    """The picture under an affine map of its pixels (2, 3)."""
    full = np.vstack([matrix, [0, 0, 1]])
    back = np.linalg.inv(full)[:2].ravel()
    turned = image.transform(
        image.size,
        Image.Transform.AFFINE,
        tuple(back),
        Image.Resampling.BICUBIC,
        fillcolor=(200, 200, 200),
    )
    return turned, matrix


def shifted(image: Image.Image) -> tuple[Image.Image, Array]:
    return moved(image, np.array([[1.0, 0, 23.4], [0, 1.0, -17.6]]))


def scaled(factor: float) -> Change:
    return lambda image: moved(image, np.array([[factor, 0, 0], [0, factor, 0.0]]))


def rolled(degrees: float) -> Change:
    def change(image: Image.Image) -> tuple[Image.Image, Array]:
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        x, y = image.width / 2, image.height / 2
        return moved(image, np.array([[c, -s, x - c * x + s * y], [s, c, y - s * x - c * y]]))

    return change


def recoded(image: Image.Image) -> tuple[Image.Image, Array]:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=30)
    return Image.open(kept).convert("RGB"), np.eye(3)[:2]


def lit(gamma: float) -> Change:
    table = [round(255 * (i / 255) ** gamma) for i in range(256)] * 3
    return lambda image: (image.point(table), np.eye(3)[:2])


CHANGES: dict[str, Change] = {
    "shifted": shifted,
    "scaled 0.9": scaled(0.9),
    "scaled 1.1": scaled(1.1),
    "rolled -15": rolled(-15),
    "rolled 15": rolled(15),
    "JPEG 30": recoded,
    "gamma 0.5": lit(0.5),
    "gamma 2": lit(2.0),
}


def sure_points(face_map: FaceMap) -> dict[tuple[str, str], Array]:
    return {(p.code, p.side): np.array([p.x, p.y]) for p in face_map.points if p.grade != "C"}


def movement(image: Image.Image, model: FaceModel, atlas: Atlas) -> dict[str, float]:
    """Mean movement in mm by change."""
    plain = locate(photo_from_pixels(np.asarray(image)), atlas, model=model)
    before, told = sure_points(plain), {}
    for name, change in CHANGES.items():
        picture, matrix = change(image)
        after = sure_points(locate(photo_from_pixels(np.asarray(picture)), atlas, model=model))
        zoom = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
        off = [
            np.linalg.norm(matrix[:, :2] @ before[key] + matrix[:, 2] - after[key]) / zoom
            for key in before.keys() & after.keys()
        ]
        told[name] = float(np.mean(off)) * plain.mm_per_px
    return told


def turned(image: Image.Image, model: FaceModel, yaw: float, pitch: float) -> tuple[Array, Array]:
    """A rendering (h, w, 3) of the portrait at yaw and pitch, and the map's (h, w, 2) origin
    pixels: where in the photograph each rendered pixel came from."""
    frame = face_frame(face_mesh(image, detect_faces(image, model)[0], model))
    mesh = frame.vertices[:RIGHT_IRIS]
    # Beyond the mesh the surface falls away like a sphere, so hair and ears turn along.
    ring = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    centre, half = mesh[:, :2].mean(axis=0), np.ptp(mesh[:, :2], axis=0) / 2
    around = [
        np.column_stack([
            centre + (half + reach) * np.column_stack([np.cos(ring), np.sin(ring)]),
            np.full(len(ring), mesh[:, 2].max() + depth),
        ])
        for reach, depth in ((25.0, 12.0), (SURROUND_MM, 40.0))
    ]  # fmt: skip
    surface = np.vstack([mesh, *around])
    source = frame.to_photo(surface)
    spin = frame.rotation @ head_rotation(np.radians(yaw), np.radians(pitch), 0.0)
    target = (surface @ spin.T * frame.px_per_mm + frame.origin)[:, :2]
    # The nearest surface wins where the turned face overlaps itself.
    order = np.argsort((surface @ spin.T)[:, 2])
    y, x = np.mgrid[: image.height, : image.width]
    step = 4
    back = LinearNDInterpolator(target[order], source[order])
    coarse = back(np.column_stack([x[::step, ::step].ravel(), y[::step, ::step].ravel()]))
    coarse = coarse.reshape(*x[::step, ::step].shape, 2)
    fine = np.stack(
        [
            np.asarray(
                Image.fromarray(np.nan_to_num(coarse[..., i], nan=-1).astype(np.float32)).resize(
                    image.size, Image.Resampling.BILINEAR
                )
            )
            for i in (0, 1)
        ],
        axis=-1,
    )
    pixels = np.asarray(image)
    rows = np.clip(fine[..., 1].round().astype(int), 0, image.height - 1)
    columns = np.clip(fine[..., 0].round().astype(int), 0, image.width - 1)
    rendered = pixels[rows, columns].copy()
    rendered[(fine < 0).any(axis=-1)] = 200
    return rendered, fine


def turned_error(
    image: Image.Image, model: FaceModel, atlas: Atlas, yaw: float, pitch: float
) -> tuple[float, float]:
    """Mean distance in mm between points found on the rendering and the turned points of the
    photograph, and the error of the pose in degrees."""
    plain = locate(photo_from_pixels(np.asarray(image)), atlas, model=model)
    rendered, origin = turned(image, model, yaw, pitch)
    found = locate(photo_from_pixels(rendered.astype(np.uint8)), atlas, model=model)
    before, off = sure_points(plain), []
    for key, (x, y) in sure_points(found).items():
        row, column = round(float(y)), round(float(x))
        if key in before and 0 <= row < image.height and 0 <= column < image.width:
            off.append(np.linalg.norm(origin[row, column] - before[key]))
    wrong = abs(found.pose.yaw_deg - plain.pose.yaw_deg - yaw)
    return float(np.mean(off)) * plain.mm_per_px, float(wrong)


def main() -> None:
    parser = face_options(__doc__)
    parser.add_argument("--people", type=int, default=20)
    options = parser.parse_args()
    models, atlas = landmark_models(options.bundle), load_atlas()
    chosen = list(labelled_faces(options.faces))
    chosen = chosen[:: max(1, len(chosen) // options.people)]
    images = [Image.open(face.path).convert("RGB") for face in chosen]
    for model in models:
        print(f"\n{model.name}, {len(images)} portraits: mean movement in mm")
        every = [movement(image, model, atlas) for image in images]
        for name in CHANGES:
            print(f"  {name:12s} {np.mean([told[name] for told in every]):.2f}")
        print(f"  {'all':12s} {np.mean([list(told.values()) for told in every]):.2f}")
        print("turned heads, mean distance in mm (error of yaw in degrees)")
        for yaw, pitch in ((15, 0), (-15, 0), (0, 10), (0, -10), (15, 10), (-15, -10)):
            told = [turned_error(image, model, atlas, yaw, pitch) for image in images]
            mean, wrong = np.mean(told, axis=0)
            print(f"  yaw {yaw:3d} pitch {pitch:3d}  {mean:.2f} ({wrong:.1f})")


if __name__ == "__main__":
    main()
