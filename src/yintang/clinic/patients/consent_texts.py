"""The texts of the five consents, made from the atlas: what is known, how surely, and what happens.

Plain words for a reader of about twelve. Sentences on effects are the claims' own `say` texts and
no others; figures on harm are the atlas' rates as natural frequencies ("about 5 in 100 sessions"),
which people understand better than per cent. The same clinic and atlas give the same text.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from yintang.atlas.model import AdverseEvent, Atlas
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Consent

WORDING = 1
"""Of the sentences below; raised with each change of meaning."""

CLAIMS = ("C01", "C02", "C04", "C10", "C32", "C21")
"""What a patient asks for most: frown lines, fine lines, lift, radiance, lasting, relaxing."""
RATES = (
    "facial-bleeding", "facial-bruise", "under-eye-haematoma", "drowsy", "autonomic",
    "needing-treatment", "serious-patients",
)  # fmt: skip
REPORTED = ("eye-injury", "lasting-facial-harm")
"""Known from reports alone: nobody knows out of how many."""
PLAIN = {
    "under-eye-haematoma": "a swollen bruise under the eye",
    "needing-treatment": "something that needed treatment",
    "serious-patients": "something serious in a course of treatments",
    "lasting-facial-harm": "lumps in the skin that stay, or an abscess",
}
"""Harms whose names in the atlas are for those who treat."""
SURENESS = {
    "high": "We are sure of this.",
    "moderate": "We are fairly sure of this.",
    "low": "We are not very sure of this.",
    "very low": "We are not at all sure of this.",
    "none": "There is no research on this.",
    "contradicted": "Research speaks against this.",
}
BASES = ((100, "100"), (1_000, "1,000"), (10_000, "10,000"), (100_000, "100,000"),
         (1_000_000, "a million"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A consent's text. Two texts of one purpose are the same text where `parts` are the same."""

    version: str
    title: str
    ask: str
    """The sentence she agrees to."""
    parts: tuple[Part, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All she reads, without headings, the question last."""
        return (*(line for part in self.parts for line in part.paragraphs), self.ask)

    def as_json(self) -> dict[str, Any]:
        """As `Consent.text` keeps it."""
        return {
            "title": self.title,
            "ask": self.ask,
            "parts": [
                {"heading": part.heading, "paragraphs": list(part.paragraphs)}
                for part in self.parts
            ],
        }


def text(purpose: str, clinic: Clinic, atlas: Atlas) -> Text:
    """The present text of one purpose.

    Its version names our wording, a hash of the words themselves, and the atlas they came from.
    """
    title, ask, parts = {
        Consent.Purpose.TREATMENT: _treatment,
        Consent.Purpose.PHOTOGRAPHS: _photographs,
        Consent.Purpose.TEACHING: _teaching,
        Consent.Purpose.PUBLICITY: _publicity,
        Consent.Purpose.SHARING: _sharing,
    }[Consent.Purpose(purpose)](clinic, atlas)
    unversioned = Text("", title, ask, parts)
    words = json.dumps(unversioned.as_json(), sort_keys=True).encode()
    digest = hashlib.sha256(words).hexdigest()[:10]
    return Text(f"{purpose} {WORDING}, {digest}, atlas {atlas.version}"[:80], title, ask, parts)


def how_often(event: AdverseEvent) -> str:
    """ "about 5 in 100 sessions": the smallest round number in which it happens at least once."""
    if event.fraction is None or event.fraction <= 0:
        return event.rate
    base, written = next((pair for pair in BASES if event.fraction * pair[0] >= 0.95), BASES[-1])
    return f"about {max(1, round(event.fraction * base))} in {written} {event.per}"


Made = tuple[str, str, tuple[Part, ...]]

WITHDRAW = Part(
    "You can change your mind",
    (
        "You can say no. You can take your yes back at any time, without a reason. Tell anyone "
        "here, in any words. Saying no does not change how you are cared for.",
    ),
)


def _treatment(clinic: Clinic, atlas: Atlas) -> Made:
    return (
        "Acupuncture of the face and body",
        f"I have read this, or it was read to me. I could ask what I wanted to ask. I agree to "
        f"acupuncture of the face and body at {clinic.name}.",
        (
            Part(
                "What will happen",
                (
                    "Very thin needles are put into the skin of your face and body. Each is new "
                    "and sterile, and is used once. They stay in for about 10 to 30 minutes "
                    "while you rest. Then they are taken out and counted.",
                    "Most people have one visit a week for 6 to 12 weeks. You can stop a visit at "
                    "any moment: say so, and the needles come out.",
                ),
            ),
            _known(atlas),
            _harm(clinic, atlas),
            Part(
                "What else you could do",
                (
                    "You could do nothing: lines and folds are no illness. Sun cream every day, "
                    "not smoking, and care of the skin are other choices. So are treatments by a "
                    "doctor, such as creams on prescription, injections or laser. These have "
                    "their own effects and risks. Ask us, or your doctor, about them.",
                ),
            ),
            Part(
                "What we need from you",
                (
                    "Tell us about illnesses, medicines, allergies, and treatments of your face. "
                    "Tell us if you are or may be pregnant. Tell us at each visit what is new.",
                ),
            ),
            Part(
                "Your record",
                (
                    f"{clinic.name} writes down what you tell us and what we do. Those who treat "
                    "you can read it, and we can see who did. The law says how long we must keep "
                    "it. You can ask for a copy.",
                ),
            ),
            WITHDRAW,
        ),
    )


def _known(atlas: Atlas) -> Part:
    """What may be said of the effect, each claim with how sure it is."""
    said = (atlas.claims[id_] for id_ in CLAIMS)
    return Part(
        "What is known",
        (
            "The research on facial acupuncture is small. Nobody can tell you beforehand whether "
            "it will change something for you.",
            *(f"{claim.say} {SURENESS[claim.certainty]}" for claim in said if claim.say),
            "What is not known: how it compares with pretended needles, how long a change lasts "
            "beyond three months, and how it works for men and for people under 29 or over 60. "
            "They were hardly studied.",
        ),
    )


def _harm(clinic: Clinic, atlas: Atlas) -> Part:
    """Each harm with how often it was counted, and where."""
    return Part(
        "What can go wrong",
        (
            "Small things happen often and pass by themselves. Serious things are rare, but they "
            "do happen.",
            *(_rate(atlas.adverse_events[id_]) for id_ in RATES),
            *(_report(atlas.adverse_events[id_]) for id_ in REPORTED),
            "A needle can sting. A needle can be left in by mistake: that is why we count them in "
            "and out. If you take a medicine that thins the blood, bleeding and bruises are more "
            "likely.",
            "Call us if something worries you afterwards. Pain in the chest, trouble breathing, or "
            f"a change in your sight: ring {clinic.emergency} at once. Redness that spreads: see a "
            "doctor the same day.",
        ),
    )


def _rate(event: AdverseEvent) -> str:
    told = "" if "TRADITION" not in event.source else " We could not check this figure ourselves."
    where = "" if event.facial else " This is of acupuncture anywhere on the body."
    name = _upper(PLAIN.get(event.id, event.name))
    return f"{name}: {how_often(event)} ({event.of}).{where}{told}"


def _report(event: AdverseEvent) -> str:
    name = _upper(PLAIN.get(event.id, event.name))
    return f"{name}: {event.rate}. Nobody knows out of how many people treated."


def _upper(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _photographs(clinic: Clinic, atlas: Atlas) -> Made:
    return (
        "Photographs for your record",
        f"I agree that {clinic.name} takes photographs of my face and keeps them in my record.",
        (
            Part(
                "What for",
                (
                    "We photograph your face to plan where the needles go, and to see later what "
                    "has changed and what has not.",
                    "The computer finds places such as the corners of the eyes on the picture. "
                    "It does not work out who you are, and your face is not searched for "
                    "anywhere.",
                ),
            ),
            Part(
                "Where they are kept",
                (
                    f"They are part of your record at {clinic.name}. They stay in its own "
                    "system. The place and the number of the device are removed from the picture. "
                    "We note the kind of camera and how the file was saved, because both change "
                    "what a picture shows. Those who treat you can look at them, and we can see "
                    "who did. Nobody else is shown them unless you agree to that on another "
                    "page.",
                ),
            ),
            Part(
                "If you say no",
                (
                    "You can be treated without a photograph. The needles are then planned on a "
                    "drawing of a face. We cannot measure changes without photographs.",
                ),
            ),
            Part(
                "You can change your mind",
                (
                    "You can take your yes back at any time, without a reason. We then take no "
                    "more photographs. You choose whether those we have stay in your record or "
                    "are erased. Erased pictures are gone. The numbers that were measured on them "
                    "stay in your record, as our notes do.",
                ),
            ),
        ),
    )


def _teaching(clinic: Clinic, atlas: Atlas) -> Made:
    return (
        "Photographs and notes for teaching",
        f"I agree that {clinic.name} shows my photographs, and what was done, to people who learn "
        "or practise acupuncture.",
        (
            Part(
                "What for",
                (
                    "Students and colleagues learn from real faces. Your name and date of birth "
                    "are left out. Your face can still be known by someone who knows you.",
                ),
            ),
            Part(
                "Where they are shown",
                (
                    "In lessons and meetings, not on the internet and not in advertising. You can "
                    "ask to see a picture before it is shown.",
                ),
            ),
            Part(
                "You can change your mind",
                (
                    "You can say no. You can take your yes back at any time, without a reason. We "
                    "then stop showing them. What people have already seen cannot be called back. "
                    "Saying no does not change how you are cared for.",
                ),
            ),
        ),
    )


def _publicity(clinic: Clinic, atlas: Atlas) -> Made:
    return (
        "Photographs for publicity",
        f"I agree that {clinic.name} shows my photographs to the public.",
        (
            Part(
                "What for",
                (
                    "To show the public what the clinic does: on its website, in print or on "
                    "social media. You see each picture, and its words, before it is shown.",
                    "In some countries the rules on advertising do not allow pictures from before "
                    "and after, or the words of patients. We then show none, even if you agree.",
                ),
            ),
            Part(
                "What to think of",
                (
                    "Strangers, friends and employers may know you by your face. A picture on the "
                    "internet can be copied, and nobody can take all copies back. You are not "
                    "paid, and your treatment costs the same if you say no.",
                ),
            ),
            Part(
                "You can change your mind",
                (
                    "You can take your yes back at any time, without a reason. We then take down "
                    "what we have put up, and use no more.",
                ),
            ),
        ),
    )


def _sharing(clinic: Clinic, atlas: Atlas) -> Made:
    return (
        "Sharing with others who treat you",
        f"I agree that {clinic.name} tells my doctor, and others who treat me, what they need to "
        "know from my record.",
        (
            Part(
                "What for",
                (
                    "So that your doctor knows what is done here, and we know what may make "
                    "needles unsafe for you. We tell only what is needed. You can ask what was "
                    "sent, and to whom.",
                ),
            ),
            Part(
                "When we may have to tell without asking",
                ("If a life is in danger, or if the law orders it. We tell you if we can.",),
            ),
            Part(
                "You can change your mind",
                (
                    "You can say no. You can take your yes back at any time, without a reason. We "
                    "then send nothing more. What was sent stays in the records of those who "
                    "have it. Saying no does not change how you are cared for.",
                ),
            ),
        ),
    )
