"""What every exported value is: the data dictionary of `yintang/change/1`."""

from yintang.outcomes.change_record import Change

DICTIONARY = {
    "metric": "what was measured, by its id in the atlas",
    "region": "where, by the atlas' id; -R or -L is the patient's right or left",
    "unit": "of before, after, change, se, sdc, low, high, ends, ends_se, bound and worthwhile",
    "before": "level of the line through all visits before treatment",
    "after": "level of that line at the last visit",
    "change": "after less before",
    "se": "standard error of the change",
    "sdc": "smallest detectable change at these visits and shots, 95 %, were this the only target",
    "low": "lower end of the 95 % interval of the change",
    "high": "upper end of that interval",
    "p": "two-sided probability of a change this large where there is none",
    "p_adjusted": "p, allowing for the other targets of the family (Holm)",
    "ends": "mean of the last visits, at most three, less the mean of the baselines",
    "ends_se": "standard error of ends",
    "bound": "size that the change does not exceed, with 95 % confidence to either side",
    "worthwhile": "smallest change worth having; two single photographs' sdc where none was stated",
    "name": "the metric in words",
    "place": "the region in words",
    "better": "which way is the change people wish for: lower, higher or none",
    "strength": "what the metric is worth as evidence: primary, secondary or weak",
    "exploratory": "true where it was not declared as a target",
    "verdict": "improved, worse, no_change or cannot_tell",
    "say": "the verdict in a sentence",
    "calibrated": "true where the noise comes from a calibration of this room",
    "own_scatter": "true where the photographs scattered more than the room's noise allows",
    "visits": "per visit: day, baseline, value (mean of the shots used), se, shots used, left_out",
}
"""Key -> meaning, in the order of the export."""

COLUMNS = tuple(key for key in DICTIONARY if key != "visits")


def rows(changes: tuple[Change, ...]) -> list[list[str]]:
    """A table with a heading and a row a change; empty where there is no number."""
    table = [list(COLUMNS)]
    for change in changes:
        stored = change.as_json()
        table.append(["" if stored[key] is None else _cell(stored[key]) for key in COLUMNS])
    return table


def _cell(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
