"""The one way to check something and then write: lock its row first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


@contextmanager
def locked(row: M) -> Iterator[M]:
    """The row, fresh and held until the block ends; all that is written inside is one transaction.

    PostgreSQL locks the row; SQLite, whose transactions begin IMMEDIATE, the whole database.
    """
    model = type(row)
    with transaction.atomic():
        yield model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
