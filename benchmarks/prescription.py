"""How long the `full` protocol's prescription takes: `python benchmarks/prescription.py`.

Every request asks for three concerns; those that cannot be met (skin conditions that are hardly
needled in the face) are counted apart, with the time it took to say why. The time is that of
`prescribe` alone: gathering candidates, building and solving the programme, describing the needles.
The face is the tests' made-up one; a located face gives about the same number of candidates.
"""

import sys
import time
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np

from yintang.atlas import load_atlas
from yintang.planning import Consultation, PlanError, prescribe, screen

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "planning"))
from faces import synthetic_face


def main(most: int = 400) -> None:
    atlas, face, today = load_atlas(), synthetic_face(), date(2026, 1, 5)
    triples = list(combinations(sorted(atlas.concerns), 3))
    chosen = [triples[i] for i in np.linspace(0, len(triples) - 1, most).astype(int)]
    times, sizes, unmet = [], [], []
    for triple in chosen:
        told = Consultation(goals=dict(zip(triple, (5, 4, 3), strict=True)), first_visit=False)
        screening = screen(told, atlas, today)
        start = time.perf_counter()
        try:
            planned = prescribe(told, face, atlas, screening, atlas.protocols["full"])
        except PlanError:
            unmet.append(1000 * (time.perf_counter() - start))
            continue
        times.append(1000 * (time.perf_counter() - start))
        sizes.append(len(planned.needles))
    print(f"{len(times)} requests of three concerns under the full protocol")
    print(f"needles     median {np.median(sizes):.0f}, {min(sizes)} to {max(sizes)}")
    print(f"median      {np.median(times):6.1f} ms   (wanted: at most 100)")
    print(f"95th        {np.percentile(times, 95):6.1f} ms")
    print(f"slowest     {max(times):6.1f} ms")
    if unmet:
        print(
            f"{len(unmet)} more cannot be met; saying why takes {np.median(unmet):.1f} ms (median)"
        )


if __name__ == "__main__":
    main()
