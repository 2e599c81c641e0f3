import re
import shutil
import textwrap
from pathlib import Path

import pytest

from yintang.atlas import load_atlas
from yintang.atlas.atlas import PACKAGED
from yintang.atlas.kinds import KINDS, LIMITS
from yintang.atlas.lookup import canonical_point, find
from yintang.atlas.wording import refused_words

ROOT = Path(__file__).parents[2]
ATLAS_PAGE = (ROOT / "docs/atlas.md").read_text(encoding="utf-8")
RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"In\s+`src/yintang/atlas/data/([\w-]+\.toml)`[^`]*?(?:`[^`]*`[^`]*?)?```toml\n(.*?)```", re.S
)


@pytest.mark.parametrize("file", sorted(path.name for path in PACKAGED.glob("*.toml")))
def test_every_data_file_is_explained(file):
    assert f"`{file}`" in ATLAS_PAGE


@pytest.mark.parametrize("kind", [*KINDS, LIMITS], ids=lambda kind: kind.attribute)
def test_every_kind_is_explained(kind):
    assert f"| {kind.attribute.replace('_', ' ')} | `{kind.file}` |" in ATLAS_PAGE


def test_the_files_a_recipe_names_exist():
    for path in re.findall(r"`((?:src|tests|docs)/[\w/.-]+\.\w+)`", RECIPES + ATLAS_PAGE):
        assert (ROOT / path).exists(), path


def test_the_recipes_of_contributing_work_as_printed(tmp_path):
    directory = Path(shutil.copytree(PACKAGED, tmp_path / "data"))
    examples = EXAMPLE.findall(RECIPES)
    assert [file for file, _ in examples] == [
        "sources.toml",
        "points.toml",
        "needling-face.toml",
        "concerns.toml",
        "questions.toml",
        "rules.toml",
        "claims.toml",
        "protocols.toml",
    ]
    for file, example in examples:
        path = directory / file
        text = path.read_text(encoding="utf-8").rstrip()
        added = textwrap.dedent(example)
        # The points are one list, a line each; every other file is a series of tables.
        ending = f"{added}]" if text.endswith("]") and file == "points.toml" else ""
        path.write_text(text[:-1] + ending if ending else f"{text}\n\n{added}", encoding="utf-8")
    atlas = load_atlas(directory)
    assert atlas.points["EX-HN2"].needling.region == "front of the scalp"
    assert atlas.rules["R45"].steps[0].effect.techniques == ("electro",)
    for id_ in ("G26", "C38", "six-short", "T99", "cochlear_implant"):
        assert find(atlas, id_).id == id_
    assert refused_words(atlas.claims["C38"].say) == []


def test_the_python_of_the_page_runs():
    (example,) = re.findall(r"```python\n(.*?)```", ATLAS_PAGE, re.S)
    known = {}
    exec(example, known)
    assert known["atlas"] == load_atlas()
    assert canonical_point("Du 20") == "GV20"
