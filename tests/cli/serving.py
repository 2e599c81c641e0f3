"""A clinic's server as a program of its own, as people run it."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = [sys.executable, "-c", "from yintang.cli import main; main()"]
LONG_S = 90


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """The environment without this clinic's variables but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YINTANG_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "YINTANG_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **more}


def said_by(words: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words],
        env=surroundings(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )


class Running:
    """A program, the lines it has printed, and the address it printed."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.program = program
        self.lines: list[str] = []
        assert program.stdout is not None
        for line in program.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break
        found = re.search(r"http://localhost:(\d+)/(\S*)", "\n".join(self.lines))
        assert found, "\n".join(self.lines)
        self.port, self.path = int(found[1]), found[2]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def stop(self, signal_number: int) -> tuple[int, str]:
        """Exit code and what was still printed."""
        self.program.send_signal(signal_number)
        rest, _ = self.program.communicate(timeout=LONG_S)
        return self.program.returncode, rest


@contextmanager
def running(words: list[str], folder: Path, **more: str) -> Iterator[Running]:
    program = subprocess.Popen(
        [*PROGRAM, *words, "--port", "0", "--no-browser"],
        env=surroundings(folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    started = time.monotonic()
    try:
        yield Running(program)
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()
        assert program.stdout is not None
        program.stdout.close()
        assert time.monotonic() - started < 2 * LONG_S
