import base64
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import cv2
import numpy as np
import pytest
from outcomes.series_of_photographs import course, photo
from skimage.data import astronaut

from yintang.atlas import load_atlas
from yintang.atlas.wording import refused_words
from yintang.drawing import svg_to_png
from yintang.drawing.before_after import EYE_LINE, EYES_APART, HEIGHT, WIDTH, lay_over, similarity
from yintang.drawing.change_report import patient_report, record_report, verdict_mark
from yintang.drawing.charts import VERDICT_WORDS, draw_chart, draw_overview
from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.photo import photo_from_pixels
from yintang.outcomes.change import compare, judge_course, target
from yintang.outcomes.measurement import Gate
from yintang.outcomes.seeing import see

ATLAS = load_atlas()
TARGETS = [target(name, ATLAS) for name in ("redness", "dark-circle", "jowl")]
LEVELS = {("redness", "cheek"): (22.0, 19.0), ("dark-circle", "under-eye"): (4.0, 4.0)}
NOISE = {("redness", "cheek"): (0.15, 0.15), ("dark-circle", "under-eye"): (0.1, 0.3)}
BLURRED = Gate("sharpness", False, 0.5, 0.8, "", "Blurred; take it again.")


@pytest.fixture(scope="module")
def changes():
    visits = course(np.random.default_rng(5), LEVELS, NOISE)
    blurred = tuple(replace(shot, gates=(BLURRED,)) for shot in visits[6].shots)
    visits[6] = replace(visits[6], shots=blurred)
    return judge_course(visits, TARGETS, exploratory=[target("redness:nose", ATLAS)])


@pytest.fixture(scope="module")
def two_photographs():
    turned = cv2.getRotationMatrix2D((230, 120), 6, 0.9)
    return [
        see(photo_from_pixels(pixels))
        for pixels in (astronaut(), cv2.warpAffine(astronaut(), turned, (512, 512)))
    ]


@pytest.fixture(scope="module")
def pair(two_photographs, changes):
    return lay_over(*two_photographs, ATLAS, changes.targets)


def visible(html):
    body = re.sub(r"<(style|script|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def decoded(uri):
    data = np.frombuffer(base64.b64decode(uri.partition(",")[2]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_COLOR).astype(float)


# --- Charts --------------------------------------------------------------------------------------


def test_a_chart_shows_every_visit_and_marks_the_one_left_out(changes):
    drawn = ET.fromstring(draw_chart(changes.targets[0]))
    names = [element.tag.rpartition("}")[2] for element in drawn.iter()]
    assert names.count("circle") == 2 * 11
    assert "could not be used" in draw_chart(changes.targets[0])


def test_a_chart_tells_its_verdict_to_who_cannot_see_it(changes):
    drawn = draw_chart(changes.targets[0])
    assert changes.targets[0].say in drawn
    assert svg_to_png(drawn, 400)[:4] == b"\x89PNG"


def test_a_target_that_could_not_be_measured_can_still_be_drawn(changes):
    assert changes.targets[2].numbers is None
    assert "<svg" in draw_chart(changes.targets[2])


def test_two_days_are_named(changes):
    before, after = ([photo({("redness", "cheek"): v}, str(v))] for v in (22.0, 20.0))
    drawn = draw_chart(compare(before, after, TARGETS[:1]).targets[0], ("before", "after"))
    assert ">before<" in drawn
    assert ">after<" in drawn


def test_the_overview_puts_better_on_the_right(changes):
    drawn = ET.fromstring(draw_overview(changes.targets))
    discs = [float(e.get("cx")) for e in drawn.iter() if e.tag.endswith("circle")]
    middle = (280 + 696) / 2
    assert discs[0] > middle + 100
    assert abs(discs[2] - middle) < 100


def test_verdicts_differ_by_shape():
    marks = {verdict: verdict_mark(verdict) for verdict in VERDICT_WORDS}
    paths = {re.search(r' d="([^"]+)"', mark)[1] for mark in marks.values()}
    assert len(paths) == 4


# --- Before and after ----------------------------------------------------------------------------


def test_a_similarity_comes_back():
    points = np.random.default_rng(0).normal(size=(20, 2))
    turn = 1.7 * np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    found = similarity(points, points @ turn.T + [3, -2])
    assert found[:, :2] == pytest.approx(turn)
    assert found[:, 2] == pytest.approx([3, -2])


def test_the_eyes_lie_over_each_other(pair):
    for picture in (pair.before, pair.after):
        eyes = see(photo_from_pixels(decoded(picture)[..., ::-1].astype(np.uint8))).mesh.vertices
        half = EYES_APART * WIDTH / 2
        wanted = [[WIDTH / 2 - half, EYE_LINE * HEIGHT], [WIDTH / 2 + half, EYE_LINE * HEIGHT]]
        assert eyes[[RIGHT_IRIS, LEFT_IRIS], :2] == pytest.approx(np.array(wanted), abs=6)


def test_colours_are_left_alone_without_a_card(pair, two_photographs):
    eyes = two_photographs[0].mesh.vertices[[RIGHT_IRIS, LEFT_IRIS], :2].mean(axis=0).astype(int)
    around = astronaut()[eyes[1] - 8 : eyes[1] + 24, eyes[0] - 16 : eyes[0] + 16]
    scale = EYES_APART * WIDTH / two_photographs[0].mesh.ipd
    y, x = EYE_LINE * HEIGHT, WIDTH / 2
    shown = decoded(pair.before)[
        int(y - 8 * scale) : int(y + 24 * scale), int(x - 16 * scale) : int(x + 16 * scale)
    ]
    assert shown.mean(axis=(0, 1))[::-1] == pytest.approx(around.mean(axis=(0, 1)), abs=3)
    assert "as the camera recorded them" in pair.colours


def test_only_regions_that_changed_detectably_are_marked(pair, two_photographs, changes):
    assert pair.overlay.count(">better<") == 2
    assert "worse" not in pair.overlay
    calm = [c for c in changes.targets if c.verdict == "no_change"]
    assert calm
    assert lay_over(*two_photographs, ATLAS, calm).overlay == ""


# --- Pages ---------------------------------------------------------------------------------------


def test_the_patients_page_says_every_verdict_and_gives_no_cause(changes, pair):
    page = visible(patient_report(changes, ATLAS, pair, when="ten treatments"))
    assert "not why" in page
    assert "Not calibrated for this room" in page
    for change in changes.targets:
        assert VERDICT_WORDS[change.verdict] in page
    assert refused_words(page) == []


def test_the_pages_ask_nothing_of_the_network(changes, pair):
    for page in (patient_report(changes, ATLAS, pair), record_report(changes, ATLAS)):
        assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []
        assert "http" not in page.replace("http://www.w3.org", "")


def test_the_record_tells_every_number_and_every_failed_check(changes):
    page = visible(record_report(changes, ATLAS))
    assert "Blurred; take it again." in page
    assert "Not declared" in page
    assert changes.model.sha256 in page
    assert refused_words(page) == []


def test_without_targets_the_page_says_that_none_was_declared():
    before, after = ([photo({("redness", "cheek"): v}, str(v))] for v in (22.0, 20.0))
    found = compare(before, after, [], exploratory=TARGETS)
    assert "No target was declared" in visible(patient_report(found, ATLAS))
    empty = compare(before, after, [])
    assert "Nothing could be measured" in visible(patient_report(empty, ATLAS))
