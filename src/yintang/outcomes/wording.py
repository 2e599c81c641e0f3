"""What a person is told of a change: plain sentences that promise nothing and give no cause."""

from collections.abc import Sequence
from math import floor, log10

from yintang.atlas.model import Metric
from yintang.outcomes.change_record import Numbers

NO_CAUSE = (
    "Photographs show that something changed, not why. Sun, season, sleep, products, weight and "
    "other treatments change a face as well."
)


def figures(value: float, error: float, *, signed: bool = False) -> str:
    """A number with as many decimals as its error allows, at most three."""
    decimals = min(3, max(0, 1 - floor(log10(error)))) if error > 0 else 2
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−")


def sentence(metric: Metric, place: str, verdict: str, numbers: Numbers | None, why: str) -> str:
    """The verdict for a patient to read, with the numbers it rests on."""
    named = f"{metric.name}, {place}" if place != "face" else metric.name
    if numbers is None:
        return f"{named}: it cannot be told, because {why}."

    def said(value: float) -> str:
        return figures(value, numbers.sdc)

    unit = "" if metric.unit == "count" else f" {metric.unit}"
    went = f"from {said(numbers.before)} to {said(numbers.after)}{unit}"
    least = f"{said(numbers.sdc)}{unit}"
    if verdict in {"improved", "worse"}:
        which = "better" if verdict == "improved" else "worse"
        return (
            f"{named}: {which}, {went}. Photographs like these show a change from {least} on, and "
            "this one is larger."
        )
    if verdict == "no_change":
        limit = figures(numbers.bound, numbers.sdc)
        return f"{named}: no change larger than {limit}{unit}."
    if why:
        return f"{named}: it cannot be told. It went {went}, but {why}."
    return (
        f"{named}: it cannot be told. It went {went}, and photographs like these show a change "
        f"only from {least} on."
    )


def remarks(
    *,
    calibrated: bool,
    other_model: bool,
    baselines: int,
    visits: int,
    shots: Sequence[int],
    failed: int,
    repeated: int,
    targets: int,
) -> tuple[str, ...]:
    """What threatens the verdicts, the gravest first."""
    said = {
        "The same photograph is given more than once.": repeated > 0,
        "The room's calibration was made with another face model and is not used; "
        "calibrate again.": other_model,
        "Not calibrated for this room: how much photographs vary by themselves is assumed, on the "
        "careful side.": not calibrated,
        "Only one day was photographed before the first treatment. People come when things are at "
        "their worst, and some of that passes by itself; a second day before tells the two "
        "apart.": baselines < 2,
        "Two days say less than every visit together.": visits == 2,
        "Visits differ in how many shots they have. Give every shot that was taken: choosing the "
        "best ones looks like a change.": len(set(shots)) > 1,
        "One shot a visit is fragile; three average out what differs between shots.": max(shots)
        == 1,
        "No target was declared beforehand: what is found here is for a next course to "
        "confirm.": targets == 0,
    }
    photographs = "photograph" if failed == 1 else "photographs"
    counted = (f"{failed} {photographs} failed a check; what they bear on was left out.",)
    return tuple(text for text, holds in said.items() if holds) + (counted if failed else ())
