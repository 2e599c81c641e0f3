"""Where a course's change lies on the face, worked out from the kept photographs.

That takes a second or two, so it is kept in memory for a while; nothing of it is stored. It is
worked out anew whenever a photograph, a target or the room's calibration is another one.
"""

import hashlib
import json

from django.core.cache import cache

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.photos.keeping import bytes_of
from yintang.clinic.progress.results import Results
from yintang.errors import YintangError
from yintang.face import read_photo
from yintang.outcomes import PhotoMeasures
from yintang.outcomes.heat import Heat, heats, may_be_drawn
from yintang.outcomes.seeing import Seen, see

KEPT_S = 3600
WORKERS = 2


def heats_of(results: Results) -> tuple[Heat, ...]:
    """The maps of the declared targets that changed; none where none did."""
    changes, by = results.changes, results.by
    if changes is None or by is None or not any(map(may_be_drawn, changes.targets)):
        return ()
    key = _fingerprint(results)
    found: tuple[Heat, ...] | None = cache.get(key)
    if found is None:
        found = heats(changes.targets, by, atlas(), lambda shot: _look(results, shot), WORKERS)
        cache.set(key, found, KEPT_S)
    return found


def _look(results: Results, measured: PhotoMeasures) -> Seen | None:
    """The face on a shot's picture; None where the picture is gone."""
    try:
        return see(read_photo(bytes_of(results.series.shots[measured.photo].photo)))
    except (YintangError, OSError):
        return None


def _fingerprint(results: Results) -> str:
    assert results.changes is not None
    there = sorted(
        f"{shot.photo_id}{shot.photo.erased_at or ''}" for shot in results.series.shots.values()
    )
    told = [results.series.method, there, results.changes.as_json()["targets"]]
    return f"heat:{hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()}"
