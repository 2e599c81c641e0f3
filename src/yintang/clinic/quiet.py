"""How faults are written to the log: where and of what kind, never what somebody typed."""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Leaves an exception's message out: a database repeats in it the values it refused."""

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
