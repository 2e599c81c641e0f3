"""Measure stored photographs anew, with the face model and by the method in use."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from yintang.clinic.audit.chain import record
from yintang.clinic.patients.models import Patient
from yintang.clinic.photos.keeping import Erased, bytes_of
from yintang.clinic.progress.measuring import METHOD, Measuring, model_in_use, remeasure, store
from yintang.clinic.progress.models import Measures, Shot
from yintang.clinic.progress.sequence import POSES
from yintang.clinic.progress.shots import baseline_measures
from yintang.errors import YintangError


class Command(BaseCommand):
    """`yintang manage remeasure`: begun again, it goes on where it stopped."""

    help = (
        "Measure stored photographs anew, with the face model in use. Earlier measures stay. "
        "Photographs that are measured that way already are passed over, so that a run that was "
        "stopped can be begun again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose photographs, and whether only to count them."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--patient", type=UUID, help="one patient, by the id in the address")
        whose.add_argument("--all", action="store_true", help="every patient of every clinic")
        parser.add_argument(
            "--dry-run", action="store_true", help="say how many would be measured, and stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure them one by one; bad ones are told at the end and stop nothing."""
        waiting = _waiting(options["patient"])
        count = waiting.count()
        if options["dry_run"] or not count:
            self.stdout.write(f"{count} photographs to measure")
            return
        troubles = []
        for n, shot in enumerate(_one_by_one(waiting), 1):
            if trouble := measure_again(shot):
                troubles.append(f"photograph {shot.photo_id}: {trouble}")
            self._progress(n, count)
        for line in troubles:
            self.stderr.write(line)
        self.stdout.write(f"{count - len(troubles)} photographs measured, {len(troubles)} not")

    def _progress(self, n: int, count: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{n} of {count}", ending="" if n < count else "\n")


def _waiting(patient_id: UUID | None) -> QuerySet[Shot]:
    """Shots that can be measured and were not, with this model and by this method."""
    shots = Shot.objects.filter(
        pose__in=[pose.id for pose in POSES.values() if pose.measured], photo__erased_at=None
    )
    if patient_id is not None:
        if not Patient.objects.filter(pk=patient_id).exists():
            raise CommandError(
                "there is no such patient; take the id from the address of the patient's page"
            )
        shots = shots.filter(photo__patient=patient_id)
    this_way = Measures.objects.filter(
        photo=OuterRef("photo"), model_sha256=model_in_use(), method=METHOD
    )
    # Earlier visits first: the first shots are what later ones are judged against.
    return shots.exclude(Exists(this_way)).order_by("visit__starts_at", "number", "pk")


def _one_by_one(shots: QuerySet[Shot]) -> Iterator[Shot]:
    for pk in list(shots.values_list("pk", flat=True)):
        found = Shot.objects.select_related("photo", "visit__patient", "visit__clinic")
        yield found.get(pk=pk)


def measure_again(shot: Shot) -> str:
    """Measure one shot anew; "" or why it cannot be."""
    try:
        baseline = baseline_measures(shot.visit, shot.facts)
        found: Measuring = remeasure(shot, bytes_of(shot.photo), baseline)
    except (Erased, YintangError) as fault:
        return str(fault)
    if found.measures is None:
        return found.trouble
    with transaction.atomic():
        store(shot.photo, found.measures)
        patient = shot.visit.patient
        record(None, shot.visit.clinic, "measured", "photo", shot.photo_id, patient=patient)
    return ""
