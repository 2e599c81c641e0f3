"""The colours of a drawing, by role, in light and in dark.

A drawing writes the light colour as an attribute, so that it stands alone in any viewer, and names
its role as a class, so that a page can repaint it for a dark screen or for white paper.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Role = Literal[
    "porcelain",
    "paper",
    "ink",
    "stone",
    "line",
    "vermilion",
    "jade",
    "amber",
    "amber-wash",
    "alarm",
    "alarm-wash",
]

LIGHT: Mapping[Role, str] = MappingProxyType(
    {
        "porcelain": "#f7f5f0",
        "paper": "#ffffff",
        "ink": "#1d2b2a",
        "stone": "#5b6866",
        "line": "#e3dfd5",
        "vermilion": "#c8402c",
        "jade": "#0b6e5f",
        "amber": "#7a4300",
        "amber-wash": "#fdf0e1",
        "alarm": "#8e1b1b",
        "alarm-wash": "#fbe4e2",
    }
)
DARK: Mapping[Role, str] = MappingProxyType(
    {
        "porcelain": "#141917",
        "paper": "#1d2422",
        "ink": "#e9eeec",
        "stone": "#a3b0ad",
        "line": "#2d3735",
        "vermilion": "#e0634f",
        "jade": "#3fb39f",
        "amber": "#f2c078",
        "amber-wash": "#3a2a14",
        "alarm": "#ff9d94",
        "alarm-wash": "#401a18",
    }
)


def custom_properties(colours: Mapping[Role, str]) -> str:
    """The colours as CSS custom properties: `--ink:#1d2b2a;` and so on."""
    return "".join(f"--{role}:{value};" for role, value in colours.items())


def repainting() -> str:
    """CSS rules by which a page's custom properties reach the roles named in a drawing."""
    return "".join(
        f".fill-{role}{{fill:var(--{role})}}"
        f".stroke-{role}{{stroke:var(--{role})}}"
        f".stop-{role}{{stop-color:var(--{role})}}"
        for role in LIGHT
    )
