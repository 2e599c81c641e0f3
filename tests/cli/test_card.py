"""`yintang card`: a sheet to print, and whether a print is sound."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yintang.cli import main
from yintang.outcomes import card_design as design


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["card", *words])


def rows() -> list[str]:
    lab = design.lab_of_light(design.nominal())
    return [
        f"{patch.name},{L:.2f},{a:.2f},{b:.2f}"
        for patch, (L, a, b) in zip(design.PATCHES, lab, strict=True)
    ]


def test_the_card_is_written_as_svg(tmp_path: Path):
    file = tmp_path / "card.svg"
    assert run("--out", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8").startswith("<svg")


def test_the_card_is_a_pdf_where_nothing_else_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("weasyprint")
    monkeypatch.chdir(tmp_path)
    assert run().exit_code == 0
    assert (tmp_path / "yintang-card.pdf").read_bytes().startswith(b"%PDF")


def test_a_sound_print_is_told_so(tmp_path: Path):
    file = tmp_path / "print.csv"
    file.write_text("\n".join(["patch,L,a,b", *rows()]), encoding="utf-8")
    found = run("--patches", str(file))
    assert found.exit_code == 0, found.stderr
    assert "The print is sound" in found.stdout
    assert "skin-deep" in found.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"patch,L,a,b\n", "grey-90 is missing"),
        (b"\xff\xfe\x00", "not text"),
        (b"", "columns"),
    ],
)
def test_a_file_that_is_no_table_of_patches_is_refused(tmp_path: Path, content: bytes, says: str):
    file = tmp_path / "print.csv"
    file.write_bytes(content)
    found = run("--patches", str(file))
    assert found.exit_code == 2
    assert says in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("--out", "card.txt"), ("--patches", "missing.csv")])
def test_what_cannot_be_done_is_said_in_one_line(words: tuple[str, ...]):
    found = run(*words)
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1
