"""A session's needles: the best choice that screening, protocol and spacing allow, with reasons."""

from dataclasses import dataclass, replace

from yintang.atlas.model import Atlas, Protocol
from yintang.face.face_map import FaceMap
from yintang.planning.candidates import Candidate, Case, candidates, on_the_back
from yintang.planning.consultation import Consultation
from yintang.planning.exclusions import Cap, Exclusions
from yintang.planning.left_out import left_out
from yintang.planning.needling import describe
from yintang.planning.optimum import best
from yintang.planning.plan import Needle, Prescription
from yintang.planning.problem import Counts, Problem, pose
from yintang.planning.screening import Screening
from yintang.planning.unmet import PlanError, explain, hardly_needled

__all__ = ["PlanError", "prescribe"]

GENERAL = ("G01", "G05")
"""Concerns of the whole face, skin quality and fine lines, which fill up a protocol asked for by
name where the goals alone bring too few needles."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The counts that hold for this session, and what the practitioner should know about them."""

    counts: Counts
    notes: tuple[str, ...]
    capped: str = ""
    """Which cap holds the face down, where one does."""


def prescribe(
    consultation: Consultation,
    face_map: FaceMap,
    atlas: Atlas,
    screening: Screening,
    protocol: Protocol,
    *,
    exclusions: Exclusions | None = None,
    must_fill: bool = True,
) -> Prescription:
    """The exact optimum of `yintang.planning.optimum` for one session.

    Parameters
    ----------
    exclusions : what holds on the day of the session; all that screening found where not given.
    must_fill : True where the protocol was asked for by name: needles for the whole skin fill up
        its lower counts where the goals bring too few. False where it was not: then the lower
        counts give way to goals that call for fewer needles, as they always do where screening
        stops the face. Either way a note says so.

    Raises
    ------
    PlanError
        If no choice of needles keeps every limit; the message names those that collide.
    """
    held = screening.exclusions if exclusions is None else exclusions
    asked = Case(consultation, face_map, atlas, held, screening.unquiet)
    fill_up = must_fill and held.removed("stop", "face") is None
    case, settings, problem, used = _chosen(asked, protocol, fill_up)
    needles = describe(case, used)
    return Prescription(
        protocol=protocol.id,
        face_count=sum(needle.area != "body" for needle in needles),
        body_count=sum(needle.area == "body" for needle in needles),
        retention_min=_retention(case, protocol),
        needles=needles,
        left_out=left_out(case, candidates(case), used, problem, settings.capped),
        adjuncts=_adjuncts(case),
        notes=(*settings.notes, *_notes(case, used, needles)),
    )


def _chosen(
    case: Case, protocol: Protocol, fill_up: bool
) -> tuple[Case, Settings, Problem, tuple[Candidate, ...]]:
    """The best choice for what was asked; where that is too little, filled up or let be."""
    settings = settings_for(case, protocol)
    tries = [(case, settings)]
    if fill_up:
        filled = replace(case, fill=_fillers(case))
        tries.append((filled, settings))
    else:
        tries.append((case, _without_least(settings, protocol)))
    for tried, counted in tries:
        problem = pose(tried, candidates(tried), counted.counts)
        if (chosen := best(problem)) is not None:
            used = tuple(problem.candidates[i] for i in chosen)
            return tried, counted, problem, used
    raise explain(tries[-1][0], protocol, settings.counts)


def _fillers(case: Case) -> tuple[str, ...]:
    """The general concerns, unless a goal is a condition for which the face is hardly needled."""
    if hardly_needled(case):
        return ()
    return tuple(
        id_ for id_ in GENERAL if id_ in case.atlas.concerns and id_ not in case.told.goals
    )


def settings_for(case: Case, protocol: Protocol) -> Settings:
    """The protocol's counts under the caps of a first visit and of screening.

    Where a cap lies below the protocol's least, the least gives way by as much: safety goes before
    a protocol's habit.
    """
    held, limits = case.held, case.atlas.limits
    caps = [Cap("face_needles", protocol.face[1], "", "the protocol")]
    if case.told.first_visit:
        caps.append(Cap("face_needles", limits.first_session_face, "", "the first visit"))
    if (ruled := held.cap("face_needles")) is not None:
        caps.append(ruled)
    cap = min(caps, key=lambda one: one.value)
    stopped = [held.removed("stop", place) is not None for place in ("face", "body")]
    most_face = 0 if stopped[0] else int(cap.value)
    face = (min(protocol.face[0], most_face), most_face)
    body = (0, 0) if stopped[1] else protocol.body
    lowered = protocol.face[0] - face[0] + protocol.body[0] - body[0]
    most = min(protocol.total[1], limits.ceiling)
    total = (max(0, min(protocol.total[0] - lowered, face[1] + body[1], most)), most)
    if (stop := held.removed("stop", "face")) is not None:
        return Settings(Counts(face, body, total), (f"No needles in the face: {stop.why()}.",))
    if cap.because == "the protocol":
        return Settings(Counts(face, body, total), ())
    because = f"{cap.rule}: {cap.because}" if cap.rule else cap.because
    said = f"At most {most_face} needles in the face ({because})"
    if protocol.face[0] > most_face:
        said += f"; the protocol's {protocol.face[0]} do not apply"
    return Settings(Counts(face, body, total), (f"{said}.",), because)


def _without_least(settings: Settings, protocol: Protocol) -> Settings:
    counts = settings.counts
    loose = Counts((0, counts.face[1]), (0, counts.body[1]), (0, counts.total[1]))
    note = (
        f"The goals, and what screening leaves of them, call for fewer needles than the "
        f"{protocol.name.lower()} protocol's least; none were added for the count's sake."
    )
    return Settings(loose, (*settings.notes, note), settings.capped)


def _adjuncts(case: Case) -> tuple[str, ...]:
    """What may be done on the face beside needles: none where the face is stopped."""
    if case.held.removed("stop", "face") is not None:
        return ()
    facial = [one.id for one in case.atlas.adjuncts.values() if one.kind == "facial"]
    return tuple(id_ for id_ in facial if case.held.removed("adjunct", id_) is None)


def _retention(case: Case, protocol: Protocol) -> int:
    """The protocol's shortest rest at a first visit, else its middle, under screening's cap."""
    low, high = protocol.retention_min
    minutes = low if case.told.first_visit else (low + high) // 2
    cap = case.held.cap("retention_min")
    return minutes if cap is None else min(minutes, int(cap.value))


def _notes(case: Case, used: tuple[Candidate, ...], needles: tuple[Needle, ...]) -> list[str]:
    """What the practitioner should know about the whole."""
    atlas = case.atlas
    notes = []
    filling = sum(all(wish in case.fill for wish in needle.serves) for needle in needles)
    if filling:
        notes.append(f"{filling} needles only fill up the protocol's count, for the whole skin.")
    if len(needles) > atlas.limits.warn_above:
        notes.append(f"{len(needles)} needles: more than {atlas.limits.warn_above} in one session.")
    back = [
        one.name
        for one in used
        if one.code and (how := atlas.points[one.code].needling) and on_the_back(how)
    ]
    if back:
        notes.append(f"{', '.join(back)}: on the back, so needled and withdrawn before the face.")
    notes += [
        f"{code} is off by default and was asked for by name: {how.off_reason}"
        for code in case.told.named_points
        if code in {one.code for one in used} and (how := atlas.points[code].needling)
    ]
    if case.told.fears:
        notes.append(f"Fears told: {', '.join(case.told.fears)}.")
    if techniques := case.held.targets("technique"):
        notes.append(f"Not to be used: {', '.join(techniques)}.")
    return notes
