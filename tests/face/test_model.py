"""Which model is used, and that nothing but the official bundle is ever installed."""

import hashlib
import http.server
import io
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from yintang.face import model
from yintang.face.model import (
    MAX_BYTES,
    OFFICIAL,
    VARIABLE,
    ModelError,
    Release,
    data_folder,
    find_model,
    install_model,
)


def bundle_bytes() -> bytes:
    """A bundle laid out like the official one, holding words instead of models."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for part in ("face_detector", "face_landmarks_detector", "face_blendshapes"):
            bundle.writestr(f"{part}.tflite", part)
    return out.getvalue()


BUNDLE = bundle_bytes()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path / "yintang"


@pytest.fixture
def release() -> Release:
    """A release whose bundle is the one above."""
    return replace(OFFICIAL, sha256=hashlib.sha256(BUNDLE).hexdigest())


class _Answers(http.server.BaseHTTPRequestHandler):
    content = BUNDLE
    length: str | None = None

    def do_GET(self) -> None:
        if self.path != "/model":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", self.length or str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def answers() -> type[_Answers]:
    return type("Answers", (_Answers,), {})


@pytest.fixture
def address(answers: type[_Answers]) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_without_anything_installed_the_package_s_models_are_used() -> None:
    found = find_model()
    assert found.name == "mediapipe-0.10.21 bundle"
    assert found.iris is not None
    together = found.detector + found.landmarks + found.iris
    assert found.sha256 == hashlib.sha256(together).hexdigest()
    assert not found.official


def test_the_package_is_located_and_never_imported() -> None:
    find_model()
    assert "mediapipe" not in sys.modules


def test_a_printed_model_does_not_print_its_megabytes() -> None:
    assert len(repr(find_model())) < 300


def test_a_file_is_installed_and_then_used(tmp_path: Path, folder: Path, release: Release) -> None:
    source = tmp_path / "downloaded.task"
    source.write_bytes(BUNDLE)
    target = install_model(source, release=release)
    assert target == folder / "face_landmarker.task"
    found = find_model(release)
    assert (found.name, found.sha256) == ("face_landmarker.task", release.sha256)
    assert (found.origin, found.official) == ("installed", True)
    assert found.landmarks == b"face_landmarks_detector"
    assert found.iris is None


def test_a_wrong_file_is_refused_and_nothing_changes(tmp_path: Path, folder: Path) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(BUNDLE)
    with pytest.raises(ModelError, match=r"wrong\.task: not the official .*nothing was changed"):
        install_model(wrong)
    assert list(folder.iterdir()) == []
    assert find_model().origin == "package"


def test_a_wrong_file_does_not_displace_the_installed_model(
    tmp_path: Path, folder: Path, release: Release
) -> None:
    good, wrong = tmp_path / "good", tmp_path / "wrong"
    good.write_bytes(BUNDLE)
    wrong.write_bytes(BUNDLE + b"!")
    install_model(good, release=release)
    with pytest.raises(ModelError):
        install_model(wrong, release=release)
    assert [p.name for p in folder.iterdir()] == ["face_landmarker.task"]
    assert find_model(release).origin == "installed"


@pytest.mark.parametrize("what", ["missing", "folder", "too large"])
def test_a_file_that_cannot_be_taken_is_named(tmp_path: Path, folder: Path, what: str) -> None:
    source = tmp_path / "model.task"
    if what == "folder":
        source.mkdir()
    elif what == "too large":
        with source.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    with pytest.raises(ModelError, match=r"^model\.task: "):
        install_model(source)
    assert list(folder.iterdir()) == []


def test_the_bundle_is_downloaded_with_progress(address: str, release: Release) -> None:
    seen: list[tuple[int, int | None]] = []
    target = install_model(
        None,
        lambda done, total: seen.append((done, total)),
        replace(release, address=f"{address}/model"),
    )
    assert target.read_bytes() == BUNDLE
    assert seen[-1] == (len(BUNDLE), len(BUNDLE))


def test_a_wrong_download_is_refused_and_nothing_changes(
    address: str, answers: type[_Answers], release: Release, folder: Path
) -> None:
    answers.content = b"<html>please sign in</html>"
    with pytest.raises(ModelError, match="not the official"):
        install_model(None, release=replace(release, address=f"{address}/model"))
    assert list(folder.iterdir()) == []


def test_a_download_cut_short_is_refused(
    address: str, answers: type[_Answers], release: Release, folder: Path
) -> None:
    answers.content, answers.length = BUNDLE[:-10], str(len(BUNDLE))
    with pytest.raises(ModelError, match="broke off"):
        install_model(None, release=replace(release, address=f"{address}/model"))
    assert list(folder.iterdir()) == []


def test_a_download_that_announces_too_much_is_not_begun(
    address: str, answers: type[_Answers], release: Release, folder: Path
) -> None:
    answers.length = str(MAX_BYTES + 1)
    answers.content = b""
    with pytest.raises(ModelError, match="too large"):
        install_model(None, release=replace(release, address=f"{address}/model"))
    assert list(folder.iterdir()) == []


def test_a_download_that_never_ends_is_stopped(
    address: str,
    answers: type[_Answers],
    release: Release,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "MAX_BYTES", 100)
    answers.length = "not a number"
    with pytest.raises(ModelError, match="too large"):
        install_model(None, release=replace(release, address=f"{address}/model"))
    assert list(folder.iterdir()) == []


def test_an_answer_of_not_found_says_what_to_do(address: str, release: Release) -> None:
    with pytest.raises(ModelError, match=r"answered 404.*--from face_landmarker\.task"):
        install_model(None, release=replace(release, address=f"{address}/gone"))


def test_an_address_that_cannot_be_reached_says_what_to_do(release: Release) -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        install_model(None, release=replace(release, address="http://127.0.0.1:9/model"))


def test_an_interrupted_download_leaves_nothing(
    address: str, release: Release, folder: Path
) -> None:
    def interrupt(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_model(None, interrupt, replace(release, address=f"{address}/model"))
    assert list(folder.iterdir()) == []


def test_the_variable_chooses_a_model_for_one_command(
    tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.task"
    path.write_bytes(BUNDLE)
    monkeypatch.setenv(VARIABLE, str(path))
    assert find_model(release).origin == "variable"


def test_the_variable_cannot_bring_in_another_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.task"
    path.write_bytes(BUNDLE)
    monkeypatch.setenv(VARIABLE, str(path))
    with pytest.raises(ModelError, match=r"YINTANG_FACE_MODEL: mine\.task is not the official"):
        find_model()


def test_a_damaged_installed_model_is_not_silently_replaced_by_the_package_s(
    folder: Path,
) -> None:
    folder.mkdir()
    (folder / OFFICIAL.name).write_bytes(BUNDLE)
    with pytest.raises(ModelError, match="damaged; run `yintang model install` again"):
        find_model()


def test_a_data_folder_that_cannot_be_made_is_named(
    tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "good"
    source.write_bytes(BUNDLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(source))
    with pytest.raises(ModelError, match="cannot write there"):
        install_model(source, release=release)


def test_a_relative_data_directory_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "somewhere")
    assert data_folder().is_absolute()
