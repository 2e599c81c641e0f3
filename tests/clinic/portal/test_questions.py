import pytest
from django.urls import reverse

from yintang.clinic.care.consultations.sections import unconfirmed
from yintang.clinic.care.models import Consultation, Revision


def answers(visit):
    return Consultation.objects.get(visit=visit).answers


def send(hers, dana, section, **told):
    return hers.post(reverse("mine-question", args=[dana.pk, section]), told)


def test_it_works(hers, dana, ahead):
    answer = send(hers, dana, "history", **{"q-faints": "yes", "q-epilepsy": "no"})
    assert answer.status_code == 302
    assert answers(ahead)["consultation"]["history"] == {"faints": True, "epilepsy": False}


def test_it_leads_to_the_next_part_that_is_open(hers, dana, ahead):
    answer = send(hers, dana, "history")
    assert answer.url == reverse("mine-question", args=[dana.pk, "medicines"])


def test_a_part_leaves_the_other_parts_alone(hers, dana, ahead):
    send(hers, dana, "history", **{"q-faints": "yes"})
    send(hers, dana, "medicines", medicine_lines="warfarin\n\nfish oil", **{"no-allergies": "on"})
    told = answers(ahead)["consultation"]
    assert told["medicines"] == ["warfarin", "fish oil"]
    assert told["allergies"] == []
    assert told["history"] == {"faints": True}


def test_she_goes_on_where_she_stopped_on_another_device(hers, as_, dana, dana_user, ahead):
    send(hers, dana, "medicines", medicine_lines="warfarin")
    page = as_(dana_user).get(reverse("mine-question", args=[dana.pk, "medicines"]))
    assert "warfarin" in page.content.decode()


def test_it_saves_while_she_writes(hers, dana, ahead):
    url = reverse("mine-question", args=[dana.pk, "procedures"])
    told = {"procedure": "new-0", "procedure-what-new-0": "filler"}
    answer = hers.post(url, told, headers={"accept": "application/json"})
    assert "date" in " ".join(answer.json()["faults"].values())
    assert answers(ahead)["unfinished"]["procedures"][0]["what"] == "filler"


def test_the_practitioner_sees_what_she_filled_in_and_confirms_it(hers, as_, ana, dana, ahead):
    send(hers, dana, "history", **{"q-faints": "yes"})
    assert [section.id for section in unconfirmed(answers(ahead))] == ["history"]
    page = as_(ana).get(reverse("consultation", args=[ahead.pk])).content.decode()
    assert "Filled in by the patient on" in page
    revision = Consultation.objects.get(visit=ahead).revision
    as_(ana).post(
        reverse("consultation-save", args=[ahead.pk]),
        {
            "revision": revision, "whole": "yes", "q-faints": "yes", "confirmed": "history",
            "by-herself-history": answers(ahead)["by_herself"]["history"],
        },
    )  # fmt: skip
    assert not unconfirmed(answers(ahead))
    assert answers(ahead)["by_herself"]


def test_every_revision_says_who_told_it(hers, dana, dana_user, ahead):
    send(hers, dana, "history", **{"q-faints": "yes"})
    assert Revision.objects.get().by == dana_user


def test_what_was_gone_through_is_no_longer_hers_to_change(hers, dana, ahead):
    send(hers, dana, "history", **{"q-faints": "yes"})
    written = Consultation.objects.get(visit=ahead)
    written.confirm(expected=written.revision)
    answer = hers.post(
        reverse("mine-question", args=[dana.pk, "history"]),
        {"q-faints": "no"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 409
    assert answers(ahead)["consultation"]["history"] == {"faints": True}


def test_a_practitioners_question_is_not_put_to_her(hers, dana, ahead):
    page = hers.get(reverse("mine-question", args=[dana.pk, "expectations"])).content.decode()
    assert "For the practitioner" not in page


def test_a_change_takes_back_what_was_confirmed(hers, dana, ahead):
    send(hers, dana, "history", **{"q-faints": "yes"})
    written = Consultation.objects.get(visit=ahead)
    written.answers["confirmed_sections"] = ["history", "goals"]
    written.save()
    send(hers, dana, "history", **{"q-faints": "no"})
    assert answers(ahead)["confirmed_sections"] == ["goals"]


@pytest.mark.parametrize("section", ["tongue", "herbs", "nonsense"])
def test_what_needs_a_trained_eye_is_not_asked(hers, dana, ahead, section):
    assert hers.get(reverse("mine-question", args=[dana.pk, section])).status_code == 404


def test_she_rates_each_goal_in_ten_seconds(hers, dana, ahead):
    send(hers, dana, "goals", goal="G06", **{"weight-G06": "4", "rating-G06": "7"})
    assert answers(ahead)["consultation"]["goals"] == {"G06": 4}
    hers.post(reverse("mine-rate", args=[dana.pk]), {"rating-G06": "5", "rating-G07": "9"})
    assert answers(ahead)["ratings"] == {"G06": 5}


def test_nothing_chosen_is_not_said_to_be_kept(hers, dana, ahead):
    send(hers, dana, "goals", goal="G06", **{"weight-G06": "4", "rating-G06": "7"})
    answer = hers.post(reverse("mine-rate", args=[dana.pk]), {})
    assert answer.status_code == 422
    assert "Nothing was kept" in answer.content.decode()


def test_before_a_later_visit_she_rates_the_goals_of_her_course(hers, dana, ahead_in_course):
    hers.post(reverse("mine-rate", args=[dana.pk]), {"rating-G06": "3"})
    assert answers(ahead_in_course)["ratings"] == {"G06": 3}
