"""Screening: every safety rule that fires on a consultation, why, and what it takes away.

Screening only adds. Stating one more true fact never withdraws a finding and never gives back what
another fact removed: each rule reports the gravest of its steps that is met, and every step that is
met takes effect.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yintang.atlas.model import Atlas, Effect, Period, Rule, Step
from yintang.planning.consultation import Consultation, Procedure
from yintang.planning.exclusions import Cap, CapKind, Exclusions, Removal
from yintang.planning.facts import Fact, known_facts, not_stated, spoken
from yintang.planning.plan import Finding

SEVERITY = {"STOP": 0, "REFER": 1, "DEFER": 2, "ADAPT": 3}

Screened = tuple[Finding, tuple[Removal, ...], tuple[Cap, ...]]


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening says: findings in order of severity, what was not stated, what is left out."""

    findings: tuple[Finding, ...]
    not_stated: tuple[str, ...]
    exclusions: Exclusions
    unquiet: tuple[str, ...] = ()
    """Short names of what is inflamed, infected or broken on the skin today."""

    def earliest(self, today: date) -> date:
        """The first day on which nothing dated defers treatment any longer."""
        return max(
            (f.until for f in self.findings if f.action == "DEFER" and f.until), default=today
        )


def screen(
    consultation: Consultation,
    atlas: Atlas,
    today: date,
    *,
    periods: Mapping[str, Period] | None = None,
) -> Screening:
    """Apply every rule of the atlas to a consultation.

    Parameters
    ----------
    today : the day of the consultation.
    periods : waiting periods that stand in for the atlas' own, by id; a clinic's convention.

    Returns
    -------
    Screening
        Findings sorted STOP, REFER, DEFER, ADAPT and then by rule.
    """
    waits = {**atlas.periods, **(periods or {})}
    facts = known_facts(consultation, atlas)
    visit = _Visit(consultation, facts, atlas, waits, today)
    screened = [fired for id_ in sorted(atlas.rules) for fired in _apply(atlas.rules[id_], visit)]
    findings = sorted((finding for finding, _, _ in screened), key=_order)
    return Screening(
        findings=tuple(findings),
        not_stated=not_stated(consultation, atlas, waits),
        exclusions=Exclusions(
            tuple(removal for _, removals, _ in screened for removal in removals),
            tuple(cap for _, _, caps in screened for cap in caps),
        ),
        unquiet=tuple(
            fact.because for id_, fact in facts.items() if atlas.questions[id_].group == "skin"
        ),
    )


def _order(finding: Finding) -> tuple[int, str, date, str]:
    return SEVERITY[finding.action], finding.rule, finding.until or date.max, finding.because


@dataclass(frozen=True, slots=True)
class _Visit:
    told: Consultation
    facts: Mapping[str, Fact]
    atlas: Atlas
    periods: Mapping[str, Period]
    today: date


def _apply(rule: Rule, visit: _Visit) -> Iterator[Screened]:
    """What a rule finds: one finding for each procedure still waited for, and one for the rest."""
    for step in rule.steps:
        for done in visit.told.procedures or ():
            if done.period in step.when.procedures:
                yield from _waiting(rule, step, done, visit)
    met = [
        (step, because)
        for step in rule.steps
        if (because := tuple(_reasons(step, visit.facts, visit.told)))
    ]
    if not met:
        return
    gravest, because = met[0]
    until = None
    if gravest.action == "DEFER" and gravest.defer_days is not None:
        until = visit.today + timedelta(days=gravest.defer_days)
    effects = [
        _effect(step.effect, rule.id, reasons, _sites(step, visit), visit.atlas)
        for step, reasons in met
    ]
    yield (
        _finding(rule, gravest, ", ".join(because), until),
        tuple(removal for removals, _ in effects for removal in removals),
        tuple(cap for _, caps in effects for cap in caps),
    )


def _finding(rule: Rule, step: Step, because: str, until: date | None, event: str = "") -> Finding:
    return Finding(
        rule=rule.id,
        name=rule.name,
        action=step.action,
        because=because,
        say=step.say,
        source=rule.source,
        until=until,
        until_event=event or ("" if until else step.until),
        refer_to=step.refer_to,
    )


def _reasons(step: Step, facts: Mapping[str, Fact], told: Consultation) -> Iterator[str]:
    """What in the consultation meets the step's trigger, in words; nothing where it is not met."""
    when = step.when
    yield from (facts[id_].because for id_ in when.facts if id_ in facts)
    if told.blood_pressure is not None:
        systolic, diastolic = told.blood_pressure
        if (when.systolic_at_least is not None and systolic >= when.systolic_at_least) or (
            when.diastolic_at_least is not None and diastolic >= when.diastolic_at_least
        ):
            yield f"blood pressure {systolic}/{diastolic}"
    if when.age_below is not None and told.age is not None and told.age < when.age_below:
        yield f"age {told.age}"
    if when.first_visit and told.first_visit:
        yield "first visit"
    if when.event and told.event_date is not None:
        yield f"event on {spoken(told.event_date)}"


def _sites(step: Step, visit: _Visit) -> tuple[str, ...]:
    """The regions named for the facts that fired; the whole face where they were not named."""
    if not step.effect.at_sites:
        return ()
    named: set[str] = set()
    for id_ in step.when.facts:
        if id_ in visit.facts and visit.atlas.questions[id_].sited:
            named.update(visit.facts[id_].sites or visit.atlas.regions)
    return tuple(sorted(named))


def _effect(
    effect: Effect, rule: str, because: Iterable[str], sites: Iterable[str], atlas: Atlas
) -> tuple[list[Removal], list[Cap]]:
    why = ", ".join(because)
    pregnancy = sorted(
        point.id
        for point in atlas.points.values()
        if effect.pregnancy_points and point.needling is not None and not point.needling.pregnancy
    )
    removals = [
        *(Removal("stop", target, rule, why) for target in effect.stops),
        *(Removal("point", code, rule, why) for code in (*effect.points, *pregnancy)),
        *(Removal("region", region, rule, why) for region in (*effect.regions, *sites)),
        *(Removal("area", area, rule, why) for area in effect.areas),
        *(Removal("technique", technique, rule, why) for technique in effect.techniques),
        *(Removal("adjunct", adjunct, rule, why) for adjunct in effect.adjuncts),
    ]
    bounds: dict[CapKind, float | None] = {
        "diameter_mm": effect.max_diameter_mm,
        "depth_mm": effect.max_depth_mm,
        "face_needles": effect.max_face_needles,
        "retention_min": effect.max_retention_min,
    }
    caps = [Cap(kind, value, rule, why) for kind, value in bounds.items() if value is not None]
    return removals, caps


def _waiting(rule: Rule, step: Step, done: Procedure, visit: _Visit) -> Iterator[Screened]:
    """The wait after one procedure: the whole face, then the treated sites, then care alone.

    Where the sites matter and were not named, the whole face waits as long as they would.
    """
    period, today = visit.periods[done.period], visit.today
    free = done.on + timedelta(days=period.block_days)
    sites_free = max(free, done.on + timedelta(days=period.site_days))
    last = max(sites_free, done.on + timedelta(days=period.warn_days))
    if today >= last:
        return
    site_unknown = step.effect.at_sites and not done.sites and sites_free > free
    if site_unknown:
        free = sites_free
    because = f"{period.name}, {spoken(done.on)}"
    lasting, caps = _effect(step.effect, rule.id, (because,), (), visit.atlas)
    removals = [replace(removal, until=last) for removal in lasting]
    if step.effect.at_sites and today < sites_free:
        removals += [Removal("region", at, rule.id, because, sites_free) for at in done.sites]
    if step.action == "DEFER" and today < free:
        removals.append(Removal("stop", "face", rule.id, because, free))
        asked = [period.needs_agreement, "or the treated site named" if site_unknown else ""]
        found = _finding(rule, step, because, free, "; ".join(part for part in asked if part))
    else:
        found = replace(
            _finding(rule, step, because, last, period.needs_agreement),
            action="ADAPT" if step.action == "DEFER" else step.action,
            say=_left_alone(done, sites_free, today) + step.say,
        )
    yield found, tuple(removals), tuple(replace(cap, until=last) for cap in caps)


def _left_alone(done: Procedure, until: date, today: date) -> str:
    """The sentence that names the treated sites while they are left out."""
    if today >= until or not done.sites:
        return ""
    return f"Leave out {', '.join(done.sites)} until {until}. "
