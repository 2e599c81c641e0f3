"""The public pages: open to all, plain to read, nothing promised, every claim with its ground."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from yintang.atlas import load_atlas
from yintang.atlas.wording import JURISDICTIONS, check_wording
from yintang.clinic.evidence.telling import rates, sources
from yintang.clinic.evidence.topics import CHAPTERS, TOPICS

ATLAS = load_atlas()
ADDRESSES = ["/what-is-known/", *(f"/what-is-known/{topic.slug}/" for topic in TOPICS)]
HARDEST = 7.0
"""Flesch-Kincaid grade of somebody of about twelve."""


class Read(HTMLParser):
    """The words of a page's main part, and the prose among them: paragraphs, items, cells."""

    PROSE = ("p", "li", "td", "dd")
    QUOTED = ("cited", "says", "kicker", "following", "sources", "finding", "sure")

    def __init__(self):
        super().__init__()
        self.open, self.words, self.prose = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "link", "br", "input", "circle", "path", "rect"}:
            self.open.append((tag, dict(attrs).get("class", "") or ""))

    def handle_endtag(self, tag):
        while self.open and self.open[-1][0] != tag and tag in {t for t, _ in self.open}:
            self.open.pop()
        if self.open and self.open[-1][0] == tag:
            inside = any(t == "main" for t, _ in self.open)
            self.open.pop()
            if inside and tag in {*self.PROSE, "h1", "h2", "h3", "strong"}:
                self.words.append("\n")
                if tag in self.PROSE:
                    self.prose.append(". ")

    def handle_data(self, text):
        tags = [tag for tag, _ in self.open]
        if "main" not in tags:
            return
        self.words.append(text)
        quoted = any(name in kind.split() for _, kind in self.open for name in self.QUOTED)
        if not quoted and set(tags) & set(self.PROSE):
            self.prose.append(text)


def read(address):
    reader = Read()
    reader.feed(Client().get(address).content.decode())
    return reader


def syllables(word):
    """How many, by groups of vowels; a silent e at the end is none."""
    word = re.sub(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$", lambda end: end[0][0], word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text):
    """Flesch-Kincaid grade level (Kincaid and others 1975)."""
    sentences = [s for s in re.split(r"[.!?:;]+(?:\s|$)", text) if re.search("[a-z]", s)]
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


@pytest.mark.parametrize("address", ADDRESSES)
def test_anybody_may_read_it_and_nothing_is_left_in_the_browser(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert 'src="http' not in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_only_read(address):
    assert Client().post(address).status_code == 405


def test_an_unknown_page_is_not_found():
    assert Client().get("/what-is-known/secrets/").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_person_of_twelve_can_read_it(address):
    assert grade("".join(read(address).prose)) <= HARDEST


def test_the_grade_is_that_of_the_formula():
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)
    assert grade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
                 ) == pytest.approx(11.3, abs=1.5)  # fmt: skip


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_nothing_on_it_is_refused_by_the_advertising_rules(address, jurisdiction):
    remarks = check_wording("".join(read(address).words), jurisdiction)
    assert [(r.rule, r.words) for r in remarks if r.refused] == []


def test_every_claim_with_words_for_patients_is_told_once_with_its_certainty():
    told = [id_ for page in CHAPTERS.values() for chapter in page for id_, _ in chapter.claims]
    assert sorted(told) == sorted(claim.id for claim in ATLAS.claims.values() if claim.say)
    page = read("/what-is-known/does-it-work/").words
    assert ATLAS.claims["C01"].say in page
    assert "Unsure" in page


def test_what_is_done_for_the_body_is_told_apart_from_the_skin():
    skin = {id_ for chapter in CHAPTERS["does-it-work"] for id_, _ in chapter.claims}
    body = {id_ for chapter in CHAPTERS["besides"] for id_, _ in chapter.claims}
    assert not skin & body
    assert {"C24", "C25", "C35"} <= body


def test_rates_are_shown_as_so_many_of_ten_thousand():
    shown = {rate.id: rate.count for rate in rates(ATLAS)}
    assert shown["facial-bleeding"] == 486
    assert shown["facial-bruise"] == 69
    assert shown["serious-patients"] == 1
    page = Client().get("/what-is-known/risks/").content.decode()
    assert "<strong>486</strong> of 10,000 facial sessions" in page
    assert "between 0.2 and 2.3" in page


def test_the_dots_are_as_many_as_the_words_say():
    for rate in rates(ATLAS):
        assert rate.rows * 100 + rate.over == rate.count


def test_every_cited_source_is_on_the_page_of_sources():
    listed = {source.id for source in sources(ATLAS)}
    for address in ADDRESSES:
        page = Client().get(address).content.decode()
        assert set(re.findall(r'sources/#(\w+)"', page)) <= listed
    page = Client().get("/what-is-known/sources/").content.decode()
    assert 'id="E01"' in page
    assert "not read by us" in page


def test_visits_and_minutes_are_those_of_the_protocols():
    plans = ATLAS.protocols.values()
    page = " ".join("".join(read("/what-is-known/visits/").words).split())
    fewest = min(plan.sessions[0] for plan in plans)
    most = max(plan.sessions[1] for plan in plans)
    assert f"{fewest} to {most} visits" in page
    session = " ".join("".join(read("/what-is-known/session/").words).split())
    short = min(plan.retention_min[0] for plan in plans)
    long = max(plan.retention_min[1] for plan in plans)
    assert f"{short} to {long} minutes" in session
