"""Pages to read and to print: a plan's sheet and a face map with its table.

Each is one HTML file that asks nothing of the network. The same markup serves a phone, a screen and
A4 paper.
"""

from functools import cache
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.drawing.colours import DARK, LIGHT, custom_properties, repainting
from yintang.drawing.face_map import draw_face_map
from yintang.drawing.figure import draw_figure, missing
from yintang.drawing.marks import SIDES, located_marks, needle_marks, point_names
from yintang.drawing.months import draw_months
from yintang.drawing.rows import (
    References,
    evidence,
    goal_name,
    left_out,
    needle_rows,
    said,
    sentence,
)
from yintang.drawing.svg import FONTS
from yintang.drawing.symbols import action_icon, legend
from yintang.errors import YintangError
from yintang.face.face_map import FaceMap
from yintang.planning.plan import PatternSuggestion, Plan, Prescription

SEVERITY = ("STOP", "REFER", "DEFER", "ADAPT")
URGENCY = ("routine", "call", "emergency")


def plan_sheet(
    plan: Plan,
    atlas: Atlas,
    pixels: NDArray[np.uint8] | None = None,
    *,
    title: str = "Treatment plan",
) -> str:
    """A plan as one self-contained HTML page that also prints on A4.

    `pixels` is the upright photograph, (H, W, 3) sRGB; without it the face is schematic.
    """
    references = References(atlas)
    rows = needle_rows(plan, atlas, references)
    findings = [
        (f, references(f.source))
        for f in sorted(plan.findings, key=lambda f: SEVERITY.index(f.action))
    ]
    likely = _likely(plan)
    claims = evidence(plan, atlas, references)
    context = {
        "plan": plan,
        "title": title,
        "goals": [goal_name(g, atlas) for g in plan.concerns],
        "findings": findings,
        "not_stated": [_question(q, atlas) for q in plan.not_stated],
        "face_rows": [r for r in rows if r.needles[0].area != "body"],
        "body_rows": [r for r in rows if r.needles[0].area == "body"],
        "patterns": [(p, _signs(p.for_, atlas), _signs(p.against, atlas)) for p in likely],
        "unlikely": [p.name for p in plan.patterns if p not in likely],
        "months": [] if plan.course is None else [Markup(m) for m in draw_months(plan.course)],
        "claims": claims,
        "adverse": [(a, references(a.source)) for a in _adverse(atlas)],
        "aftercare": sorted(atlas.aftercare.values(), key=lambda a: URGENCY.index(a.urgency)),
        **_prescribed(plan.prescription, plan, atlas, pixels),
    }
    return _page("plan.html.j2", context, references)


def _prescribed(
    prescription: Prescription | None, plan: Plan, atlas: Atlas, pixels: NDArray[np.uint8] | None
) -> dict[str, Any]:
    """What the sheet shows of the needles; empty where screening stops them."""
    if prescription is None:
        return {"map": None, "figure": None, "legend": [], "off_map": [], "left_out": []} | {
            "protocol": "", "adjuncts": [], "p": None, "off_figure": []
        }  # fmt: skip
    needles = prescription.needles
    off_face = [n for n in needles if n.x is None]
    on_figure = [n for n in off_face if n not in missing(off_face)]
    marks = needle_marks(needles, plan.face_map, atlas)
    protocol = atlas.protocols.get(prescription.protocol)
    face = draw_face_map(
        plan.face_map, atlas, pixels, needles=needles, title="Needles in the face", standalone=False
    )
    return {
        "p": prescription,
        "map": Markup(face) if marks else None,
        "figure": Markup(draw_figure(on_figure, atlas)) if on_figure else None,
        "legend": [
            (Markup(icon), says)
            for icon, says in legend((m.kind for m in marks), pixels is not None)
        ],
        "off_map": sorted({n.code or n.line or n.label for n in off_face if n.area != "body"}),
        "off_figure": sorted({n.code or n.line or n.label for n in missing(off_face)}),
        "left_out": left_out(prescription.left_out, atlas),
        "protocol": prescription.protocol if protocol is None else protocol.name,
        "adjuncts": [atlas.adjuncts[a] for a in prescription.adjuncts if a in atlas.adjuncts],
    }


def map_page(
    face_map: FaceMap,
    atlas: Atlas,
    pixels: NDArray[np.uint8] | None = None,
    *,
    title: str = "Face map",
) -> str:
    """A face map with the table of its points and grades, as one HTML page."""
    marks = located_marks(face_map, atlas)
    codes = dict.fromkeys(p.code for p in face_map.points)
    rows = [
        (*point_names(code, atlas), [p for p in face_map.points if p.code == code])
        for code in codes
    ]
    context = {
        "title": title,
        "face_map": face_map,
        "map": Markup(draw_face_map(face_map, atlas, pixels, title=title, standalone=False)),
        "legend": [
            (Markup(icon), says)
            for icon, says in legend((m.kind for m in marks), pixels is not None)
        ],
        "rows": rows,
    }
    return _page("map.html.j2", context, References(atlas))


def plan_pdf(html: str) -> bytes:
    """A sheet as PDF.

    Raises
    ------
    YintangError
        If WeasyPrint, an optional extra, is not installed.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - an optional extra, and slow to import
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above
    except (ImportError, OSError) as why:
        raise YintangError(
            "a PDF needs WeasyPrint: install the pdf extra, pip install 'yintang[pdf]', "
            "or print the HTML page from a browser"
        ) from why
    embedded_only = URLFetcher(allowed_protocols={"data"})
    document = HTML(string=html, url_fetcher=embedded_only).write_pdf()
    return bytes(document)


def _likely(plan: Plan) -> list[PatternSuggestion]:
    """The confirmed patterns, and up to four that fit at least half as well as the best."""
    best = max((p.score for p in plan.patterns), default=0.0)
    near = [p for p in plan.patterns if p.score >= best / 2][:4]
    return [p for p in plan.patterns if p in near or p.id in plan.confirmed_patterns]


def _adverse(atlas: Atlas) -> list[Any]:
    """Rates from facial work first."""
    return sorted(atlas.adverse_events.values(), key=lambda a: not a.facial)


def _question(id: str, atlas: Atlas) -> str:
    question = atlas.questions.get(id)
    return (id if question is None else question.short or id).replace("_", " ").replace("-", " ")


def _signs(ids: tuple[str, ...], atlas: Atlas) -> list[str]:
    return [atlas.signs[i].name if i in atlas.signs else i for i in ids]


def _page(template: str, context: dict[str, Any], references: References) -> str:
    """Render; sources are numbered while the rest is prepared, so they come last."""
    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            atlas=references.atlas,
            sources=references.listed(),
            light=Markup(custom_properties(LIGHT)),
            dark=Markup(custom_properties(DARK)),
            repainting=Markup(repainting()),
            fonts=Markup(FONTS),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("yintang.drawing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["said"] = said
    environment.filters["sentence"] = sentence
    environment.filters["icon"] = lambda action: Markup(action_icon(action))
    environment.globals["SIDES"] = SIDES
    return environment
