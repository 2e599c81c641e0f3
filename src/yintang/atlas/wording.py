"""Words that no text for patients may use, and why.

Advertising codes refuse what the evidence does not carry. The list follows what the UK regulator
has ruled on acupuncture and on fillers (source S34), what the British Acupuncture Council tells its
members (S35), and the claims C01-C37 of the atlas, of which none is certain enough for these words.
"""

import re
import unicodedata
from dataclasses import dataclass

NEGATABLE_GAP = 4
"""How many words may stand between "not" and what it denies ("nothing here has been proven")."""

NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot|\w+n't)\b"
    r"(?!\s+(?:only|just|doubt|question|wonder)\b)"
    rf"(?:\s+[\w'/-]+){{0,{NEGATABLE_GAP}}}\s+$"
)
CLAUSE_END = re.compile(r"[.,;:!?()\u2013\u2014]|\s-\s|\b(?:and|but|yet|so|because)\b")


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused word or phrase as it stands in the text, from `start` to `end`, and why."""

    found: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class _Refusal:
    words: str
    """A regular expression, matched without regard to case between word boundaries."""
    why: str
    unless_denied: bool = False
    """True where "not ..." makes the sentence honest: "not proven", "cannot be guaranteed"."""


_RISE = (
    r"(?:boost|increas|stimulat|build|rebuild|produc|promot|rais|regenerat|trigger|activat|restor)"
)

EVERYWHERE = (
    _Refusal(
        r"cur(?:e|es|ed|ing|ative)|cure-alls?",
        "nothing about the face is cured by needles; say what a study found",
    ),
    _Refusal(
        r"prov(?:e|es|ed|en|ing)|proof",
        "no claim here is proven; say what was found, in how many people",
        unless_denied=True,
    ),
    _Refusal(
        r"guarantee(?:s|d|ing)?",
        "results differ from person to person and cannot be promised",
        unless_denied=True,
    ),
    _Refusal(
        r"permanent(?:ly)?|for ?ever|lasts? (?:for )?(?:a )?life(?:time)?",
        "nobody has followed the face for longer than twelve weeks",
    ),
    _Refusal(
        r"painless(?:ly|ness)?|pain[- ]free|(?:no|without)(?: any)? pain",
        "some needles sting; say that most people feel little",
    ),
    _Refusal(
        r"(?:no|zero|without|free (?:of|from))(?: (?:any|known|harmful|unwanted|nasty|bad))*"
        r" (?:side|adverse|ill)[- ]effects?|side[- ]effects?[- ]free",
        "bleeding, bruises and rarer harms are documented; give how often",
    ),
    _Refusal(
        r"risk[- ]free|(?:no|zero|without)(?: any)? risks?|harmless(?:ly)?",
        "bleeding, bruises and rarer harms are documented; give how often",
    ),
    _Refusal(
        r"safe(?:r|st)?(?! to\b)",
        "nobody has compared; give how often harm was seen",
    ),
    _Refusal(
        rf"{_RISE}\w*(?: [\w'-]+){{0,3}} (?:collagen|elastin)"
        rf"|(?:collagen|elastin)(?:[- ][\w']+){{0,2}}[- ]{_RISE}\w*"
        r"|more (?:collagen|elastin)",
        "seen after microneedling devices, never looked for after acupuncture of the face",
    ),
    _Refusal(
        r"(?:non-surgical |mini |acupuncture |needle )?face[- ]?lifts?|acu-?lifts?",
        "it is not surgery and has not been compared with it",
    ),
    _Refusal(
        r"natur(?:al|e's) botox|botox alternatives?|alternatives? to botox"
        r"|(?:better than|as good as|like|needle|herbal) botox",
        "it has not been compared with botulinum toxin, which acts in another way",
    ),
    _Refusal(
        r"anti-?\s?age?ing|revers(?:e|es|ed|ing) (?:the )?(?:signs of )?age?ing"
        r"|turn(?:s|ed|ing)? back (?:the clock|time)|years younger",
        "no study shows that ageing is slowed or undone",
    ),
    _Refusal(
        r"(?:eras|eliminat|banish)\w* (?:[\w'-]+ ){0,2}(?:wrinkles|lines|scars|spots)"
        r"|wrinkle[- ]free",
        "no study saw lines or scars disappear",
    ),
    _Refusal(
        r"miracles?|miraculous(?:ly)?|always works?|works? every time|works? for every(?:one|body)",
        "results differ from person to person and cannot be promised",
    ),
    _Refusal(
        r"detox\w*|toxins",
        "no substance leaves the body through needling",
    ),
)
"""Refused in every country."""

BY_JURISDICTION = {
    "UK": (
        _Refusal(
            r"rejuvenat\w*",
            "the UK advertising code does not accept it, of acupuncture or of fillers",
        ),
    ),
}
"""Refused besides where an advertising code says so."""


def refused_words(text: str, jurisdiction: str = "UK") -> list[Refused]:
    """The words in `text` that no patient may be shown, in order of appearance.

    Inflections, letter case, hyphens, line breaks and invisible characters make no difference.
    "Not proven" and "cannot be guaranteed" are allowed, since they say the honest thing; no other
    refused word becomes acceptable by a "not" before it, for the reader keeps the word.

    Parameters
    ----------
    text : what a patient is to read.
    jurisdiction : whose advertising code applies besides what is refused everywhere; "UK" is the
        only one with words of its own.

    Returns
    -------
    list of Refused
        Empty where the text may stand. `text[r.start:r.end] == r.found` for each.
    """
    plain, origin = _plain(text)
    found = [
        Refused(text[start:end], start, end, refusal.why)
        for refusal in (*EVERYWHERE, *BY_JURISDICTION.get(jurisdiction.upper(), ()))
        for match in re.finditer(rf"\b(?:{refusal.words})\b", plain)
        if not (refusal.unless_denied and _denied(plain[: match.start()]))
        for start, end in [(origin[match.start()], origin[match.end() - 1] + 1)]
    ]
    return sorted(found, key=lambda refused: (refused.start, refused.end, refused.why))


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` as it is read, in lower case, and for each of its characters where it stood."""
    read: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        if unicodedata.category(character) in {"Cf", "Mn"}:
            continue
        for simple in unicodedata.normalize("NFKD", character).lower():
            if unicodedata.category(simple) == "Mn":
                continue
            letter = {"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2212": "-"}.get(
                simple, simple
            )
            if letter.isspace():
                if read and read[-1] == " ":
                    continue
                letter = " "
            read.append(letter)
            origin.append(position)
    return "".join(read), origin


def _denied(before: str) -> bool:
    """Whether the clause that leads up to a word denies it."""
    clause = CLAUSE_END.split(before)[-1]
    return NEGATION.search(clause) is not None
