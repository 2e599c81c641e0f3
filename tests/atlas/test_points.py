from collections import Counter

import pytest

from yintang.atlas import load_atlas

ATLAS = load_atlas()
WHO = [point for point in ATLAS.points.values() if point.channel != "EX"]
NEEDLED = [point for point in ATLAS.points.values() if point.needling is not None]
FACIAL = [point for point in NEEDLED if point.needling.area != "body"]

# World Health Organization, Western Pacific Region (2008): points on each channel.
PUBLISHED = {
    "LU": 11,
    "LI": 20,
    "ST": 45,
    "SP": 21,
    "HT": 9,
    "SI": 19,
    "BL": 67,
    "KI": 27,
    "PC": 9,
    "TE": 23,
    "GB": 44,
    "LR": 14,
    "GV": 28,
    "CV": 24,
}


def test_the_361_points_of_the_standard_are_there_and_run_without_a_gap():
    assert len(WHO) == 361
    for channel, count in PUBLISHED.items():
        assert ATLAS.channels[channel].points == count
        codes = [point.id for point in WHO if point.channel == channel]
        assert codes == [f"{channel}{n}" for n in range(1, count + 1)]


def test_the_midline_channels_are_unpaired_and_the_others_paired():
    assert {point.channel for point in WHO if point.midline} == {"GV", "CV"}
    assert not [p.id for p in WHO if p.channel in ("GV", "CV") and not p.midline]
    assert [p.id for p in ATLAS.points.values() if p.channel == "EX" and p.midline] == ["EX-HN3"]


def test_hanzi_are_chinese_characters_and_pinyin_is_plain_letters():
    for point in ATLAS.points.values():
        assert 2 <= len(point.hanzi) <= 4, point.id
        assert all("\u4e00" <= sign <= "\u9fff" for sign in point.hanzi), point.id
        assert point.pinyin.isascii(), point.id
        assert point.pinyin.isalpha(), point.id
        assert point.pinyin == point.pinyin.capitalize(), point.id


def test_only_the_six_known_pairs_of_points_share_a_pinyin_name():
    shared = {name for name, count in Counter(p.pinyin for p in WHO).items() if count > 1}
    assert shared == {"Futu", "Juliao", "Wangu", "Zhongzhu", "Zhongdu", "Yinjiao"}


def test_no_two_points_share_their_hanzi_or_their_english_name():
    for field in ("hanzi", "english"):
        names = Counter(getattr(point, field) for point in ATLAS.points.values())
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("code", "pinyin", "hanzi"),
    [
        ("LI20", "Yingxiang", "迎香"),
        ("ST36", "Zusanli", "足三里"),
        ("BL2", "Cuanzhu", "攒竹"),
        ("GV20", "Baihui", "百会"),
        ("CV24", "Chengjiang", "承浆"),
        ("TE23", "Sizhukong", "丝竹空"),
        ("EX-HN3", "Yintang", "印堂"),
        ("QIANZHENG", "Qianzheng", "牵正"),
    ],
)
def test_known_names(code, pinyin, hanzi):
    assert (ATLAS.points[code].pinyin, ATLAS.points[code].hanzi) == (pinyin, hanzi)


def test_a_point_that_can_hurt_the_eye_or_a_great_vessel_is_off_by_default():
    grave = {point.id for point in FACIAL if point.needling.risk == 3}
    assert {"BL1", "ST1", "EX-HN7", "ST9", "SI17", "LI17", "LI18", "SI16", "TE16", "CV22"} <= grave
    for point in FACIAL:
        if point.needling.risk == 3:
            assert point.needling.off_by_default, point.id
            assert point.needling.off_reason, point.id


def test_the_cosmetic_default_stays_within_the_textbook():
    for point in FACIAL:
        needling = point.needling
        assert 0 < needling.default_depth_mm <= needling.depth_mm[1], point.id
        flat, steep = needling.angle_deg
        assert flat <= needling.default_angle_deg <= steep, point.id


def test_no_needle_in_the_face_goes_deeper_than_8_mm_by_default():
    assert max(point.needling.default_depth_mm for point in FACIAL) <= 8


def test_gb20_is_never_deeper_than_10_mm():
    # Behind it lie the vertebral artery and the medulla.
    assert ATLAS.points["GB20"].needling.depth_mm[1] == 10


def test_the_three_disputed_facial_points_keep_their_second_place():
    alternatives = {
        point.id: tuple(choice.id for choice in point.needling.alternatives)
        for point in NEEDLED
        if point.needling.alternatives
    }
    assert alternatives == {
        "LI19": ("upper-third",),
        "LI20": ("lower-ala",),
        "GV26": ("upper-third",),
    }


def test_about_sixty_points_of_face_scalp_and_neck_are_described():
    assert 60 <= len(FACIAL) <= 80
    assert {p.needling.area for p in FACIAL} == {"face", "scalp", "neck"}
