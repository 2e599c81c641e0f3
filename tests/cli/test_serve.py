"""`yintang serve` and `yintang manage`: a clinic on its own folder."""

import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path
from shutil import copytree

import pytest

from cli.serving import running, said_by


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A clinic's first run, what it did, and how it ended."""
    folder = tmp_path_factory.mktemp("data") / "clinic"
    with running(["serve"], folder) as server:
        told = {
            "lines": server.lines,
            "path": server.path,
            "health": server.get("/healthz"),
            "home": server.get("/"),
            "style": server.get("/static/clinic/yintang.css"),
            "second": said_by(["serve", "--port", str(server.port), "--no-browser"], folder),
        }
        told["code"], told["rest"] = server.stop(signal.SIGINT)
    return folder, told


def test_it_answers_when_it_is_ready(served):
    assert served[1]["health"] == (200, "ready")
    assert served[1]["style"][0] == 200


def test_nobody_but_its_owner_can_read_the_folder(served):
    folder = served[0]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_the_first_run_leads_to_the_welcome_with_a_code_no_request_carries(served):
    folder, told = served
    code = (folder / "first-run-code").read_text()
    assert told["path"] == f"welcome/#{code}"
    assert any(code in line for line in told["lines"])
    assert "Code from the terminal" in told["home"][1]
    assert code not in told["home"][1]


def test_ctrl_c_stops_cleanly(served):
    assert served[1]["code"] == 0
    assert served[1]["rest"].strip().endswith("Stopped.")


def test_it_says_nothing_but_what_was_asked(served):
    assert "/static/" not in "\n".join(served[1]["lines"]) + served[1]["rest"]
    assert "Warning" not in "\n".join(served[1]["lines"]) + served[1]["rest"]


def test_a_port_in_use_names_the_next(served):
    second = served[1]["second"]
    assert second.returncode == 2
    assert "is in use" in second.stderr
    assert "--port" in second.stderr
    assert second.stderr.count("\n") == 1


def test_the_key_stays_the_same_from_run_to_run(served):
    folder = served[0]
    key = (folder / "secret-key").read_text()
    assert len(key) > 50
    assert said_by(["manage", "migrate", "--check"], folder).returncode == 0
    assert (folder / "secret-key").read_text() == key


def test_checks_for_deployment_find_nothing(served):
    done = said_by(["manage", "check", "--deploy", "--fail-level", "WARNING"], served[0])
    assert (done.returncode, done.stderr) == (0, "")


def test_beyond_this_computer_somebody_must_decide_about_tls(tmp_path):
    done = said_by(["serve", "--host", "0.0.0.0", "--port", "0", "--no-browser"], tmp_path)
    assert done.returncode == 2
    assert "YINTANG_HTTPS" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"), [("SIGN_OFF_MINUTES", "soon"), ("HTTPS", "perhaps"), ("PROXY", "2")]
)
def test_a_wrong_setting_is_one_line(tmp_path, name, value):
    done = said_by(["serve", "--port", "0", "--no-browser"], tmp_path, **{f"YINTANG_{name}": value})
    assert done.returncode == 2
    assert f"YINTANG_{name} is '{value}'" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "hunter2", "is no address of a database"),
        ("DATABASE_URL", "postgres://me:hunter2@host:port/name", "is no address of a database"),
        ("SECRET_KEY", "hunter2", "at least 50"),
        ("SECRET_KEY", "", "at least 50"),
        ("ALLOWED_HOSTS", " ,", "names nobody"),
    ],
)
def test_a_setting_that_holds_a_secret_is_refused_without_repeating_it(tmp_path, name, value, said):
    done = said_by(["serve", "--port", "0", "--no-browser"], tmp_path, **{f"YINTANG_{name}": value})
    assert done.returncode == 2
    assert f"YINTANG_{name}" in done.stderr
    assert said in done.stderr
    assert "hunter2" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_housekeeping_in_a_folder_without_a_clinic_is_one_line(tmp_path):
    done = said_by(["manage", "verify_audit"], tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_does_not_import_django():
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom yintang.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "assert CliRunner().invoke(main, ['serve', '--help']).exit_code == 0\n"
        "assert 'django' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_behind_a_proxy_the_visitor_is_who_the_proxy_says(tmp_path: Path, empty_clinic: Path):
    folder = copytree(empty_clinic, tmp_path / "clinic")
    with running(
        ["serve"], folder, YINTANG_HTTPS="1", YINTANG_PROXY="1", YINTANG_ALLOWED_HOSTS="127.0.0.1"
    ) as server:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/welcome/",
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"},
        )
        with urllib.request.urlopen(asked, timeout=30) as page:
            assert page.status == 200
            assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert server.get("/healthz") == (200, "ready")
