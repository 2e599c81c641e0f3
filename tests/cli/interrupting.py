"""A program that is interrupted while it waits for the rest of a photograph."""

import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "yintang"


def interrupted(portrait: Path, *arguments: str | Path) -> tuple[int, bytes]:
    """Exit code and standard error of `yintang ARGUMENTS` that reads `portrait` and then Ctrl-C."""
    running = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdin is not None
    assert running.stderr is not None
    # More than a pipe holds: once it is taken, the program is about to wait for the rest.
    running.stdin.write(portrait.read_bytes())
    running.stdin.flush()
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    code, said = running.wait(20), running.stderr.read()
    running.stdin.close()
    running.stderr.close()
    return code, said
