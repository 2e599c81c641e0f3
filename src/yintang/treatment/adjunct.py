"""What speaks against gua sha or cupping for one person.

Two things do: a rule of screening that takes the adjunct away, and a line of the adjunct's own
contraindications that a rule which fired is about. What screening does not know (a nick, a cold
sore that came overnight) is asked from the atlas' whole list before the adjunct begins.
"""

from collections.abc import Mapping
from types import MappingProxyType

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.planning.screening import Screening

SPEAKS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "R01": ("clotting",),
        "R02": ("anticoagulants", "veins", "bruising"),
        "R03": ("bruising",),
        "R04": ("pregnancy",),
        "R07": ("botulinum",),
        "R08": ("filler",),
        "R09": ("surgery",),
        "R10": ("peel", "laser"),
        "R12": ("infection", "cold sore"),
        "R13": ("sunburn", "broken skin"),
        "R14": ("acne", "pustules"),
        "R15": ("rash",),
        "R16": ("rosacea",),
        "R30": ("fever",),
        "R41": ("thyroid", "carotid", "glands", "veins of the neck"),
        "R44": ("bruising", "veins"),
    }
)
"""Rule -> words by which a contraindication is recognised as its subject."""

NUTS = "Nut allergy or another allergy of the skin: choose an oil known to be tolerated."
"""For R27: the atlas' gua sha asks about nuts before an oil is chosen (source T13)."""


def adjunct_contraindications(adjunct: str, screening: Screening, atlas: Atlas) -> tuple[str, ...]:
    """What speaks against an adjunct for this person, each line with its reason; often nothing.

    Parameters
    ----------
    adjunct : an id of `atlas.adjuncts`, as "facial-gua-sha".
    screening : what `yintang.planning.screen` says of her consultation today.

    Raises
    ------
    YintangError
        For an adjunct the atlas does not hold.
    """
    if adjunct not in atlas.adjuncts:
        known = ", ".join(atlas.adjuncts)
        raise YintangError(f'"{adjunct}" is no adjunct of the atlas; use one of {known}')
    entry = atlas.adjuncts[adjunct]
    said = []
    for removal in screening.exclusions.removals:
        if (removal.kind, removal.target) == ("adjunct", adjunct):
            until = "" if removal.until is None else f" Not before {removal.until}."
            said.append(f"{atlas.rules[removal.rule].name} ({removal.because}): left out.{until}")
    for finding in screening.findings:
        words = SPEAKS_OF.get(finding.rule, ())
        for line in entry.contraindications:
            if any(word in line for word in words):
                said.append(f"{finding.name} ({finding.because}): {line}.")
        if finding.rule == "R27" and any("oil" in step for step in entry.steps):
            said.append(NUTS)
    return tuple(dict.fromkeys(said))
