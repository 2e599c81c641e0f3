"""The one portrait that comes with a dependency, and settings that no test may inherit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from cli.serving import said_by
from made_once import made_once
from PIL import Image
from skimage.data import astronaut
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from yintang.atlas import load_atlas
from yintang.atlas.model import Atlas
from yintang.face.model import VARIABLE

# How long an example takes says how busy the machine is, and nothing of the product.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

WHOLE = ("tests/cli/test_serve.py", "tests/clinic/test_sample.py")
"""Files whose tests share what takes long to set up; each goes to one worker."""


class _Sharing(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in WHOLE else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Test by test to whichever worker is free, but for those files."""
    return _Sharing(config, log)


@pytest.fixture(scope="session", autouse=True)
def _the_model_that_comes_with_the_package(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("share")))
        patch.delenv(VARIABLE, raising=False)
        yield


@pytest.fixture(scope="session")
def everything() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="session")
def portrait() -> Image.Image:
    """Eileen Collins, NASA, public domain: 512 pixels, 62 between the outer corners of the eyes."""
    return Image.fromarray(astronaut())


@pytest.fixture(scope="session")
def large_portrait(portrait: Image.Image) -> Image.Image:
    """The same, three times as large."""
    return portrait.resize((1536, 1536), Image.Resampling.LANCZOS)


@pytest.fixture(scope="session")
def portrait_file(large_portrait: Image.Image, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("portrait") / "portrait.jpg"
    large_portrait.save(file, quality=92)
    return file


@pytest.fixture(scope="session")
def empty_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a clinic on SQLite with its tables and nobody in it; to be copied."""

    def make(folder: Path) -> None:
        done = said_by(["manage", "migrate"], folder)
        assert done.returncode == 0, done.stderr
        # Without the mark of a write-ahead log, which a database in memory could not keep.
        with closing(sqlite3.connect(folder / "yintang.sqlite3")) as database:
            database.execute("PRAGMA journal_mode=DELETE")

    return made_once(tmp_path_factory, "empty-clinic", make)
