"""What became of a course, as a page for the patient and as one for the record."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from yintang.atlas.model import Atlas
from yintang.drawing.before_after import Pair
from yintang.drawing.charts import VERDICT_WORDS, draw_chart, draw_overview
from yintang.drawing.page import page
from yintang.drawing.svg import element, fill, stroke
from yintang.outcomes.change import Change, Changes
from yintang.outcomes.change_record import Verdict
from yintang.outcomes.dictionary import DICTIONARY
from yintang.outcomes.wording import NO_CAUSE, figures

OTHERS_SHOWN = 9
TICK, EQUALS = "M7.5 12.5l3 3 6-6.5", "M7.5 10h9M7.5 14.5h9"
DOWN, QUESTION = (
    "M12 7v9m-4-3.5l4 3.5 4-3.5",
    "M9.2 9.6a2.8 2.8 0 1 1 4 2.6c-.9.5-1.2 1-1.2 2M12 17v.2",
)
VERDICT_MARKS: dict[Verdict, str] = {
    "improved": TICK,
    "worse": DOWN,
    "no_change": EQUALS,
    "cannot_tell": QUESTION,
}


def patient_report(
    changes: Changes,
    atlas: Atlas,
    pair: Pair | None = None,
    *,
    title: str = "What changed",
    when: str = "",
    labels: Sequence[str] = (),
    live: bool = True,
) -> str:
    """One page in plain words: each declared target with its verdict and chart, before and after,
    and what threatens the verdicts. Without declared targets the most changed of the others.

    `when` is a line below the title; `labels` are words for the visits on the charts; `live` is
    whether the page brings the script that slides one photograph over the other.
    """
    told = changes.targets or _clearest(changes.exploratory)
    context = {
        "title": title,
        "when": when,
        "rows": [_row(change, labels) for change in told],
        "declared": bool(changes.targets),
        "pair": pair,
        "live": live,
        "remarks": changes.remarks,
        "no_cause": NO_CAUSE,
        **_made_with(changes, atlas),
    }
    return page("change.html.j2", context)


def record_report(
    changes: Changes,
    atlas: Atlas,
    pair: Pair | None = None,
    *,
    title: str = "Record of what changed",
    when: str = "",
) -> str:
    """Every number behind the verdicts, the checks of each photograph, and what each number is."""
    context = {
        "title": title,
        "when": when,
        "pair": pair,
        "overview": Markup(draw_overview(_beside(changes))),
        "families": [
            ("Declared targets", [_numbers(c) for c in changes.targets]),
            ("Not declared", [_numbers(c) for c in changes.exploratory]),
        ],
        "photos": [
            (p, [g for g in p.gates if not g.passed], sum(g.passed for g in p.gates))
            for p in changes.photos
        ],
        "remarks": changes.remarks,
        "dictionary": DICTIONARY,
        **_made_with(changes, atlas),
    }
    return page("change-record.html.j2", context)


def verdict_mark(verdict: Verdict) -> str:
    """A sign for a verdict, 24 units wide, told apart by its shape."""
    sure = verdict == "improved"
    disc = element("circle", cx=12.0, cy=12.0, r=10.0, **(fill("ink") if sure else fill("paper")))
    ring = element("circle", cx=12.0, cy=12.0, r=10.0, **stroke("ink", 1.6))
    line = stroke("paper" if sure else "ink", 1.9, stroke_linecap="round", stroke_linejoin="round")
    return disc + ring + element("path", d=VERDICT_MARKS[verdict], **line)


def _row(change: Change, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "change": change,
        "word": VERDICT_WORDS[change.verdict],
        "said": _without_name(change),
        "mark": Markup(verdict_mark(change.verdict)),
        "chart": Markup(draw_chart(change, labels)) if change.numbers else "",
    }


def _without_name(change: Change) -> str:
    """The sentence below a heading that already names what it is of."""
    said = change.say.removeprefix(f"{change.name}, {change.place}: ")
    said = said.removeprefix(f"{change.name}: ")
    return said[:1].upper() + said[1:]


def _numbers(change: Change) -> dict[str, Any]:
    """A change's numbers as they are printed, each with the decimals its error allows."""
    found = change.numbers
    if found is None:
        return {"change": change, "word": VERDICT_WORDS[change.verdict], "n": None}
    keys = ("before", "after", "se", "sdc", "bound", "worthwhile")
    printed = {key: figures(getattr(found, key), found.se) for key in keys}
    printed |= {
        key: figures(getattr(found, key), found.se, signed=True)
        for key in ("change", "low", "high", "ends")
    }
    printed |= {key: f"{getattr(found, key):.3f}" for key in ("p", "p_adjusted")}
    return {"change": change, "word": VERDICT_WORDS[change.verdict], "n": printed}


def _clearest(changes: Sequence[Change], most: int = 3) -> list[Change]:
    """The changes of stronger metrics that exceed most what is detectable."""
    strong = [c for c in changes if c.numbers and c.strength == "primary"]
    return sorted(strong, key=lambda c: c.numbers.p if c.numbers else 1.0)[:most]


def _beside(changes: Changes) -> list[Change]:
    """The declared targets, and the clearest of the others; those without a better side have no
    place on the picture."""
    others = [c for c in changes.exploratory if c.numbers and c.better != "none"]
    clearest = sorted(others, key=lambda c: c.numbers.p if c.numbers else 1.0)[:OTHERS_SHOWN]
    shown = [c for c in others if c in clearest]
    return [*(c for c in changes.targets if c.better != "none"), *shown]


def _made_with(changes: Changes, atlas: Atlas) -> dict[str, Any]:
    return {
        "atlas": atlas,
        "model": changes.model,
        "calibrated": changes.calibrated,
        "shots": len(changes.photos),
    }
