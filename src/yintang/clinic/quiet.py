"""How faults are written to the log: where and of what kind, never what somebody typed."""

import logging
import re
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


SECRET = re.compile(r"[\w-]{40,}")
"""A word so long in an address is the secret of a feed or a link; keys of rows have 36 letters."""


class WithoutWords(logging.Formatter):
    """Leaves an exception's message out: a database repeats in it the values it refused."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without the secrets of an address that failed."""
        return SECRET.sub("…", super().format(record))

    def formatException(self, ei: Raised) -> str:
        """The frames and the kind of every exception in the chain."""
        return "\n".join(_lines(ei[1]))

    def formatStack(self, stack_info: str) -> str:
        """Nothing: a stack's lines may hold values."""
        return ""


def _lines(raised: BaseException | None) -> list[str]:
    if raised is None:
        return []
    cause = raised.__cause__ or raised.__context__
    frames = traceback.extract_tb(raised.__traceback__)
    return [
        *_lines(cause),
        *(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames),
        f"{type(raised).__module__}.{type(raised).__qualname__}",
    ]
