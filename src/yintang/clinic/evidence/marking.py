"""Cuts a text at what the wording checker remarks, so that a page can mark it."""

from collections.abc import Collection
from dataclasses import dataclass

from yintang.atlas.model import Source
from yintang.atlas.wording import Jurisdiction, Licence, Remark, check_wording
from yintang.clinic.atlas_in_use import atlas

LAWS: dict[str, str] = {
    "A01": "UK", "A02": "UK", "S34": "UK", "S35": "UK", "S36": "UK", "S37": "UK", "A05": "IE",
    "A07": "IE", "S40": "IE", "A04": "US", "A06": "US", "S38": "US", "A03": "AU", "A08": "AU",
    "S39": "AU",
}  # fmt: skip
"""Sources that speak for one country only; a reader in another has no use for them."""


@dataclass(frozen=True, slots=True)
class Marked:
    """`pieces` joined are the text; a piece's number is its remark's, 0 where it has none."""

    pieces: tuple[tuple[str, int], ...]
    remarks: tuple[tuple[Remark, tuple[Source, ...]], ...]

    @property
    def refused(self) -> int:
        """How many remarks refuse."""
        return sum(remark.refused for remark, _ in self.remarks)

    @property
    def asked(self) -> int:
        """How many ask somebody to make sure."""
        return len(self.remarks) - self.refused


def marked(text: str, country: Jurisdiction, licences: Collection[Licence]) -> Marked:
    """The text in pieces, with numbered remarks, each with the sources of its rule."""
    remarks = check_wording(text, country, licences)
    pieces: list[tuple[str, int]] = []
    reached = 0
    for number, remark in enumerate(remarks, start=1):
        if remark.start < reached:
            continue  # said already of words that overlap
        pieces += [(text[reached : remark.start], 0), (remark.words, number)]
        reached = remark.end
    pieces.append((text[reached:], 0))
    told = tuple((one, _sources(one, country)) for one in remarks)
    return Marked(tuple(piece for piece in pieces if piece[0]), told)


def _sources(remark: Remark, country: Jurisdiction) -> tuple[Source, ...]:
    """Those of the remark's sources that a reader in that country has use for."""
    here = [key for key in remark.source if LAWS.get(key, country) == country]
    return tuple(atlas().sources[key] for key in here or remark.source)
