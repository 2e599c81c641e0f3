"""How many queries a page may take: the baselines in `query_counts.json`, and their renewal."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

BASELINES = Path(__file__).with_name("query_counts.json")
RENEW = "RENEW_QUERY_COUNTS"

Counts = Callable[[str], AbstractContextManager[None]]


@contextmanager
def within_baseline(name: str) -> Iterator[None]:
    """Fails if the block takes more queries than the page's baseline; with RENEW=1 writes it."""
    with CaptureQueriesContext(connection) as captured:
        yield
    taken = len(captured)
    known: dict[str, int] = json.loads(BASELINES.read_text("utf-8"))
    if os.environ.get(RENEW):
        known[name] = taken
        BASELINES.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
        return
    how = f"if that is meant: {RENEW}=1 pytest tests/clinic/test_query_counts.py"
    assert name in known, f"{name} has no baseline; {how}"
    shown = "\n".join(query["sql"][:160] for query in captured.captured_queries)
    assert taken <= known[name], f"{name} took {taken} queries, not {known[name]}; {how}\n{shown}"


@pytest.fixture
def counts() -> Counts:
    """`with counts("today"): …`."""
    return within_baseline
