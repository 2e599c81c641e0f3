"""What is known: points, regions, concerns, patterns, rules, claims, and where each was read."""

from yintang.atlas.atlas import VERSION, AtlasError, load_atlas
from yintang.atlas.model import Atlas

__all__ = ["VERSION", "Atlas", "AtlasError", "load_atlas"]
