"""Turns what goes wrong into one line on standard error and an exit code, never a traceback.

Code 2 is something the user can put right, 130 an interruption from the keyboard.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from yintang.errors import YintangError


@contextmanager
def spoken_errors(ctx: click.Context) -> Iterator[None]:
    """Speak a fault raised inside the block, then leave with its exit code."""
    try:
        yield
    except YintangError as fault:
        _leave(ctx, str(fault), 2)
    except BrokenPipeError:
        # The reader of a pipe went away (`yintang atlas | head`): nothing is wrong, and the
        # interpreter must not try to flush the closed pipe on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        ctx.exit(0)
    except OSError as fault:
        file = f"{fault.filename}: " if fault.filename else ""
        _leave(ctx, f"{file}{fault.strerror or fault}", 2)
    except (KeyboardInterrupt, click.Abort):
        _leave(ctx, "interrupted; nothing was left half-written", 130)


def _leave(ctx: click.Context, say: str, code: int) -> None:
    click.echo(f"yintang: {' '.join(say.split())}", err=True)
    ctx.exit(code)
