"""The kinds of fact the atlas holds, one frozen dataclass each.

Every entry says where it comes from (`source`, keys into `sources.toml`), and, where it is practice
rather than fact, how strong that ground is (`strength`). Lengths are millimetres, angles degrees
from the skin (90 perpendicular, 15 transverse), periods days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

Strength = Literal["trial", "textbook", "teaching", "tradition", "default"]
"""Ground for a practice: used in a published trial; printed in a textbook; taught or on a clinic's
page; tradition without a page found; Yintang's own default."""

Certainty = Literal["high", "moderate", "low", "very low", "none", "contradicted"]
Action = Literal["STOP", "REFER", "DEFER", "ADAPT"]
Area = Literal["face", "scalp", "neck", "body"]
Depth = Annotated[float, Meta(ge=0, le=80)]
Angle = Annotated[float, Meta(ge=0, le=90)]
Positive = Annotated[float, Meta(gt=0)]
Text = Annotated[str, Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `address` is a DOI, a page or "" for background knowledge."""

    id: Text
    title: Text
    author: str = ""
    year: int | None = None
    address: str = ""
    finding: str = ""
    """For a study: design, size and result in our words."""
    page_read: bool = True
    """False where the fact is background knowledge and a practitioner must verify it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the WHO nomenclature: `code` is the prefix of its points."""

    id: Text
    name: Text
    pinyin: Text
    hanzi: Text
    points: Annotated[int, Meta(ge=1)]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another location the WHO standard records for a point."""

    id: Text
    rule: Text


@dataclass(frozen=True, slots=True)
class Needling:
    """How a point used in facial work is found and needled.

    `depth_mm` is the textbook range, an upper bound rather than a target; `default_depth_mm` is the
    conservative cosmetic default. `risk` 1 low, 2 vessel or nerve, 3 orbit, great vessels or
    medulla.
    """

    area: Area
    region: Text
    """A face region's id for `area = "face"`, else the part in words ("outer forearm")."""
    location: Text
    risk: Annotated[int, Meta(ge=1, le=3)]
    depth_mm: tuple[Depth, Depth]
    angle_deg: tuple[Angle, Angle]
    default_depth_mm: Depth
    default_angle_deg: Angle
    direction: Text
    source: tuple[Text, ...]
    strength: Strength
    technique: str = "hold still"
    hazards: tuple[str, ...] = ()
    discomfort: Annotated[int, Meta(ge=1, le=3)] = 1
    """1 hardly felt, 2 felt, 3 sharp (philtrum, fingertips)."""
    pregnancy: bool = True
    """False where the point is left out in pregnancy."""
    off_by_default: bool = False
    off_reason: str = ""
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """An acupuncture point. `needling` is None for those only known by name here."""

    id: Text
    pinyin: Text
    hanzi: Text
    english: Text
    channel: Text
    """A channel's id, or "EX" for extra points."""
    midline: bool
    source: tuple[Text, ...]
    needling: Needling | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the face. `ring` is a closed polygon of mesh vertices, the patient's right side
    where the region is paired, both sides together where it is not."""

    id: Text
    name: Text
    paired: bool
    ring: tuple[Annotated[int, Meta(ge=0, le=477)], ...]
    source: tuple[Text, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the face along which local needles are laid.

    `vertices` is a polyline of mesh vertices, the patient's right side where paired. Each vertex is
    a blend: `[a, b, t]` means a + t (b - a).
    """

    id: Text
    name: Text
    region: Text
    paired: bool
    vertices: tuple[tuple[int, int, Annotated[float, Meta(ge=0, le=1)]], ...]
    spacing_mm: Annotated[float, Meta(ge=8)]
    most: Annotated[int, Meta(ge=1)]
    """The most needles laid along one side of it."""
    depth_mm: Depth
    angle_deg: Angle
    diameter_mm: Positive
    length_mm: Positive
    direction: Text
    along: Literal["along", "across"]
    """Whether the needle lies along the line or crosses it."""
    source: tuple[Text, ...]
    strength: Strength
    hazards: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a person wants changed in the face (G01-G25 and the sites within them)."""

    id: Text
    slug: Text
    name: Text
    regions: tuple[Text, ...]
    local: tuple[Text, ...]
    lines: tuple[Text, ...]
    distal: tuple[Text, ...]
    technique: Text
    claims: tuple[Text, ...]
    source: tuple[Text, ...]
    strength: Strength
    strength_local: Strength | None = None
    """Where local points rest on other ground than the approach as a whole."""
    part_of: str = ""
    """The concern this is a site of: forehead lines are part of G05."""
    caution: str = ""
    only_when_quiet: bool = False
    """Local points only where the skin is not inflamed."""
    metrics: tuple[Text, ...] = ()
    """What a photograph can show of it, the most telling first."""
    not_shown: str = ""
    """What no photograph can show of it, and what to take instead."""


@dataclass(frozen=True, slots=True)
class Metric:
    """Something measured on a photograph.

    `strength` says what it is worth as evidence of a change: "primary" metrics may be declared as a
    course's target, "secondary" ones support, "weak" ones follow light, focus or file more than
    skin.
    """

    id: Text
    name: Text
    unit: Text
    better: Literal["lower", "higher", "none"]
    """Which way is the change people wish for; "none" where it depends on the wish."""
    strength: Literal["primary", "secondary", "weak"]
    say: Text
    """What it is, for a patient."""
    regions: tuple[Text, ...]
    """Regions it is measured in, or "face"."""
    source: tuple[Text, ...]
    needs_card: bool = False
    """Whether the light's colour or strength moves it more than skin does."""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A body-mind complaint that people bring along with the face."""

    id: Text
    name: Text
    local: tuple[Text, ...]
    body: tuple[Text, ...]
    claims: tuple[Text, ...]
    source: tuple[Text, ...]
    strength: Strength
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An ICD-11 chapter 26 code with its title as WHO prints it."""

    code: Text
    title: Text


@dataclass(frozen=True, slots=True)
class Sign:
    """Something seen, felt or told that speaks for a pattern; `kind` says where to look for it."""

    id: Text
    name: Text
    kind: Literal["face", "tongue", "pulse", "symptom", "trigger"]
    opposes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of traditional diagnosis, suggested, never decided; formulas are vocabulary."""

    id: Text
    name: Text
    codes: tuple[Code, ...]
    signs: tuple[Text, ...]
    points: tuple[Text, ...]
    principle: Text
    source: tuple[Text, ...]
    strength: Strength
    formulas: tuple[str, ...] = ()
    variants: tuple[Code, ...] = ()
    """Codes to record instead of `codes` where the picture leans that way."""


@dataclass(frozen=True, slots=True)
class SkinType:
    """One of the two types of skin problem, the intake shortcut onto patterns."""

    id: Literal["blocked", "undernourished"]
    name: Text
    principle: Text
    presentation: Text
    signs: tuple[Text, ...]
    patterns: tuple[Text, ...]
    points: tuple[Text, ...]
    source: tuple[Text, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Protocol:
    """How many needles, how long and how often."""

    id: Text
    name: Text
    face: tuple[int, int]
    body: tuple[int, int]
    total: tuple[int, int]
    retention_min: tuple[int, int]
    sessions: tuple[int, int]
    interval_days: tuple[int, ...]
    maintenance_weeks: tuple[int, int]
    source: tuple[Text, ...]
    strength: Strength
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts no protocol may pass."""

    ceiling: int
    warn_above: int
    first_session_face: int
    neighbour_mm: Positive
    event_gap_days: int
    source: tuple[Text, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Question:
    """A fact about the person that screening needs; `group` is where the consultation asks it."""

    id: Text
    ask: Text
    group: Literal["history", "medicines", "allergies", "skin", "today", "expectation", "measured"]
    sited: bool = False
    """True where the answer may name face regions instead of yes."""
    short: str = ""
    """What to print after "not stated:"; the id in words when empty."""


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine's or supplement's name and the question its mention answers with yes."""

    id: Text
    answers: Text
    names: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a rule fires: any of `facts` is so, or one of the measured bounds is met."""

    facts: tuple[Text, ...] = ()
    procedures: tuple[Text, ...] = ()
    systolic_at_least: int | None = None
    diastolic_at_least: int | None = None
    age_below: int | None = None
    first_visit: bool = False
    event: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule takes away from the plan."""

    stops: tuple[Literal["face", "body"], ...] = ()
    points: tuple[Text, ...] = ()
    pregnancy_points: bool = False
    regions: tuple[Text, ...] = ()
    at_sites: bool = False
    """Also the regions the consultation names for the fact that fired."""
    areas: tuple[Area, ...] = ()
    techniques: tuple[Text, ...] = ()
    adjuncts: tuple[Text, ...] = ()
    max_diameter_mm: Positive | None = None
    max_depth_mm: Positive | None = None
    max_face_needles: Annotated[int, Meta(ge=0)] | None = None
    max_retention_min: Annotated[int, Meta(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A safety rule (R01-R44). The first of `steps` whose trigger is met is the one that fires."""

    id: Text
    name: Text
    steps: tuple["Step", ...]
    source: tuple[Text, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Step:
    """One grade of a rule: its trigger, what is done, and what to say."""

    action: Action
    when: Trigger
    say: Text
    effect: Effect = field(default_factory=Effect)
    defer_days: int | None = None
    """For DEFER without a procedure's period: days from today, or None for "until resolved"."""
    until: str = ""
    """For DEFER without a date: what must have happened first."""
    refer_to: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The wait after a procedure. Published conventions disagree; days are configurable."""

    id: Text
    name: Text
    block_days: Annotated[int, Meta(ge=0)]
    rule: Text
    found: Text
    source: tuple[Text, ...]
    strength: Strength
    warn_days: Annotated[int, Meta(ge=0)] = 0
    site_days: Annotated[int, Meta(ge=0)] = 0
    """Days during which the treated site is left out even where the rest may be needled."""
    needs_agreement: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of facial acupuncture, how certain it is, and what a patient may be shown.

    `say` is "" where the claim is not to be made at all.
    """

    id: Text
    claim: Text
    certainty: Certainty
    evidence: tuple[str, ...]
    say: str
    basis: Text
    """What the evidence consists of, for the practitioner."""
    source: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """How often something happened, with the count it was taken from."""

    id: Text
    name: Text
    rate: Text
    """As it is to be shown: "4.86 % of sessions"."""
    of: Text
    source: tuple[Text, ...]
    per: Literal["patients", "treatments", "sessions", "consultations", "needles", "reports"]
    fraction: Annotated[float, Meta(ge=0, le=1)] | None = None
    low: Annotated[float, Meta(ge=0, le=1)] | None = None
    high: Annotated[float, Meta(ge=0, le=1)] | None = None
    facial: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Adjunct:
    """Done beside needling: facial gua sha, facial cupping; massage, apart from the skin."""

    id: Text
    name: Text
    kind: Literal["facial", "complementary"]
    steps: tuple[Text, ...]
    dose: Text
    contraindications: tuple[Text, ...]
    claims: tuple[str, ...]
    source: tuple[Text, ...]
    strength: Strength
    minutes: tuple[int, int] | None = None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class NeedleSpecification:
    """A needle's dimensions and what it is used for."""

    id: Text
    use: Text
    diameter_mm: tuple[Positive, Positive]
    length_mm: tuple[Positive, Positive]
    source: tuple[Text, ...]
    strength: Strength
    note: str = ""


@dataclass(frozen=True, slots=True)
class Aftercare:
    """Advice after a session, by when it applies."""

    id: Text
    when: Text
    advice: tuple[Text, ...]
    urgency: Literal["routine", "call", "emergency"]
    source: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything known, by kind and id."""

    version: str
    sources: Mapping[str, Source]
    channels: Mapping[str, Channel]
    points: Mapping[str, Point]
    regions: Mapping[str, Region]
    lines: Mapping[str, Line]
    concerns: Mapping[str, Concern]
    metrics: Mapping[str, Metric]
    complaints: Mapping[str, Complaint]
    signs: Mapping[str, Sign]
    patterns: Mapping[str, Pattern]
    skin_types: Mapping[str, SkinType]
    protocols: Mapping[str, Protocol]
    limits: Limits
    questions: Mapping[str, Question]
    medicines: Mapping[str, Medicine]
    rules: Mapping[str, Rule]
    periods: Mapping[str, Period]
    claims: Mapping[str, Claim]
    adverse_events: Mapping[str, AdverseEvent]
    adjuncts: Mapping[str, Adjunct]
    needles: Mapping[str, NeedleSpecification]
    aftercare: Mapping[str, Aftercare]

    def __hash__(self) -> int:
        """Of the version, which names the content."""
        return hash(self.version)
