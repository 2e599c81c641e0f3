"""The pattern of a visit: what is suggested, what stood last time, what the form says."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yintang.atlas.model import Pattern
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import consultation_of
from yintang.clinic.care.models import Diagnosis, Visit
from yintang.planning import suggest_patterns

SHOWN = 6
"""Suggestions shown with their signs; the rest stand in the list of all patterns."""


class DiagnosisForm(forms.Form):
    """Patterns of the atlas, or own words with a reason."""

    patterns = forms.MultipleChoiceField(required=False)
    own_words = forms.CharField(required=False, max_length=2000)
    reason = forms.CharField(required=False, max_length=2000)
    revision = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the atlas' patterns to choose from."""
        super().__init__(*args, **kwargs)
        field = self.fields["patterns"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(id_, one.name) for id_, one in atlas().patterns.items()]

    def clean(self) -> dict[str, Any]:
        """Something must be decided, and own words need their reason."""
        cleaned = super().clean() or {}
        if not cleaned.get("patterns") and not cleaned.get("own_words"):
            self.add_error("patterns", "Confirm at least one pattern, or write your own.")
        if cleaned.get("own_words") and not cleaned.get("reason"):
            self.add_error("reason", "Say what you saw that leads you to your own words.")
        return cleaned

    def decision(self) -> dict[str, Any]:
        """What was decided."""
        return {key: self.cleaned_data[key] for key in ("patterns", "own_words", "reason")}

    def as_sent(self) -> dict[str, Any]:
        """The fields as they came, to be shown again."""
        return {
            "patterns": self.data.getlist("patterns") if hasattr(self.data, "getlist") else [],
            "own_words": self.data.get("own_words", ""),
            "reason": self.data.get("reason", ""),
        }


def diagnosis_of(visit: Visit) -> Diagnosis:
    """The visit's diagnosis; not yet saved where nothing was decided."""
    return Diagnosis.objects.filter(visit=visit).first() or Diagnosis(visit=visit)


def last_diagnosis(visit: Visit) -> Diagnosis | None:
    """What was decided at the latest earlier visit that has a diagnosis."""
    return (
        Diagnosis.objects.filter(
            visit__patient=visit.patient_id,
            visit__starts_at__lt=visit.starts_at,
            revision__gt=0,
        )
        .exclude(visit=visit)
        .select_related("visit")
        .order_by("-visit__starts_at")
        .first()
    )


def suggested_of(visit: Visit) -> list[dict[str, Any]]:
    """What the signs suggest now, best first, JSON-safe."""
    told = consultation_of(visit)
    return [
        {"id": one.id, "score": one.score, "for": list(one.for_), "against": list(one.against)}
        for one in suggest_patterns(told.all_signs, atlas(), skin_type=told.skin_type)
    ]


def page_of(visit: Visit, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows: suggestions, the other patterns, the decision, last time's."""
    chosen, suggested = set(content["patterns"]), suggested_of(visit)
    first = suggested[:SHOWN]
    patterns = atlas().patterns
    shown = {one["id"] for one in first}
    last = last_diagnosis(visit)
    written = diagnosis_of(visit)
    return {
        "written": written,
        "revision": written.revision,
        "content": content,
        "suggestions": [
            {
                **_row(patterns[one["id"]], chosen),
                "per_cent": round(100 * one["score"]),
                "for": one["for"],
                "against": one["against"],
            }
            for one in first
        ],
        "others": [_row(one, chosen) for id_, one in patterns.items() if id_ not in shown],
        "others_chosen": bool(chosen - shown),
        "last": last,
        "last_names": names_of(last.patterns) if last else [],
        "last_ids": last.patterns if last else [],
    }


def names_of(ids: list[str]) -> list[str]:
    """Patterns by name, as they are read."""
    patterns = atlas().patterns
    return [patterns[id_].name if id_ in patterns else id_ for id_ in ids]


def _row(pattern: Pattern, chosen: set[str]) -> dict[str, Any]:
    return {
        "id": pattern.id,
        "name": pattern.name,
        "codes": " + ".join(code.code for code in pattern.codes),
        "titles": "; ".join(code.title for code in pattern.codes),
        "principle": pattern.principle,
        "strength": pattern.strength,
        "chosen": pattern.id in chosen,
    }
