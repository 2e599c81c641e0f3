import builtins
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from yintang.drawing.sheets import map_page, plan_pdf, plan_sheet
from yintang.errors import YintangError
from yintang.planning.plan import Finding

from . import example

FORBIDDEN = ("cure", "proven", "guarantee", "permanent", "painless", "no side effect")
FORBIDDEN += ("boosts collagen", "rejuvenat")
VOID = {"col", "meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Collects addresses, rows and text, and checks that tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.needles: list[int] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for key, value in attrs:
            if key in {"src", "href", "xlink:href", "action", "data", "srcset"}:
                self.addresses.append(value)
            if key == "data-needles":
                self.needles += [int(n) for n in value.split()]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open and self.open[-1] != "style":
            self.text.append(text)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))


@pytest.fixture(scope="module")
def sheet(atlas, pixels) -> str:
    return plan_sheet(example.plan(many=True), atlas, pixels, title="A plan")


def test_the_page_is_well_formed(sheet):
    assert Page(sheet).open == []


def test_every_needle_stands_in_exactly_one_row(sheet):
    wanted = [n.n for n in example.plan(many=True).prescription.needles]
    assert sorted(Page(sheet).needles) == wanted


def test_the_sheet_asks_nothing_of_the_network(sheet, atlas):
    for html in (sheet, map_page(example.face_map(), atlas)):
        assert all(a.startswith(("data:", "#")) for a in Page(html).addresses)
        css = "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
        assert "url(" not in css
        assert "@import" not in css
        assert "<script" not in html


def test_the_sheet_promises_nothing(sheet):
    words = Page(sheet).words.lower()
    assert not [w for w in FORBIDDEN if w in words]
    assert "!" not in words


def test_findings_come_first_and_the_gravest_leads(atlas):
    words = Page(plan_sheet(example.plan(), atlas)).words
    order = [words.index(w) for w in ("REFER", "DEFER", "ADAPT", "Needles in the face")]
    assert order == sorted(order)
    assert "Not before Fri 15 January 2027" in words
    assert "Refer to the prescribing doctor" in words


def test_a_stopped_plan_shows_no_needles_and_says_why(atlas):
    stop = Finding("R01", "Clotting disorder", "STOP", "haemophilia", "No needles.", ("textbook",))
    stopped = replace(example.plan(), findings=(stop,), prescription=None, course=None)
    page = Page(plan_sheet(stopped, atlas))
    assert page.needles == []
    assert "No needles are planned" in page.words
    assert "haemophilia" in page.words


def test_what_was_not_stated_and_what_was_left_out_is_said(sheet):
    words = Page(sheet).words
    assert "Not stated: anticoagulants, blood pressure" in words
    assert "danger point, off unless the practitioner opts in" in words


def test_every_visit_and_photograph_has_its_date(sheet):
    words = Page(sheet).words
    for n in range(1, 11):
        assert f"Visit {n} " in words
    assert words.count("Photographs ") >= len(example.course().photographs)


def test_each_goal_is_answered_in_the_claims_own_words(sheet, atlas):
    words = Page(sheet).words
    assert atlas.claims["C01"].say in words
    assert "No claim is made." in words
    assert "very low" in words


def test_the_count_out_is_to_equal_the_count_in(sheet):
    assert "The count out must equal the count in" in Page(sheet).words


def test_the_sheet_says_who_decides_and_what_it_rests_on(sheet):
    words = Page(sheet).words
    assert "A suggestion for a qualified practitioner, who confirms." in words
    assert "Atlas test-1" in words
    assert "ab12ab12ab12" in words


def test_hostile_words_are_only_words(atlas):
    evil = '<img src="http://example.org/x" onerror=alert(1)>'
    plan = example.plan()
    needle = replace(plan.prescription.needles[0], reason=evil, direction=evil)
    prescription = replace(plan.prescription, needles=(needle,), notes=(evil,))
    finding = replace(example.FINDINGS[0], because=evil, say=evil, refer_to=evil)
    html = plan_sheet(
        replace(plan, prescription=prescription, findings=(finding,), not_stated=(evil,)),
        atlas,
        title=evil,
    )
    assert "<img" not in html
    assert Page(html).open == []


def test_an_empty_plan_is_still_a_page(atlas):
    empty = replace(
        example.plan(),
        concerns=(),
        findings=(),
        not_stated=(),
        patterns=(),
        course=None,
        prescription=replace(example.plan().prescription, needles=(), left_out=(), adjuncts=()),
    )
    words = Page(plan_sheet(empty, atlas)).words
    assert "No needles in the face." in words
    assert "No needles on the body." in words


def test_a_map_page_lists_every_point_with_its_grade(atlas, pixels):
    words = Page(map_page(example.face_map(), atlas, pixels)).words
    assert all(code in words for code, *_ in example.FACE)
    assert "Hairline: assumed, the usual distance." in words
    assert "GB20 right: behind the head" in words


def test_a_full_plan_prints_on_at_most_five_pages(sheet):
    pdf = plan_pdf(sheet)
    assert pdf.startswith(b"%PDF")
    assert 3 <= _pages(pdf) <= 5


def _pages(pdf: bytes) -> int:
    """Counts page objects, which stand in compressed object streams."""
    streams = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)endstream", pdf, re.S)
    objects = pdf + b"".join(zlib.decompressobj().decompress(s) for s in streams)
    return len(re.findall(rb"/Type\s*/Page\b", objects))


def test_without_weasyprint_a_pdf_says_how_to_get_one(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("weasyprint"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(YintangError, match="pdf extra"):
        plan_pdf("<p>a plan</p>")
