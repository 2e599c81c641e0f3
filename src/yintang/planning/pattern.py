"""Patterns of traditional diagnosis that the signs suggest, with what speaks for and against each.

A suggestion never decides: only a pattern that the practitioner confirms brings needles.
"""

import math
from collections.abc import Iterable, Mapping

from yintang.atlas.model import Atlas, Pattern
from yintang.planning.plan import PatternSuggestion


def suggest_patterns(
    signs: Iterable[str], atlas: Atlas, *, skin_type: str | None = None
) -> tuple[PatternSuggestion, ...]:
    """Every pattern that at least one sign speaks for, best first.

    A sign weighs more the fewer patterns share it: ``w = ln(1 + N / n)`` with N patterns in all, n
    of which have the sign (inverse document frequency, Sparck Jones 1972). The score is Tversky's
    contrast of what fits with what does not (Tversky 1977, Psychol Rev 84:327)::

        score = F / (F + A + M / 2)

    F is the weight of the pattern's signs that are present, A of its signs that a present sign
    contradicts, M of the rest, which were not seen or not looked for. A stated type of skin problem
    counts, for the patterns it leads to, as one more sign present of the mean weight. The formula
    is Yintang's own default; no study has tested it.

    Parameters
    ----------
    signs : ids of the signs present, in any order.
    skin_type : "blocked", "undernourished" or None.

    Returns
    -------
    tuple of PatternSuggestion
        Scores from 0 to 1, sorted from high to low and then by id.
    """
    present = frozenset(signs) & atlas.signs.keys()
    weights = _weights(atlas)
    typed = atlas.skin_types[skin_type].patterns if skin_type else ()
    type_name = atlas.skin_types[skin_type].name.lower() if skin_type else ""
    suggested = [
        _suggestion(pattern, present, atlas, weights, type_name if pattern.id in typed else "")
        for pattern in atlas.patterns.values()
    ]
    fitting = [suggestion for suggestion in suggested if suggestion.for_]
    return tuple(sorted(fitting, key=lambda suggestion: (-suggestion.score, suggestion.id)))


def _weights(atlas: Atlas) -> dict[str, float]:
    shared = dict.fromkeys(atlas.signs, 0)
    for pattern in atlas.patterns.values():
        for sign in pattern.signs:
            shared[sign] += 1
    total = len(atlas.patterns)
    return {sign: math.log1p(total / max(1, count)) for sign, count in shared.items()}


def _suggestion(
    pattern: Pattern,
    present: frozenset[str],
    atlas: Atlas,
    weights: Mapping[str, float],
    type_name: str,
) -> PatternSuggestion:
    fits = [sign for sign in pattern.signs if sign in present]
    contradictions = [
        (other, sign)
        for sign in pattern.signs
        for other in sorted(present)
        if sign not in present
        and (other in atlas.signs[sign].opposes or sign in atlas.signs[other].opposes)
    ]
    opposed = {sign for _, sign in contradictions}
    missing = [s for s in pattern.signs if s not in present and s not in opposed]
    mean = sum(weights[sign] for sign in pattern.signs) / max(1, len(pattern.signs))
    for_weight = sum(weights[sign] for sign in fits) + (mean if type_name else 0.0)
    against_weight = sum(weights[sign] for sign in opposed)
    missing_weight = sum(weights[sign] for sign in missing)
    whole = for_weight + against_weight + missing_weight / 2
    named = [atlas.signs[sign].name for sign in fits]
    return PatternSuggestion(
        id=pattern.id,
        code=" + ".join(code.code for code in pattern.codes),
        name=pattern.name,
        score=round(for_weight / whole, 3) if whole else 0.0,
        for_=(*named, *([f"skin problem of the type {type_name}"] if type_name else [])),
        against=tuple(dict.fromkeys(atlas.signs[other].name for other, _ in contradictions)),
    )
