"""What to know of herbs that others, or the practitioner, prescribed. Recorded, never recommended.

The cautions are background knowledge of the field in our own words, without a page found: whoever
reads one checks it with the prescriber or supplier.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yintang.planning.facts import Fact


@dataclass(frozen=True, slots=True)
class HerbCaution:
    """A herb or formula by its names, what to watch for, and whom it concerns most.

    `matters` are ids of the atlas' questions: a yes to one of them makes the caution urgent.
    """

    names: tuple[str, ...]
    say: str
    matters: tuple[str, ...] = ()


BLEEDING = ("anticoagulant", "antiplatelet", "haemophilia", "pregnant")

CAUTIONS = (
    HerbCaution(
        ("fang ji", "mu tong", "xi xin"),
        "Has been confused with plants that hold aristolochic acid, which destroys kidneys and "
        "causes cancer. Ask the supplier which species it is.",
    ),
    HerbCaution(
        ("ma huang", "ephedra"),
        "Holds ephedrine: raises blood pressure and pulse and unsettles the heart and sleep.",
        ("uncontrolled_hypertension", "heart_attack_recent", "stroke_recent", "pregnant"),
    ),
    HerbCaution(
        ("fu zi", "chuan wu", "cao wu", "aconite"),
        "Holds aconitine, which poisons the heart when it was not prepared properly.",
        ("heart_attack_recent", "pregnant"),
    ),
    HerbCaution(("zhu sha", "cinnabar"), "Is a mercury ore. It should not be taken."),
    HerbCaution(
        ("dang gui", "dan shen", "hong hua", "tao ren"),
        "May add to blood thinners and antiplatelets, so that bruises and bleeding are likelier; "
        "kept away from pregnancy.",
        BLEEDING,
    ),
    HerbCaution(
        ("tao hong si wu", "xue fu zhu yu"),
        "Holds several blood-moving herbs: not in pregnancy, and not beside blood thinners without "
        "the prescriber's word.",
        BLEEDING,
    ),
    HerbCaution(
        ("gan cao", "liquorice", "licorice"),
        "Taken for weeks it can raise blood pressure and lower potassium.",
        ("uncontrolled_hypertension",),
    ),
    HerbCaution(
        ("he shou wu", "fo ti", "fo-ti"),
        "Injury of the liver has been reported. Ask about tiredness, dark urine, yellow eyes.",
        ("liver_cirrhosis",),
    ),
    HerbCaution(
        ("bu gu zhi", "psoralea"),
        "Makes the skin sensitive to light: matters before sun, laser and light treatments.",
    ),
    HerbCaution(
        ("hai zao", "sargassum"),
        "Rich in iodine, which disturbs the thyroid; by tradition not combined with gan cao.",
        ("thyroid_mass",),
    ),
)


def cautions_for(
    herbs: Iterable[Mapping[str, str]], facts: Mapping[str, Fact]
) -> tuple[tuple[str, str, bool], ...]:
    """(name, caution, whether something she told makes it urgent) for each herb that is named."""
    said = " ".join(f"{herb.get('formula', '')} {herb.get('note', '')}" for herb in herbs)
    folded = f" {' '.join(re.findall(r'[a-z]+', said.lower()))} "
    return tuple(
        (name, caution.say, any(id_ in facts for id_ in caution.matters))
        for caution in CAUTIONS
        for name in caution.names
        if f" {name.replace('-', ' ')} " in folded
    )
