"""Fill an empty folder with the sample clinic, for `yintang serve --data` and browsers.

    python tests/browser/house.py FOLDER [ISO-INSTANT]

Two visits of the day stand where a session can begin. What there is to visit is written to
`FOLDER/there.json`, as `browser.pages` describes it.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

TO_COME = ("soon", "later")
"""Those who are still to come have, in this house, a plan that is confirmed."""


def main(folder: str, now: str | None) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    for name in [name for name in os.environ if name.startswith("YINTANG_")]:
        del os.environ[name]
    os.environ["YINTANG_HTTPS"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "yintang.clinic.settings"
    from yintang.cli.server import open_folder, start_clinic  # noqa: PLC0415 - after the settings

    place = open_folder(folder)
    start_clinic()
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from browser.pages import what_there_is  # noqa: PLC0415
    from yintang.clinic.sample import fill  # noqa: PLC0415

    moment = datetime.fromisoformat(now) if now else timezone.now()
    sample = fill(moment)
    prepare_those_to_come(moment)
    (place / "there.json").write_text(json.dumps(what_there_is(sample)), "utf-8")


def prepare_those_to_come(now: datetime) -> None:
    from django.db import transaction  # noqa: PLC0415 - after the settings

    from yintang.clinic.accounts.models import User  # noqa: PLC0415
    from yintang.clinic.clinics.models import Clinic  # noqa: PLC0415
    from yintang.clinic.patients.models import Patient  # noqa: PLC0415
    from yintang.clinic.sample.clock import set_to, turned_back  # noqa: PLC0415
    from yintang.clinic.sample.histories import consents  # noqa: PLC0415
    from yintang.clinic.sample.people import everybody  # noqa: PLC0415
    from yintang.clinic.sample.scene import Scene  # noqa: PLC0415
    from yintang.clinic.sample.visiting import prepared  # noqa: PLC0415

    staff = {user.name.split()[0].lower(): user for user in User.objects.all()}
    scene = Scene(Clinic.objects.get(), staff, now)
    with turned_back(), transaction.atomic():
        for person in everybody().patients:
            if person.today in TO_COME:
                set_to(now)
                patient = Patient.objects.get(
                    given_name=person.given, family_name=person.family, merged_into=None
                )
                visit = patient.visits.latest("starts_at")
                if not patient.consents.exists():
                    consents(scene, person, patient)
                prepared(scene, person, visit, staff[person.by])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
