"""One HTML file from a template: the project's look, nothing asked of the network."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from yintang.drawing.colours import DARK, LIGHT, custom_properties, repainting
from yintang.drawing.svg import FONTS


def page(template: str, context: dict[str, Any]) -> str:
    """The template with `context` and what every page needs."""
    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            light=Markup(custom_properties(LIGHT)),
            dark=Markup(custom_properties(DARK)),
            repainting=Markup(repainting()),
            fonts=Markup(FONTS),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("yintang.drawing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
