"""How long placing takes, as ratios in one run, and how much memory a large photograph needs.

    python benchmarks/speed.py [--photo FILE] [--bundle face_landmarker.task]

Without a photograph the public-domain portrait of scikit-image is enlarged. Prints the time of
everything after the landmarks (frame, hairline, all points) over that of the landmark stage
(detection and mesh), with the photograph read and by the mesh alone; how many whole face maps a
second 720 pixels allow by the mesh alone; and the peak memory of `yintang locate` on 12 megapixels.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from labelled_faces import landmark_models
from PIL import Image
from skimage.data import astronaut

from yintang.atlas import load_atlas
from yintang.face import locate
from yintang.face.frame import face_frame
from yintang.face.locate import _handles, _points
from yintang.face.mesh import detect_faces, face_mesh
from yintang.face.model import FaceModel
from yintang.face.photo import photo_from_pixels
from yintang.face.reference import REFERENCE_IPD_MM
from yintang.face.refine import canvas

ROUNDS = 100
FRAME_SIDE = 720
LARGE = (3000, 4000)


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def report(image: Image.Image, model: FaceModel) -> None:
    """The jobs one after the other, round by round, so that a busy moment slows all alike."""
    atlas = load_atlas()
    photo = photo_from_pixels(np.asarray(image))
    mesh = face_mesh(image, detect_faces(image, model)[0], model)

    def landmarks() -> None:
        picture = Image.fromarray(photo.pixels)
        face_mesh(picture, detect_faces(picture, model)[0], model)

    def points(read: bool) -> None:
        frame = face_frame(mesh)
        picture = canvas(image, frame) if read else None
        handles = _handles(frame, picture, None, photo, None)
        _points(frame, handles, {}, REFERENCE_IPD_MM, photo)

    jobs = (
        landmarks,
        lambda: points(True),
        lambda: points(False),
        lambda: locate(photo, atlas, model=model, read_photograph=False),
    )
    rounds = np.array([[seconds(job) for job in jobs] for _ in range(ROUNDS + 3)][3:])
    stage, read, alone, whole = np.median(rounds, axis=0)
    print(f"{model.name}, {image.width} x {image.height}: landmark stage {stage * 1000:.1f} ms")
    print(f"  frame, hairline and points, photograph read  {read / stage:.2f} x")
    print(f"  frame, hairline and points, mesh alone       {alone / stage:.2f} x")
    print(f"  whole face maps a second, mesh alone         {1 / whole:.0f}")


def large_photo_megabytes(image: Image.Image) -> float:
    """Peak resident memory in MB of the whole command on 12 megapixels."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jpg"
        image.resize(LARGE, Image.Resampling.BICUBIC).save(path, quality=92)
        program = Path(sys.executable).parent / "yintang"
        subprocess.run(
            [program, "locate", path, "--out", Path(folder) / "map.svg"],
            check=True,
            capture_output=True,
        )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--bundle", type=Path)
    options = parser.parse_args()
    image = Image.open(options.photo) if options.photo else Image.fromarray(astronaut())
    image = image.convert("RGB")
    if not options.photo:  # the portrait's face, so that it fills the frame as a portrait does
        image = image.crop((90, 0, 370, 280))
    frame = image.resize((FRAME_SIDE, FRAME_SIDE * image.height // image.width))
    models = landmark_models(options.bundle)
    for model in models:
        report(frame, model)
    print(f"12-megapixel photograph, whole command: {large_photo_megabytes(image):.0f} MB at most")


if __name__ == "__main__":
    main()
