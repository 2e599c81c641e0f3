"""What stands against an edited plan: screening, the protocol's counts, depths, angles, spacing.

Nothing is forbidden here: a stop needs the practitioner's reason, a caution her attention, a note
none but her knowledge. A plan as the planner suggests it has neither stops nor cautions, unless a
point off by default was asked for by name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from yintang.atlas.model import Atlas, Protocol
from yintang.face.face_map import FaceMap
from yintang.planning.candidates import Case, Place
from yintang.planning.consultation import Consultation
from yintang.planning.edited import EditedNeedle
from yintang.planning.exclusions import Exclusions
from yintang.planning.needle_checks import check_needle, check_spacing
from yintang.planning.prescription import settings_for
from yintang.planning.remarks import SEVERITIES, Remark, Severity
from yintang.planning.screening import Screening

FELT_SHARE = 0.5
"""Most steps of discomfort for each needle the protocol allows: as if every other needle were felt.
Yintang's own default; nothing was found that sets a bound."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many needles lie in a place, and the fewest and most that hold for this session."""

    place: Literal["face", "body", "total"]
    n: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Discomfort:
    """Steps above hardly felt (`Needling.discomfort` less 1), summed as the optimum sums them, and
    the most that is not remarked on."""

    steps: int
    most: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: counts, remarks with the gravest first, the sum of discomfort."""

    counts: tuple[Count, ...]
    remarks: tuple[Remark, ...]
    discomfort: Discomfort

    @property
    def worst(self) -> Severity | Literal[""]:
        """The gravest severity, "" where there is nothing to say."""
        return self.remarks[0].severity if self.remarks else ""

    def as_json(self) -> dict[str, Any]:
        """Counts by place, remarks, discomfort."""
        return {
            "counts": {
                count.place: {"n": count.n, "low": count.low, "high": count.high}
                for count in self.counts
            },
            "remarks": [
                {**asdict(remark), "source": list(remark.source)} for remark in self.remarks
            ],
            "discomfort": asdict(self.discomfort),
            "worst": self.worst,
        }


def check_needles(
    needles: Iterable[EditedNeedle],
    consultation: Consultation,
    screening: Screening,
    face_map: FaceMap,
    atlas: Atlas,
    *,
    protocol: Protocol,
    exclusions: Exclusions | None = None,
) -> Checked:
    """Check a whole edited plan.

    Parameters
    ----------
    protocol : whose counts hold, under the caps of a first visit and of screening.
    exclusions : what holds on the day of the session (`screening.exclusions.on(day)`); all that
        screening found where not given.
    """
    needles = tuple(needles)
    held = screening.exclusions if exclusions is None else exclusions
    case = Case(consultation, face_map, atlas, held, screening.unquiet)
    counts = _counts(needles, case, protocol)
    felt = Discomfort(
        sum(_steps(needle, atlas) for needle in needles), int(FELT_SHARE * protocol.total[1])
    )
    remarks = [
        *_on_counts(counts, case, protocol),
        *(remark for needle in needles for remark in check_needle(needle, case)),
        *check_spacing(needles, case),
        *_on_discomfort(felt),
    ]
    return Checked(counts, tuple(sorted(remarks, key=_gravest)), felt)


def _gravest(remark: Remark) -> int:
    return SEVERITIES.index(remark.severity)


def _steps(needle: EditedNeedle, atlas: Atlas) -> int:
    point = atlas.points.get(needle.code or "")
    return point.needling.discomfort - 1 if point and point.needling else 0


def _counts(needles: tuple[EditedNeedle, ...], case: Case, protocol: Protocol) -> tuple[Count, ...]:
    bounds = settings_for(case, protocol).counts
    body = sum(needle.area == "body" for needle in needles)
    return (
        Count("face", len(needles) - body, *bounds.face),
        Count("body", body, *bounds.body),
        Count("total", len(needles), *bounds.total),
    )


WHERE: Mapping[str, str] = {"face": "in the face", "body": "in the body", "total": "in all"}


def _on_counts(counts: tuple[Count, ...], case: Case, protocol: Protocol) -> Iterator[Remark]:
    limits = case.atlas.limits
    for count in counts:
        said = f"{count.n} needles {WHERE[count.place]}"
        if count.n > count.high:
            yield _too_many(count, said, case, protocol)
        elif count.n < count.low:
            say = f"{said}; the {protocol.name.lower()} protocol has at least {count.low}."
            yield Remark("note", None, say, f"protocol {protocol.id}", protocol.source)
    total = counts[-1].n
    if total > limits.ceiling:
        say = f"{total} needles; no session has more than {limits.ceiling}."
        yield Remark("stop", None, say, "limits", limits.source)
    elif total > limits.warn_above:
        say = f"{total} needles: more than {limits.warn_above} in one session."
        yield Remark("note", None, say, "limits", limits.source)


def _too_many(count: Count, said: str, case: Case, protocol: Protocol) -> Remark:
    """A rule's cap stops; the protocol's and the first visit's ask for attention."""
    place: Place = "body" if count.place == "body" else "face"
    stop = case.held.removed("stop", place)
    if stop is not None and count.place != "total":
        say = f"{said}; {stop.why()}: none is to be placed there."
        return Remark("stop", None, say, stop.rule, case.atlas.rules[stop.rule].source)
    cap = case.held.cap("face_needles")
    if count.place == "face" and cap is not None and cap.value == count.high:
        say = f"{said}; at most {count.high} ({cap.rule}: {cap.because})."
        return Remark("stop", None, say, cap.rule, case.atlas.rules[cap.rule].source)
    first = count.place == "face" and count.high < protocol.face[1]
    because = "at a first visit" if first else f"in the {protocol.name.lower()} protocol"
    rule = "limits" if first else f"protocol {protocol.id}"
    source = case.atlas.limits.source if first else protocol.source
    return Remark("caution", None, f"{said}; at most {count.high} {because}.", rule, source)


def _on_discomfort(felt: Discomfort) -> Iterator[Remark]:
    if felt.steps > felt.most:
        say = f"Many points that are felt: {felt.steps} steps of discomfort, usually {felt.most}."
        yield Remark("note", None, say, "discomfort", ("DEFAULT",))
