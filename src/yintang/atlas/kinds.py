"""Which kinds of fact there are, in which file each lies, and which fields refer to others.

Adding a kind means a dataclass in `model.py`, a line in `KINDS`, and a line in `REFERENCES` for
each of its fields that holds another entry's id under a new name.
"""

from dataclasses import dataclass
from typing import Any

from yintang.atlas import model


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact. `table` names its TOML array, `attribute` its mapping in the `Atlas`."""

    table: str
    attribute: str
    file: str
    type: type[Any]
    word: str
    """What one entry is called in a sentence."""


KINDS = (
    Kind("source", "sources", "sources.toml", model.Source, "source"),
    Kind("channel", "channels", "channels.toml", model.Channel, "channel"),
    Kind("point", "points", "points.toml", model.Point, "point"),
    Kind("region", "regions", "regions.toml", model.Region, "face region"),
    Kind("line", "lines", "lines.toml", model.Line, "line"),
    Kind("concern", "concerns", "concerns.toml", model.Concern, "concern"),
    Kind("metric", "metrics", "metrics.toml", model.Metric, "metric"),
    Kind("complaint", "complaints", "complaints.toml", model.Complaint, "complaint"),
    Kind("sign", "signs", "signs.toml", model.Sign, "sign"),
    Kind("pattern", "patterns", "patterns.toml", model.Pattern, "pattern"),
    Kind("skin_type", "skin_types", "skin-types.toml", model.SkinType, "type of skin problem"),
    Kind("protocol", "protocols", "protocols.toml", model.Protocol, "protocol"),
    Kind("question", "questions", "questions.toml", model.Question, "question"),
    Kind("medicine", "medicines", "medicines.toml", model.Medicine, "medicine"),
    Kind("rule", "rules", "rules.toml", model.Rule, "safety rule"),
    Kind("period", "periods", "periods.toml", model.Period, "waiting period"),
    Kind("claim", "claims", "claims.toml", model.Claim, "claim"),
    Kind(
        "adverse_event",
        "adverse_events",
        "adverse-events.toml",
        model.AdverseEvent,
        "adverse event",
    ),
    Kind("adjunct", "adjuncts", "adjuncts.toml", model.Adjunct, "adjunct"),
    Kind("needle", "needles", "needles.toml", model.NeedleSpecification, "needle"),
    Kind("aftercare", "aftercare", "aftercare.toml", model.Aftercare, "aftercare"),
)

NEEDLING_FILES = ("needling-face.toml", "needling-body.toml")
"""Files of `[[needling]]` entries, joined onto the points by id."""

LIMITS = Kind("limits", "limits", "limits.toml", model.Limits, "limits of a session")
"""The one table that is not an array of entries."""

REFERENCES = {
    "source": "sources",
    "channel": "channels",
    "region": "regions",
    "regions": "regions",
    "lines": "lines",
    "part_of": "concerns",
    "metrics": "metrics",
    "signs": "signs",
    "opposes": "signs",
    "patterns": "patterns",
    "claims": "claims",
    "evidence": "sources",
    "points": "points",
    "local": "points",
    "distal": "points",
    "body": "points",
    "answers": "questions",
    "facts": "questions",
    "procedures": "periods",
    "adjuncts": "adjuncts",
    "rule": "rules",
}
"""Field, wherever in an entry it stands -> the kind whose id it holds."""

NOT_REFERENCES = frozenset(
    {(model.Channel, "points"), (model.Protocol, "body"), (model.Alternative, "rule")}
)
"""Fields that share a referring field's name and hold a count or words."""
