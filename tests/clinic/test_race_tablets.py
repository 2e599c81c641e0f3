"""Tablets that tap at once against a real server: each in its own session, and two in one."""

from concurrent.futures import ThreadPoolExecutor
from shutil import copytree

from clinic.tablets import TAPS, Place, Tablet, taps

TABLETS = 6


def test_tablets_tapping_at_once_lose_nothing_and_add_nothing_twice(tmp_path, empty_clinic):
    place = Place(copytree(empty_clinic, tmp_path / "clinic"))
    made = place.make(TABLETS)
    tablets = [Tablet(made["cookie"], visit) for visit in [*made["visits"], made["visits"][0]]]
    told = {visit: list(taps()) for visit in made["visits"]}
    with place.serve() as server:

        def tap_all(tablet: Tablet) -> None:
            tablet.at(server.port)
            mine = told[tablet.visit]
            for n in range(0, TAPS, 5):
                tablet.tap(*mine[n : n + 5])
            tablet.hang_up()

        with ThreadPoolExecutor(len(tablets)) as pool:
            list(pool.map(tap_all, tablets))
    acknowledged = {tablet.visit: tablet.acknowledged for tablet in tablets}
    assert {len(ids) for ids in acknowledged.values()} == {TAPS}
    assert place.faults(acknowledged) == []
