"""What the photographs of a visit are, what was measured on them, and what a course aims at."""

import uuid
from typing import Any

import msgspec
from django.conf import settings
from django.db import models

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Course, Revised, Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.photos.models import Photo
from yintang.clinic.progress.answers import in_words
from yintang.clinic.progress.results_models import BlindRating, CalibrationShot, RoomNoise
from yintang.clinic.progress.sequence import INVENTED, POSES, Pose
from yintang.outcomes import Gate, PhotoMeasures

__all__ = [
    "BlindRating",
    "CalibrationShot",
    "Circumstances",
    "Measures",
    "RoomNoise",
    "Sequence",
    "Shot",
    "Target",
]


class Sequence(models.Model):
    """The photographs that a clinic takes at a visit; see `sequence.asked_of`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.OneToOneField(Clinic, models.CASCADE, related_name="sequence")
    poses = models.JSONField(default=list)
    """In order: pose, shots, may_skip."""

    def __str__(self) -> str:
        return f"{len(self.poses)} views"


class Shot(models.Model):
    """One photograph of a visit's sequence, kept whether it passed its gates or not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="shots")
    photo = models.OneToOneField(Photo, models.PROTECT, related_name="shot")
    pose = models.SlugField(max_length=20)
    number = models.PositiveSmallIntegerField()
    """Of this pose at this visit, in the order of taking."""
    gates = models.JSONField(default=list)
    """The fields of each `outcomes.Gate`."""
    passed = models.BooleanField(default=False)
    """No gate forbids it as a whole; some may forbid single metrics or regions."""
    trouble = models.CharField(max_length=500, blank=True)
    """Why nothing could be measured on it."""
    kept = models.BooleanField(default=False)
    """It failed a gate, and it was decided to go on with it, marked."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "pose", "number"], name="one_shot_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.name}, shot {self.number}"

    @property
    def facts(self) -> Pose:
        """What the pose is."""
        return POSES[self.pose]

    @property
    def name(self) -> str:
        """Of the pose, as on the page."""
        return self.facts.name

    @property
    def is_good(self) -> bool:
        """Whether it counts towards the shots of its pose."""
        return self.passed or self.kept

    @property
    def is_invented(self) -> bool:
        """Whether it shows nobody, as its file says."""
        return self.photo.file_facts.software == INVENTED

    @property
    def state(self) -> str:
        """What its checks came to, in one word or two."""
        if self.passed:
            return "passed" if self.facts.measured else "not measured"
        return "kept in spite of a check" if self.kept else "failed a check"

    def failed(self) -> list[Gate]:
        """The gates it did not pass, each with what to do."""
        gates = msgspec.convert(self.gates, list[Gate])
        return [gate for gate in gates if not gate.passed]

    def decide(self, *, keep: bool) -> None:
        """Go on with a shot that failed a gate, or take that back."""
        with locked(self) as current:
            current.kept = keep and not current.passed
            current.save(update_fields=["kept"])
        self.kept = current.kept


class Measures(models.Model):
    """What was measured on one photograph with one face model by one method.

    A photograph that is measured anew gets a row more; a series is read from rows of one model and
    one method only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="measures")
    model_name = models.CharField(max_length=80)
    model_sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=80)
    """How it was measured: the program's version and the atlas's."""
    content = models.JSONField()
    """`yintang/measures/1`."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "model_sha256", "method"], name="one_measuring_a_method"
            )
        ]
        verbose_name_plural = "measures"

    def __str__(self) -> str:
        return f"measured with {self.model_name}, {self.method}"

    def read(self) -> PhotoMeasures:
        """The measures as the outcomes room knows them."""
        return PhotoMeasures.from_json(self.content)


class Target(models.Model):
    """What a course is judged by: a metric in a region, for one of her concerns.

    At most three are declared. Once they are locked, what is added is exploratory.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="targets")
    concern = models.CharField(max_length=20)
    metric = models.CharField(max_length=40)
    region = models.CharField(max_length=40)
    exploratory = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "metric", "region"],
                condition=models.Q(withdrawn_at=None),
                name="one_target_a_measure",
            )
        ]
        indexes = [models.Index(fields=["course", "declared_at"], name="targets_in_order")]

    def __str__(self) -> str:
        return f"{self.metric} in {self.region}"

    def in_words(self) -> dict[str, str]:
        """What it measures, where and for which concern, by the atlas' names; ids beside them."""
        known = atlas()
        metric, place = known.metrics.get(self.metric), known.regions.get(self.region)
        concern = known.concerns.get(self.concern)
        return {
            "metric": self.metric,
            "region": self.region,
            "name": metric.name if metric else self.metric,
            "place": place.name.lower() if place else self.region,
            "concern": concern.name if concern else self.concern,
        }


class Circumstances(Revised):
    """What may move a measurement on the day of the photographs, and how both find the change.

    `answers` holds what `answers.WORDS` names; a question without an answer is left out.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="circumstances")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "circumstances"

    def __str__(self) -> str:
        return f"circumstances, revision {self.revision}"

    def is_signed(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.is_signed

    def in_words(self) -> list[tuple[str, str]]:
        """Each answer with its question."""
        return list(in_words(self.answers))

    def content(self) -> Any:
        """The answers."""
        return self.answers

    def put(self, content: Any) -> list[str]:
        """Take on answers."""
        self.answers = content
        return ["answers"]
