import os
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from yintang.atlas import load_atlas
from yintang.cli import COMMANDS, LazyGroup, main
from yintang.cli.output import write_atomically
from yintang.errors import YintangError


@click.command()
def wrong():
    raise YintangError("the photograph\nis too dark")


@click.command()
def interrupted():
    raise KeyboardInterrupt


@click.command()
def full():
    raise OSError(28, "No space left on device", "plan.html")


def run(name):
    group = LazyGroup(name="yintang", lazy={name: (f"{__name__}:{name}", "")})
    return CliRunner().invoke(group, [name])


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("wrong", "yintang: the photograph is too dark\n", 2),
        ("full", "yintang: plan.html: No space left on device\n", 2),
        ("interrupted", "yintang: interrupted; nothing was left half-written\n", 130),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(name, said, code):
    result = run(name)
    assert (result.stderr, result.stdout, result.exit_code) == (said, "", code)


def test_the_version_names_the_program_and_the_atlas():
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert load_atlas().version in result.output


def test_the_atlas_starts_without_loading_what_places_points_on_a_face():
    script = "import sys, yintang.cli.atlas; print('numpy' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_the_help_lists_every_command_without_importing_one():
    script = "import sys; from yintang.cli import main; main(['--help'], standalone_mode=False)"
    show = "; print([name for name in sys.modules if name.startswith('yintang.')])"
    done = subprocess.run(
        [sys.executable, "-c", script + show], capture_output=True, text=True, check=True
    )
    for name, (module, says) in COMMANDS.items():
        assert f"  {name}" in done.stdout
        assert says in done.stdout
        assert f"'{module.partition(':')[0]}'" not in done.stdout


def test_an_unknown_command_is_refused():
    assert CliRunner().invoke(main, ["cure"]).exit_code == 2
    assert "atlas" in COMMANDS


def test_a_file_is_written_whole(tmp_path):
    write_atomically(tmp_path / "plan.json", b"one")
    write_atomically(tmp_path / "plan.json", b"two")
    assert (tmp_path / "plan.json").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path):
    private = tmp_path / "private.json"
    private.write_bytes(b"")
    private.chmod(0o600)
    write_atomically(private, b"x")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    (tmp_path / "plain").write_bytes(b"")
    write_atomically(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    with pytest.raises(YintangError, match="is a folder"):
        write_atomically(tmp_path, b"x")
    with pytest.raises(YintangError, match="cannot be written: No such file or directory"):
        write_atomically(tmp_path / "missing" / "plan.json", b"x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(YintangError, match="cannot be written: Not a directory"):
        write_atomically(tmp_path / "file" / "plan.json", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_interruption_while_writing_keeps_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "plan.json"
    target.write_bytes(b"old")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_dash_is_standard_output(capfdbinary):
    write_atomically("-", b"plan")
    assert capfdbinary.readouterr().out == b"plan"


def test_a_reader_that_goes_away_is_no_fault():
    program = Path(sys.executable).with_name("yintang")
    done = subprocess.run(
        ["bash", "-c", f"'{program}' atlas --json | head -c 10"], capture_output=True, check=False
    )
    assert done.stderr == b""


def test_ctrl_c_ends_with_code_130_and_without_a_traceback():
    script = (
        "import os, signal, click, yintang.cli as cli, types, sys\n"
        "module = types.ModuleType('waiting'); sys.modules['waiting'] = module\n"
        "module.command = click.command()(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "cli.LazyGroup(name='y', lazy={'wait': ('waiting:command', '')})(['wait'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 130
    assert done.stderr.decode().count("\n") == 1
