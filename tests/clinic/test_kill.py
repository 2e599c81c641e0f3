"""A server killed at random moments loses no acknowledged tap, and holds none twice.

`benchmarks/clinic.py kills` does the same 200 times, on PostgreSQL as well.
"""

from random import Random
from shutil import copytree

from clinic.tablets import Place, kills

KILLS = 8


def test_a_killed_server_loses_no_acknowledged_tap_and_holds_none_twice(tmp_path, empty_clinic):
    place = Place(copytree(empty_clinic, tmp_path / "clinic"))
    made = place.make(2 * KILLS)
    acknowledged = kills(place, made, number=KILLS, luck=Random(7), longest_s=0.6)
    assert len(acknowledged) == 2 * KILLS
    assert place.faults(acknowledged) == []
