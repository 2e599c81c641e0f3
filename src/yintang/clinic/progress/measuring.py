"""From a kept photograph to its measures, always in the same way.

What is measured is the stored picture, so that the same picture measured again gives the same
numbers; what the file that was given said of its making comes from the photograph's row.
"""

from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import Any

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.sequence import Pose
from yintang.errors import YintangError
from yintang.face import Photo as Picture
from yintang.face import read_photo
from yintang.face.file_facts import FileFacts
from yintang.face.model import find_model
from yintang.outcomes import Gate, PhotoMeasures, measure
from yintang.outcomes.measurement import View

METHOD = f"yintang {version('yintang')}"
"""How a photograph is measured here; measures by another method enter another series."""
FOR_A_FACE_AT_REST = frozenset({"smile", "eyes", "smile-change", "eyes-change"})
"""Gates that ask for what another expression is not."""
SIDES: dict[View, str] = {
    "front": "from the front",
    "left-45": "from the patient's left",
    "right-45": "from the patient's right",
}


@dataclass(frozen=True, slots=True)
class Measuring:
    """What came of measuring one photograph; without `measures`, `trouble` says why."""

    measures: PhotoMeasures | None
    gates: tuple[Gate, ...]
    trouble: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the photograph as a whole."""
        return not self.trouble and not any(gate.forbids_all for gate in self.gates)


@cache
def model_in_use() -> str:
    """SHA-256 of the face model that measures now."""
    return find_model().sha256


def measured(
    content: bytes, made: FileFacts | None, pose: Pose, baseline: PhotoMeasures | None
) -> Measuring:
    """Measure a stored picture.

    Parameters
    ----------
    content : the stored file.
    made : what the file that was given said of its making.
    pose : what it was to show; of a pose that is not measured only the picture is kept.
    baseline : her first photograph of this pose, against which distance and pose are judged.
    """
    if not pose.measured:
        return Measuring(None, ())
    picture = replace(read_photo(content), name="", file=made)
    return measured_picture(picture, pose, baseline)


def measured_picture(picture: Picture, pose: Pose, baseline: PhotoMeasures | None) -> Measuring:
    """As `measured`, of pixels; a face that cannot be measured is told as trouble."""
    try:
        found = measure(picture, atlas(), baseline=baseline)
    except YintangError as fault:
        words = str(fault)
        return Measuring(None, (), f"{words[:1].upper()}{words[1:]}."[:500])
    gates = (*_apt(found.gates, pose), seen_from(found, pose))
    found = replace(found, gates=gates)
    return Measuring(found, gates)


def _apt(gates: tuple[Gate, ...], pose: Pose) -> tuple[Gate, ...]:
    """The gates that this pose has to pass."""
    if pose.expression == "neutral":
        return gates
    return tuple(gate for gate in gates if gate.gate not in FOR_A_FACE_AT_REST)


def seen_from(found: PhotoMeasures, pose: Pose) -> Gate:
    """Whether the face is seen from where the pose asks."""
    right = found.view == pose.view
    say = (
        f"The face is seen {SIDES[found.view]}, as asked."
        if right
        else f"The face is seen {SIDES[found.view]}. {pose.ask} Or add it as the view it shows."
    )
    return Gate("view", right, None, None, "", say)


def store(photo: Photo, found: PhotoMeasures) -> Measures:
    """Keep measures; those there are of the same model and method are replaced."""
    row, _ = Measures.objects.update_or_create(
        photo=photo,
        model_sha256=found.model.sha256,
        method=METHOD,
        defaults={"model_name": found.model.name, "content": found.as_json()},
    )
    return row


def gates_as_json(gates: tuple[Gate, ...]) -> list[dict[str, Any]]:
    """Gates as a shot keeps them."""
    return [asdict(gate) for gate in gates]


def remeasure(shot: Shot, content: bytes, baseline: PhotoMeasures | None) -> Measuring:
    """Measure a shot's stored picture anew; the shot's own verdict stays as it was shown."""
    return measured(content, shot.photo.file_facts, shot.facts, baseline)
