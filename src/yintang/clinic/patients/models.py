"""Patients, the words they are found by, merges, consents and letters to them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.patients.words import is_written_together, words_of

FOUND_BY = {"given_name", "family_name", "known_as", "born", "email", "phone", "merged_into"}
"""The fields whose words a patient is found by."""


class ChangedElsewhere(Exception):
    """Somebody changed the record in the meantime. `current` is how it stands now."""

    def __init__(self, current: "Patient") -> None:
        """With the record as it stands now."""
        super().__init__("this record was changed elsewhere since you opened it")
        self.current = current


class Patient(models.Model):
    """A person in the care of one clinic."""

    class Sex(models.TextChoices):
        """As the rules of screening need it."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="patient_records",
    )
    """Her own sign-in, where she has one."""
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    born = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    address = models.TextField(blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    doctor = models.CharField(max_length=200, blank=True)
    """Her general practitioner."""
    desk_note = models.TextField(blank=True)
    """What the front desk should know; nothing clinical."""
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    """Set on the record that was a duplicate: it is kept, hidden, and can be brought back."""

    class Meta:
        indexes = [models.Index(fields=["clinic", "family_name", "given_name"], name="by_name")]

    def __str__(self) -> str:
        if is_written_together(self.family_name):
            return f"{self.family_name}{self.given_name}"
        return f"{self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The words she is found by are kept in step, in the same transaction."""
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if fields is None or FOUND_BY & set(fields):
                self.index_words()

    def index_words(self) -> None:
        """Write the words that she is found by, and remove those that no longer find her."""
        wanted = {word.encode() for word in words_of(self)}
        rows = {bytes(row.word): row.pk for row in self.words.all()}
        if gone := [pk for word, pk in rows.items() if word not in wanted]:
            Word.objects.filter(pk__in=gone).delete()
        Word.objects.bulk_create(
            Word(patient=self, clinic_id=self.clinic_id, word=word)
            for word in sorted(wanted - rows.keys())
        )

    def change(self, fields: Mapping[str, Any], *, expected: int) -> Self:
        """Take on new values if the record still stands at the `expected` revision.

        Raises
        ------
        ChangedElsewhere
            If it was changed in the meantime to something else than these values.
        """
        with locked(self) as current:
            changed = [name for name, value in fields.items() if getattr(current, name) != value]
            if not changed:
                return current
            if current.revision != expected:
                raise ChangedElsewhere(current)
            for name in changed:
                setattr(current, name, fields[name])
            current.revision += 1
            current.save(update_fields=[*changed, "revision"])
            return current

    @property
    def listed(self) -> str:
        """As a list orders her: the family name first."""
        together = is_written_together(self.family_name)
        return str(self) if together else f"{self.family_name}, {self.given_name}"

    @property
    def called(self) -> str:
        """How to speak to her."""
        return self.known_as or self.given_name

    def age(self, today: date) -> int | None:
        """In whole years."""
        if self.born is None:
            return None
        before_birthday = (today.month, today.day) < (self.born.month, self.born.day)
        return today.year - self.born.year - before_birthday


class Word(models.Model):
    """One word a patient is found by, or a pair of them, as `patients.words` makes them.

    Folded to lower case without accents, and kept as UTF-8: databases order text each by their own
    collation, but bytes all alike, and so a prefix is a range of the index.
    """

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="words", db_index=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+")
    word = models.BinaryField(max_length=240)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "word", "patient"], name="found_by"),
            models.Index(fields=["patient", "word"], name="her_words"),
        ]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Merge(models.Model):
    """Two records of one person made one; what moved is written down, so that it can move back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Patient, models.PROTECT, related_name="merges")
    retired = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    """Keys of rows by model label, and the kept record's fields as they were."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"merge of {self.at:%d %B %Y}"


class Consent(models.Model):
    """A consent to one purpose, as signed: the very text, and the strokes of the signature."""

    class Purpose(models.TextChoices):
        """Each is asked for, given and withdrawn on its own."""

        TREATMENT = "treatment", "Treatment"
        PHOTOGRAPHS = "photographs", "Photographs for the record"
        TEACHING = "teaching", "Teaching"
        PUBLICITY = "publicity", "Publicity"
        SHARING = "sharing", "Sharing with other clinicians"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.CharField(max_length=80)
    """Of the text: our wording's number and the atlas' version."""
    text = models.JSONField()
    """The headings and paragraphs she read."""
    given = models.BooleanField(default=True)
    """False where she was asked and declined."""
    signed_name = models.CharField(max_length=200)
    signature = models.JSONField(default=list)
    """Strokes: lists of [x, y] as fractions of the field."""
    signed_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_words = models.TextField(blank=True)
    withdrawn_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    effect = models.TextField(blank=True)
    """What the withdrawal did to what had been derived, in words."""

    class Meta:
        indexes = [models.Index(fields=["patient", "purpose", "-signed_at"], name="latest_consent")]

    def __str__(self) -> str:
        return self.get_purpose_display()

    @property
    def in_force(self) -> bool:
        """Given, not withdrawn and not replaced by a newer one."""
        return self.given and self.withdrawn_at is None and self.replaced_by_id is None

    @property
    def by_word_of_mouth(self) -> bool:
        """Given without a signature: whoever took it down says so."""
        return self.given and not self.signed_name and not self.signature

    def withdraw(self, words: str, *, to: User, now: datetime, effect: str = "") -> bool:
        """Take down a withdrawal; False where there is nothing in force to withdraw.

        `effect` says what was done with what had been derived from the consent.
        """
        with locked(self) as held:
            if not held.in_force:
                return False
            held.withdrawn_at, held.withdrawn_words, held.withdrawn_to = now, words, to
            held.effect = effect
            held.save(update_fields=["withdrawn_at", "withdrawn_words", "withdrawn_to", "effect"])
        return True


class Letter(models.Model):
    """Something to be sent or handed to her. Sending is the outbox' work, `manage send_outbox`."""

    class State(models.TextChoices):
        """How far it has come. Only a letter that is waiting is ever taken up to be sent."""

        WAITING = "waiting", "Waiting to be sent"
        CLAIMED = "claimed", "Taken up to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNSURE = "unsure", "May have been sent"
        FAILED = "failed", "Could not be sent"
        DESK = "desk", "To be printed or copied"
        PRINTED = "printed", "Handed over"
        DROPPED = "dropped", "No longer needed"

    OPEN: tuple[str, ...] = (State.WAITING, State.FAILED, State.DESK, State.UNSURE)
    """Those about which a person may decide something."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=40)
    """ "aftercare", "summary", "reminder", …; `outbox.kinds` says how each is sent."""
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    """An iCalendar file that goes with it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """None for what is written by itself, such as a reminder."""
    created_at = models.DateTimeField(auto_now_add=True)
    once = models.CharField(max_length=100, unique=True)
    """A letter with the same key is the same letter: asking twice queues it once."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    quiet = models.BooleanField(default=True)
    """Whether it waits for the end of her quiet hours."""
    next_at = models.DateTimeField(null=True, blank=True)
    """Not sent before; none for at once."""
    not_after = models.DateTimeField(null=True, blank=True)
    """Of no use to her from then on."""
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    """What went wrong the last time, without her address."""
    claim = models.UUIDField(null=True, blank=True)
    """Of the round that took it up."""
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="letters_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def standing(self) -> str:
        """Where it is, in words: "waiting to be sent", "sent", …"""
        state = "sent" if self.sent_at else "printed" if self.printed_at else self.state
        return self.State(state).label.lower()

    def hand_over(self, now: datetime) -> bool:
        """Note that it was printed or told; False where there was nothing to hand over."""
        return self._settle(self.OPEN, self.State.PRINTED, printed_at=now)

    def arrived(self, now: datetime) -> bool:
        """Note that a letter which may have been sent did reach her."""
        return self._settle((self.State.UNSURE,), self.State.SENT, sent_at=now)

    def drop(self) -> bool:
        """Take it back before it is sent."""
        return self._settle(self.OPEN, self.State.DROPPED)

    def try_again(self) -> bool:
        """Send it with the next round, after a failure or where nobody knows whether it went."""
        again = (self.State.FAILED, self.State.UNSURE, self.State.DESK)
        return self._settle(again, self.State.WAITING, tries=0, next_at=None, trouble="")

    def _settle(self, expected: tuple[str, ...], state: str, **changes: Any) -> bool:
        with locked(self) as current:
            if current.state not in expected or current.sent_at or current.printed_at:
                return False
            for name, value in (changes | {"state": state, "claim": None}).items():
                setattr(current, name, value)
            current.save(update_fields=["state", "claim", *changes])
        return True
