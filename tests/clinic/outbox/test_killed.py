"""A sender killed at random moments loses no letter and sends none twice.

`benchmarks/outbox.py` does the same 200 times, on PostgreSQL as well.
"""

from random import Random
from shutil import copytree

from clinic.outbox.killing import run_killed, run_together
from clinic.tablets import Place


def test_a_killed_sender_loses_no_letter_and_sends_none_twice(tmp_path, empty_clinic):
    place = Place(copytree(empty_clinic, tmp_path / "clinic"))
    done = run_killed(place, kills=6, letters=40, luck=Random(7))
    assert (done.lost, done.twice) == (0, 0)
    assert done.sent + done.unsure_taken + done.unsure_not_taken == 40
    assert done.unsure_taken + done.unsure_not_taken <= 6


def test_two_senders_at_once_send_each_letter_once(tmp_path, empty_clinic):
    place = Place(copytree(empty_clinic, tmp_path / "clinic"))
    done = run_together(place, senders=2, letters=40)
    assert (done.sent, done.lost, done.twice) == (40, 0, 0)
