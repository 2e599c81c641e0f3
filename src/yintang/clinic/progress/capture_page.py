"""What the page of a visit's photographs shows."""

from typing import Any

from django.urls import reverse

from yintang.clinic.care.models import Visit
from yintang.clinic.progress.answers import in_words
from yintang.clinic.progress.circumstances import CircumstancesForm
from yintang.clinic.progress.models import Circumstances, Measures, Shot
from yintang.clinic.progress.sequence import POSES, asked_of
from yintang.clinic.progress.shots import Line, baselines_of, lines_of, next_line
from yintang.face.reference import REFERENCE_IPD_MM


def page_of(visit: Visit, wanted: str) -> dict[str, Any]:
    """The sequence with its shots, the pose in front of the camera, and what the script needs."""
    lines = lines_of(visit, asked_of(visit.clinic))
    coming = next_line(lines)
    pose = POSES.get(wanted) or (coming.pose if coming else lines[0].pose)
    written = Circumstances.objects.filter(visit=visit).first() or Circumstances(visit=visit)
    return {
        "lines": lines,
        "pose": pose,
        "is_done": not any(line.left for line in lines if not line.asked.may_skip),
        "is_begun": any(line.shots for line in lines),
        "is_invented": any(shot.is_invented for line in lines for shot in line.shots),
        "camera": _for_the_camera(visit, lines),
        "circumstances": CircumstancesForm(
            initial={**written.answers, "revision": written.revision}
        ),
        "told": list(in_words(written.answers)),
    }


def _for_the_camera(visit: Visit, lines: tuple[Line, ...]) -> dict[str, Any]:
    """Every pose of the sequence with its baseline, for the script."""
    first = baselines_of(visit)
    eyes = _eyes_shares(first)
    return {
        "add": reverse("shot-add", args=[visit.pk]),
        "hint": reverse("shot-hint", args=[visit.pk]),
        "poses": {
            line.pose.id: {
                "name": line.pose.name,
                "ask": line.pose.ask,
                "view": line.pose.view,
                "ghost": _picture(first.get(line.pose.id)),
                "eyes": eyes.get(line.pose.id),
            }
            for line in lines
        },
    }


def _picture(shot: Shot | None) -> str:
    return reverse("photo-small", args=[shot.photo_id]) if shot else ""


def _eyes_shares(first: dict[str, Shot]) -> dict[str, float]:
    """On each baseline, the distance between the pupils in parts of the picture's shorter side."""
    by_photo = {shot.photo_id: shot for shot in first.values()}
    rows = Measures.objects.filter(photo__in=by_photo).order_by("at")
    return {
        by_photo[row.photo_id].pose: round(
            REFERENCE_IPD_MM
            / row.content["mm_per_px"]
            / min(by_photo[row.photo_id].photo.width, by_photo[row.photo_id].photo.height),
            4,
        )
        for row in rows
    }
