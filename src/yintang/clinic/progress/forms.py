"""What is asked when a shot is taken and when a clinic chooses its sequence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from yintang.clinic.photos.forms import PhotoForm
from yintang.clinic.progress.sequence import MOST_SHOTS, POSES, USUAL_SHOTS, Asked, Pose

MOST_FILES = 10
"""Photographs of one upload: each takes some seconds to measure."""
SAME_ORDER = 99


class ShotForm(forms.Form):
    """Which pose the photographs show."""

    pose = forms.ChoiceField(
        choices=[(pose.id, pose.name) for pose in POSES.values()],
        error_messages={"required": "Choose what the photograph shows.",
                        "invalid_choice": "Choose one of the views of the list."},
    )  # fmt: skip

    def chosen(self) -> Pose:
        """The pose."""
        return POSES[self.cleaned_data["pose"]]


def files_trouble(files: list[Any]) -> str:
    """What is wrong with an upload as a whole, in words; "" where nothing is."""
    if not files:
        return "Choose a photograph, or take one."
    if len(files) > MOST_FILES:
        return f"Choose at most {MOST_FILES} photographs at a time."
    for file in files:
        form = PhotoForm({}, MultiValueDict({"photo": [file]}))
        if not form.is_valid():
            return str(form.errors["photo"][0])
    return ""


@dataclass(frozen=True, slots=True)
class PoseRow:
    """One pose on the page where a clinic chooses its sequence."""

    pose: Pose
    taken: bool
    shots: int
    may_skip: bool
    order: int


def rows_of(sequence: Iterable[Asked]) -> list[PoseRow]:
    """Every pose there is: those of the sequence in its order, then the others."""
    chosen = list(sequence)
    rows = [PoseRow(one.pose, True, one.shots, one.may_skip, n) for n, one in enumerate(chosen, 1)]
    used = {one.pose.id for one in chosen}
    others = (pose for pose in POSES.values() if pose.id not in used)
    return rows + [
        PoseRow(pose, False, USUAL_SHOTS, True, n) for n, pose in enumerate(others, len(rows) + 1)
    ]


class SequenceForm(forms.Form):
    """For each pose: whether it is taken, how many shots, whether it may be skipped, its place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Four fields a pose."""
        super().__init__(*args, **kwargs)
        for id_, pose in POSES.items():
            self.fields[f"take-{id_}"] = forms.BooleanField(required=False)
            self.fields[f"skip-{id_}"] = forms.BooleanField(required=False)
            self.fields[f"shots-{id_}"] = forms.IntegerField(
                min_value=1,
                max_value=MOST_SHOTS,
                required=False,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"),
                    f"{pose.name}: take 1 to {MOST_SHOTS} shots.",
                ),
            )
            self.fields[f"order-{id_}"] = forms.IntegerField(
                min_value=1,
                max_value=SAME_ORDER,
                required=False,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"),
                    f"{pose.name}: give its place as a number from 1 on.",
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Insist on one pose that can be measured."""
        told: dict[str, Any] = super().clean() or {}
        if not any(told.get(f"take-{id_}") and pose.measured for id_, pose in POSES.items()):
            self.add_error(
                None, "Choose at least one view that can be measured, such as the front."
            )
        return told

    def sequence(self) -> list[Asked]:
        """The poses chosen, by their places; those with the same place in the usual order."""
        told = self.cleaned_data
        taken = [pose for pose in POSES.values() if told.get(f"take-{pose.id}")]
        taken.sort(key=lambda pose: told.get(f"order-{pose.id}") or SAME_ORDER)
        return [
            Asked(pose, told.get(f"shots-{pose.id}") or USUAL_SHOTS, told[f"skip-{pose.id}"])
            for pose in taken
        ]

    def problems(self) -> list[str]:
        """Everything that is wrong, in words."""
        return [str(error) for errors in self.errors.values() for error in errors]
