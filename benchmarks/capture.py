"""How the gates judge ordinary portraits, and whether they notice what is done to them.

    python benchmarks/capture.py --faces DIR [--people 15]

Over DIR/london and DIR/london_smiling (the same people in the same hour): the part of photographs
that pass each gate, and the part of bad ones, made from them, that the gates against the person's
own neutral photograph notice.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from yintang.atlas import load_atlas
from yintang.face.photo import photo_from_pixels, read_photo
from yintang.outcomes import measure
from yintang.outcomes.capture import gates
from yintang.outcomes.raster import linear_light, srgb_codes
from yintang.outcomes.seeing import see

Pixels = NDArray[np.uint8]


def blurred(px: float) -> Callable[[Pixels], Pixels]:
    return lambda pixels: np.asarray(cv2.GaussianBlur(pixels, (0, 0), px), np.uint8)


def nearer(by: float) -> Callable[[Pixels], Pixels]:
    def cropped(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        y, x = (round(n * (1 - 1 / by) / 2) for n in (height, width))
        part = np.ascontiguousarray(pixels[y : height - y, x : width - x])
        return np.asarray(cv2.resize(part, (width, height)), np.uint8)

    return cropped


def brighter(by: float) -> Callable[[Pixels], Pixels]:
    return lambda pixels: srgb_codes(linear_light(pixels) * np.float32(by))


SPOILT: Mapping[str, tuple[str, Callable[[Pixels], Pixels]]] = {
    "blur of 0.3 pixels": ("sharpness-change", blurred(0.3)),
    "blur of 0.7 pixels": ("sharpness-change", blurred(0.7)),
    "blur of 1.2 pixels": ("sharpness-change", blurred(1.2)),
    "3 % nearer": ("face-size-change", nearer(1.03)),
    "10 % nearer": ("face-size-change", nearer(1.1)),
    "a third of a stop darker": ("clipping", brighter(0.8)),
    "two stops brighter": ("clipping", brighter(4.0)),
}
"""What is done -> the gate that should notice, and how; the first of a kind is to pass."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--faces", type=Path, required=True)
    options.add_argument("--people", type=int, default=15)
    given = options.parse_args()
    atlas = load_atlas()
    passed: dict[str, list[bool]] = defaultdict(list)
    noticed: dict[str, list[bool]] = defaultdict(list)
    for file in sorted((given.faces / "london").glob("*.jpg"))[: given.people]:
        neutral = read_photo(file)
        before = measure(neutral, atlas)
        for gate in before.gates:
            passed[gate.gate].append(gate.passed)
        smiling = next((given.faces / "london_smiling").glob(f"{file.stem[:3]}*.jpg"))
        for gate in gates(see(read_photo(smiling)), atlas, before):
            if gate.gate in ("smile", "smile-change"):
                noticed[f"smile, by {gate.gate}"].append(not gate.passed)
        for what, (name, spoil) in SPOILT.items():
            found = gates(see(photo_from_pixels(spoil(neutral.pixels))), atlas, before)
            noticed[f"{what}, by {name}"].append(
                any(gate.gate == name and not gate.passed for gate in found)
            )
    print(f"{given.people} people\n\nneutral photographs that pass")
    for name, each in passed.items():
        print(f"  {name:<14} {np.mean(each):4.0%}")
    print("\nspoilt photographs that are noticed")
    for name, each in noticed.items():
        print(f"  {name:<44} {np.mean(each):4.0%}")


if __name__ == "__main__":
    main()
