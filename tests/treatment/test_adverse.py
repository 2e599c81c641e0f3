"""What can be recorded as an adverse event."""

from datetime import UTC, datetime

from yintang.treatment import adverse_choices, read_event
from yintang.treatment.adverse import SEVERITY


def test_every_choice_has_words_and_is_understood(everything):
    choices = adverse_choices(everything)
    assert choices[-1][0] == "other"
    assert len({name for _, name in choices}) == len(choices)
    for id_, _ in choices:
        for severity, _ in SEVERITY:
            body = {"kind": id_, "severity": severity}
            told = {"id": "a", "kind": "adverse", "body": body}
            assert read_event(told, datetime(2026, 11, 21, tzinfo=UTC)).body["kind"] == id_
