"""What is asked when a photograph is added, erased, or begins a record."""

from typing import Any

from django import forms

from yintang.clinic.photos.keeping import MAX_BYTES
from yintang.clinic.photos.models import Photo

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
TOO_LARGE = f"This file is larger than {MAX_BYTES // 2**20} MB. Save it smaller and try again."


class PhotoForm(forms.Form):
    """A file and from where it was taken. What is in the file is the face room's to judge."""

    photo = forms.FileField(
        label="Photograph",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": "Choose a photograph, or take one.",
            "empty": "This file is empty. Choose another photograph.",
        },
    )
    view = forms.ChoiceField(
        label="Seen from", choices=Photo.View.choices, initial=Photo.View.FRONT, required=False
    )

    def clean_photo(self) -> Any:
        """Refuse by size before a byte is looked at."""
        upload = self.cleaned_data["photo"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return upload

    def clean_view(self) -> str:
        """Front where nothing was chosen."""
        return str(self.cleaned_data["view"] or Photo.View.FRONT)


class EraseForm(forms.Form):
    """Why a photograph is erased."""

    because = forms.CharField(
        label="Why it is erased",
        max_length=200,
        error_messages={"required": "Say why it is erased. The reason stays in the record."},
    )
