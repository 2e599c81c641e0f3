import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.atlas import load_atlas
from yintang.atlas.lookup import (
    AmbiguousEntry,
    UnknownEntry,
    canonical_point,
    every_entry,
    find,
    find_all,
)

ATLAS = load_atlas()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Du20", "GV20"),
        ("DU-20", "GV20"),
        ("gv20", "GV20"),
        ("GV 20", "GV20"),
        ("Baihui", "GV20"),
        ("百会", "GV20"),
        ("Ren 12", "CV12"),
        ("RN12", "CV12"),
        ("CV12", "CV12"),
        ("SJ17", "TE17"),
        ("TB 17", "TE17"),
        ("UB2", "BL2"),
        ("B2", "BL2"),
        ("BL02", "BL2"),
        ("Zanzhu", "BL2"),
        ("LI 20", "LI20"),
        ("li20", "LI20"),
        ("Ying Xiang", "LI20"),
        ("yíngxiāng", "LI20"),
        ("迎香", "LI20"),
        ("welcome fragrance", "LI20"),
        ("Lv3", "LR3"),
        ("P6", "PC6"),
        ("Liv 3", "LR3"),
        ("ex-hn3", "EX-HN3"),
        ("EX HN 3", "EX-HN3"),
        ("GV29", "EX-HN3"),
        ("yintang", "EX-HN3"),
        ("Bitong", "EX-HN8"),
        ("Renzhong", "GV26"),
        ("ear shenmen", "EAR-SHENMEN"),
    ],
)
def test_a_point_is_known_by_every_name_it_goes_by(typed, code):
    assert canonical_point(typed) == code


@given(st.sampled_from(sorted(ATLAS.points)), st.sampled_from(["", " ", "-"]), st.booleans())
def test_every_code_is_found_in_any_case_and_spacing(code, between, lower):
    letters = code.rstrip("0123456789")
    typed = letters + between + code.removeprefix(letters) if letters != code else code
    assert canonical_point(typed.lower() if lower else typed) == code


@given(st.sampled_from(list(every_entry(ATLAS))))
def test_every_entry_is_found_by_its_id_among_its_kind(entry):
    if entry.kind.table != "limits":
        assert find(ATLAS, entry.id, among=(entry.kind.attribute,)) == entry


@given(st.text(max_size=30))
def test_anything_typed_is_found_or_refused_in_one_line(text):
    refused = ""
    try:
        found = find_all(ATLAS, text)
    except UnknownEntry as fault:
        refused = str(fault)
    assert (refused and "\n" not in refused) or found.exact or found.related


@pytest.mark.parametrize(
    ("typed", "kind", "id_"),
    [
        ("R07", "rule", "R07"),
        ("r07", "rule", "R07"),
        ("C05", "claim", "C05"),
        ("G06", "concern", "G06"),
        ("ten-weekly", "protocol", "ten-weekly"),
        ("facial cupping", "adjunct", "facial-cupping"),
        ("Spleen qi sinking", "pattern", "spleen-qi-sinking"),
        ("warfarin", "medicine", "warfarin"),
        ("Large Intestine", "channel", "LI"),
        ("limits", "limits", "limits"),
    ],
)
def test_other_kinds_are_found_by_code_slug_or_name(typed, kind, id_):
    found = find(ATLAS, typed)
    assert (found.kind.table, found.id) == (kind, id_)


def test_nasolabial_means_the_region_the_line_and_the_concern():
    matches = find_all(ATLAS, "nasolabial")
    kinds = {entry.kind.table for entry in (*matches.exact, *matches.related)}
    assert {"region", "line", "concern"} <= kinds


def test_an_unknown_word_suggests_near_ones():
    with pytest.raises(UnknownEntry, match="LI20 Yingxiang"):
        find(ATLAS, "Yingxang")
    with pytest.raises(UnknownEntry, match="jaw"):
        find(ATLAS, "jwa")


def test_a_number_past_the_end_of_a_channel_says_where_the_channel_ends():
    with pytest.raises(UnknownEntry, match="from LI1 to LI20"):
        find(ATLAS, "Li 21")


def test_a_name_of_two_points_lists_both():
    with pytest.raises(AmbiguousEntry, match=r"LI18 .*ST32"):
        canonical_point("Futu")


def test_a_source_does_not_hide_the_point_of_the_same_code():
    codes = {entry.id for entry in find_all(ATLAS, "S36").exact}
    assert codes == {"ST36", "S36"}


def test_a_search_can_be_kept_to_a_kind():
    assert find(ATLAS, "nasolabial-folds", among=("concerns",)).id == "G05.nasolabial"
    with pytest.raises(UnknownEntry):
        find(ATLAS, "LI20", among=("concerns",))
