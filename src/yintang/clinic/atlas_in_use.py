"""The atlas, read once a process."""

from functools import cache

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas


@cache
def atlas() -> Atlas:
    """The atlas of this installation."""
    return load_atlas()
