"""Those who sign in. What they may do is a matter of `clinics.Membership`."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Makes users from an address and a name."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        """A new user; without a password she must set one by e-mail before signing in."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """By address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name as she writes it."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Addresses are kept in lower case, so that one person has one account."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def rename(self, name: str, email: str) -> None:
        """Go by another name or sign in with another address."""
        self.name, self.email = name, email
        self.save(update_fields=["name", "email"])
