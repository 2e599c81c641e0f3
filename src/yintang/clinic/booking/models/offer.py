"""What a clinic offers, and the rooms and equipment that it takes."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.access import RIGHTS
from yintang.clinic.clinics.models import Clinic


class Room(models.Model):
    """A room in which one patient can be treated at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="one_room_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Equipment(models.Model):
    """One piece that one patient can use at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="equipment")
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "equipment"
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="one_piece_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Something that can be booked, with the phases in which the practitioner is needed."""

    class Kind(models.TextChoices):
        """Which part of the way it belongs to."""

        CONSULTATION = "consultation", "Consultation"
        TREATMENT = "treatment", "Treatment"
        REVIEW = "review", "Review"
        MAINTENANCE = "maintenance", "Maintenance"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="services")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    phases = models.JSONField(default=list)
    """In order: {"minutes": 30, "practitioner": true}. The room is needed throughout; where the
    practitioner is not, her time may be booked for somebody else, so that rests overlap. Minutes
    are multiples of five."""
    rooms = models.ManyToManyField(Room, blank=True, related_name="+")
    """Where it can be done; none named means in any."""
    equipment = models.ManyToManyField(Equipment, blank=True, related_name="+")
    """One of these is needed; none named means nothing is."""
    practitioners = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    """Who does it; nobody named means everybody who treats in this clinic."""
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    """In the clinic's currency."""
    online = models.BooleanField(default=True)
    """Whether a patient may book it by herself."""
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="one_service_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        """From the first phase to the end of the last."""
        return sum(int(phase["minutes"]) for phase in self.phases)

    @classmethod
    def offered(cls, clinic: Clinic) -> list[Self]:
        """What can be booked here, by name; a clinic that has set up nothing gets a plain visit."""
        found = list(cls.objects.filter(clinic=clinic, active=True).order_by("name"))
        if not found:
            first, _ = cls.objects.get_or_create(
                clinic=clinic, name="Visit", defaults=PLAIN_VISIT | {"active": True}
            )
            found = [first] if first.active else []
        return found

    def performing(self) -> models.QuerySet[User]:
        """Those who do it and treat in this clinic at present, by name."""
        named = self.practitioners.through.objects.filter(service=self).values("user")
        return treating(self.clinic).filter(Q(pk__in=named) | ~Exists(named))

    def performers(self) -> list[User]:
        """The same, read."""
        return list(self.performing())

    def rooms_open(self) -> models.QuerySet[Room]:
        """The rooms in use in which it can be done, by name."""
        named = self.rooms.through.objects.filter(service=self).values("room")
        rooms = Room.objects.filter(clinic=self.clinic_id, active=True)
        return rooms.filter(Q(pk__in=named) | ~Exists(named)).order_by("name")

    def needs_room(self) -> bool:
        """Whether it is done in one of the clinic's rooms, and not just anywhere."""
        rooms = Room.objects.filter(clinic=self.clinic_id, active=True)
        return rooms.exists() or self.rooms.exists()

    def places(self) -> list[Room | None]:
        """The rooms in which it can be done; [None] where the clinic names no rooms."""
        found: list[Room | None] = list(self.rooms_open())
        return found or ([] if self.needs_room() else [None])

    def pieces(self) -> list[Equipment | None]:
        """The equipment of which one is needed, by name; [None] where none is."""
        named = list(self.equipment.order_by("name"))
        return [piece for piece in named if piece.active] if named else [None]


PLAIN_VISIT = {
    "kind": Service.Kind.TREATMENT,
    "phases": [{"minutes": 60, "practitioner": True}],
    "online": False,
}
"""An hour with the practitioner, not offered to patients."""


def treating(clinic: Clinic) -> models.QuerySet[User]:
    """Those who treat in a clinic, by name."""
    return User.objects.filter(
        memberships__clinic=clinic,
        memberships__active=True,
        memberships__role__in=RIGHTS["write notes"],
    ).order_by("name", "pk")
