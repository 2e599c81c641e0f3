from datetime import date

import pytest
from click.testing import CliRunner

from yintang.cli import main
from yintang.planning import ConsultationError, example_consultation, goals_from, read_consultation

TODAY = date(2026, 11, 21)

WHOLE = """
age = 52
sex = "female"
first_visit = false
blood_pressure = [128, 82]
medicines = ["Eliquis"]
allergies = []
complaints = ["Sleep"]
signs = ["pale-face"]
tongue = ["tongue-pale"]
pulse = ["pulse-thin"]
triggers = ["trigger-stress"]
skin_type = "undernourished"
fitzpatrick = 2
confirmed_patterns = ["Blood deficiency"]
named_points = ["Jingming"]
fears = ["needles near the eye"]
event_date = 2027-06-05
start = 2026-12-01
interval_days = 14
sessions = 8
protocol = "Ten weekly"

[goals]
frown-lines = 5
"Crow's feet" = 2
G02 = 1

[history]
anticoagulant = true
inflamed_acne = ["chin", "jaw"]

[[procedures]]
what = "filler"
date = 2026-09-01
sites = ["cheek"]

[[holidays]]
first = 2026-12-24
last = 2027-01-02
"""


def test_every_key_is_read_and_every_spelling_becomes_an_id(atlas):
    told = read_consultation(WHOLE, atlas, TODAY)
    assert told.goals == {"G06": 5, "G05.crows-feet": 2, "G02": 1}
    assert told.complaints == ("K04",)
    assert told.history == {"anticoagulant": True, "inflamed_acne": ("chin", "jaw")}
    assert told.named_points == ("BL1",)
    assert told.confirmed_patterns == ("blood-deficiency",)
    assert told.protocol == "ten-weekly"
    assert told.procedures[0].period == "filler"
    assert told.holidays[0].last == date(2027, 1, 2)
    assert told.all_signs == ("pale-face", "pulse-thin", "tongue-pale", "trigger-stress")
    assert told.wanted() == ("G06", "G05.crows-feet", "G02", "K04")


def test_what_is_not_stated_is_not_the_same_as_none(atlas):
    assert read_consultation("", atlas, TODAY).medicines is None
    assert read_consultation("medicines = []", atlas, TODAY).medicines == ()


def test_a_goal_in_two_spellings_keeps_the_greater_weight(atlas):
    told = read_consultation("[goals]\nG06 = 2\nfrown-lines = 4", atlas, TODAY)
    assert told.goals == {"G06": 4}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age = ", "ana.toml: is not TOML"),
        ('age = "x"', "ana.toml: age: expected a whole number, found text in quotes"),
        ("agee = 3", "ana.toml: agee: unknown key; did you mean age?"),
        ("[goals]\nfrwon = 5", 'unknown concern "frwon"; did you mean'),
        ("[goals]\nfrown-linez = 5", 'unknown concern "frown-linez"; did you mean frown-lines'),
        ("[goals]\nG06 = 9", "ana.toml: goals: expected a whole number of at most 5"),
        ('signs = ["pale-faec"]', 'unknown sign "pale-faec"; did you mean pale-face'),
        ('tongue = ["pale-face"]', 'ana.toml: tongue: unknown tongue sign "pale-face"'),
        ("[history]\nanticoagulant = 3", "ana.toml: history: expected true or false"),
        ('[history]\nanticoagulant = ["chin"]', "history.anticoagulant: expected true or false"),
        ('[history]\ncold_sore = ["chinn"]', 'unknown face region "chinn"; did you mean chin?'),
        ("[history]\nanticoagulent = true", "did you mean anticoagulant"),
        ('procedures = [{what = "botox", date = 2026-01-01}]', 'unknown procedure "botox"'),
        ('procedures = [{what = "filler", date = 2027-01-01}]', "2027-01-01 is in the future"),
        ('procedures = [{what = "filler"}]', "ana.toml: procedures[0]: missing key date"),
        ("start = 2026-01-01", "start: 2026-01-01 is past; expected 2026-11-21 or later"),
        ("event_date = 2026-01-01", "event_date: 2026-01-01 is past"),
        ("start = 2027-01-01T10:00:00", "start: expected a date such as 2026-05-31"),
        ("blood_pressure = [80, 120]", "expected systolic before diastolic"),
        ('blood_pressure = "120/80"', "expected a list in square brackets, found text in quotes"),
        ("interval_days = 9", "interval_days: expected 7 or 14"),
        ("sessions = 3", "sessions: expected a whole number of at least 6"),
        ('skin_type = "oily"', 'expected "blocked" or "undernourished"'),
        ('protocol = "fll"', 'unknown protocol "fll"; did you mean full?'),
        ('named_points = ["BL99"]', "ana.toml: named_points: "),
        ("holidays = [{first = 2027-02-02, last = 2027-02-01}]", "runs backwards"),
    ],
)
def test_a_fault_is_one_line_naming_file_key_and_what_is_expected(atlas, text, said):
    with pytest.raises(ConsultationError) as fault:
        read_consultation(text, atlas, TODAY, name="ana.toml")
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)
    assert str(fault.value).startswith("ana.toml: ")


def test_a_missing_or_binary_file_is_one_line(atlas, tmp_path):
    with pytest.raises(ConsultationError, match=r"ana\.toml: cannot be read"):
        read_consultation(tmp_path / "ana.toml", atlas, TODAY)
    (tmp_path / "ana.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConsultationError, match=r"ana\.toml: is not text in UTF-8"):
        read_consultation(tmp_path / "ana.toml", atlas, TODAY)


def test_the_example_reads_as_it_stands_and_names_every_question(atlas):
    text = example_consultation(atlas)
    assert len(read_consultation(text, atlas, TODAY).goals) == 1
    for question in atlas.questions:
        assert f"# {question} = false" in text


def test_the_example_reads_with_every_answer_uncommented(atlas):
    lines = example_consultation(atlas).splitlines()
    answers = {f"# {question} = " for question in atlas.questions}
    stated = [line[2:] if any(line.startswith(one) for one in answers) else line for line in lines]
    told = read_consultation("\n".join(stated), atlas, TODAY)
    assert set(told.history) == set(atlas.questions)


def test_goals_can_be_given_as_flags(atlas):
    assert goals_from(("frown-lines:5", "G02"), atlas) == {"G06": 5, "G02": 3}
    with pytest.raises(Exception, match="expected a weight from 1 to 5"):
        goals_from(("G06:9",), atlas)
    with pytest.raises(Exception, match="did you mean"):
        goals_from(("frown-linez",), atlas)


def test_the_command_writes_an_example_and_never_over_a_file(tmp_path):
    file = tmp_path / "ana.toml"
    assert CliRunner().invoke(main, ["consultation", "new", str(file)]).exit_code == 0
    first = file.read_text()
    again = CliRunner().invoke(main, ["consultation", "new", str(file)])
    assert again.exit_code == 2
    assert "--force" in again.output
    file.write_text("mine")
    forced = CliRunner().invoke(main, ["consultation", "new", str(file), "--force"])
    assert forced.exit_code == 0
    assert file.read_text() == first
