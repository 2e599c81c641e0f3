"""Documents written again and again: every save is a revision, a stale save is refused."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models

from yintang.clinic.accounts.models import User
from yintang.clinic.locking import locked


class Stale(Exception):
    """Somebody saved in the meantime. `current` is what stands there now."""

    def __init__(self, current: "Revised") -> None:
        """With the document as it stands now."""
        super().__init__("this was changed elsewhere since you opened it")
        self.current = current


class Signed(Exception):
    """The visit is signed: what it holds is amended, never edited."""


class Revision(models.Model):
    """One saved state of one document."""

    document = models.UUIDField()
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None for what somebody told on the public page before she had a sign-in."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_revision_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.kind}, revision {self.number}"


class Revised(models.Model):
    """A document of a visit with a revision number. Subclasses name their content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def is_signed(self) -> bool:
        """Whether the visit it belongs to is signed."""
        raise TypeError("a document says whether its visit is signed")

    def content(self) -> Any:
        """What a revision keeps, JSON-safe."""
        raise TypeError("a document names its content")

    def put(self, content: Any) -> list[str]:
        """Take on the content of a revision; returns the names of the fields that changed."""
        raise TypeError("a document takes on its content")

    def revise(self, content: Any, *, expected: int, by: User | None) -> Self:
        """Save new content if the document still stands at the `expected` revision.

        Saving what already stands there makes no revision, so a double click is harmless.

        Raises
        ------
        Stale
            If it was saved elsewhere in the meantime.
        Signed
            If the visit is signed.
        """
        with locked(self) as current:
            if current.is_signed():
                raise Signed
            if content == current.content():
                return current
            if current.revision != expected:
                raise Stale(current)
            fields = current.put(content)
            current.revision += 1
            current.save(update_fields=[*fields, "revision", "updated_at"])
            Revision.objects.create(
                document=current.pk,
                kind=current._meta.model_name or "",
                number=current.revision,
                content=current.content(),
                by=by,
            )
            return current

    def revisions(self) -> models.QuerySet[Revision]:
        """Every saved state, the newest first."""
        return Revision.objects.filter(document=self.pk).order_by("-number")
