"""Says which limits collide where no choice of needles meets them all."""

from collections.abc import Iterator
from dataclasses import replace

from yintang.atlas.model import Protocol
from yintang.errors import YintangError
from yintang.planning.candidates import Candidate, Case, candidates
from yintang.planning.exclusions import Exclusions
from yintang.planning.optimum import shortfall
from yintang.planning.problem import Counts, pose


class PlanError(YintangError):
    """A request that cannot be met, and the limits that collide."""


def explain(case: Case, protocol: Protocol, counts: Counts) -> PlanError:
    """The error for an unmet request: how much is lacking where, and what would give it.

    The lower counts are given slack and the least sum of slack is found; then one limit after
    another is lifted, and those that reduce the slack are named. Nothing is planned with a limit
    lifted.
    """
    found = candidates(case)
    short = shortfall(pose(case, found, counts))
    blamed = [limit for limit, lacking in _lifted(case, counts) if lacking < sum(short)]
    blamed += [f"{name} is hardly needled in the face" for name in hardly_needled(case)]
    against = ", ".join([*blamed, f"the goals offer {_offer(found)}"])
    return PlanError(
        f"the {protocol.id} protocol asks for {'; '.join(_wanting(short, counts))}. What stands "
        f"against it: {against}. Add a goal or choose a smaller protocol."
    )


def hardly_needled(case: Case) -> list[str]:
    """Names of the goals that are conditions of the skin, with few local needles or none."""
    goals = [case.atlas.concerns[id_] for id_ in sorted(case.told.goals)]
    return [goal.name.lower() for goal in goals if goal.only_when_quiet or not goal.local]


def _lifted(case: Case, counts: Counts) -> Iterator[tuple[str, int]]:
    """Each limit and how many needles would be lacking without it."""

    def lacking(lifted: Case, held: Counts, apart_mm: float | None = None) -> int:
        return sum(shortfall(pose(lifted, candidates(lifted), held, apart_mm=apart_mm)))

    for rule, because in _rules(case.held):
        without = replace(case, held=case.held.without([rule]))
        yield f"{rule} ({because})", lacking(without, counts)
    limits = case.atlas.limits
    yield f"{limits.neighbour_mm:g} mm between neighbours", lacking(case, counts, 0.0)
    loose = Counts(*((low, limits.ceiling) for low, _ in (counts.face, counts.body, counts.total)))
    yield "the most the counts allow", lacking(case, loose)


def _wanting(short: tuple[int, int, int], counts: Counts) -> Iterator[str]:
    places = (
        ("in the face", counts.face[0]),
        ("in the body", counts.body[0]),
        ("in all", counts.total[0]),
    )
    for lacking, (where, least) in zip(short, places, strict=True):
        if lacking:
            yield f"at least {least} needles {where} ({least - lacking} fit)"


def _rules(held: Exclusions) -> list[tuple[str, str]]:
    """Rules that removed something, each once with its cause."""
    return sorted({one.rule: one.because for one in held.removals}.items())


def _offer(found: tuple[Candidate, ...]) -> str:
    """How many needles all usable candidates would be."""
    usable = [one for one in found if not one.refused]
    face = sum(len(one.spots) for one in usable if one.place == "face")
    body = sum(len(one.spots) for one in usable if one.place == "body")
    return f"{face} needles in the face and {body} in the body"
