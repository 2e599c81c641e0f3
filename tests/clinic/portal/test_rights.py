from django.urls import reverse

from yintang.clinic.portal.models import RightsRequest


def test_she_asks_and_reads_the_answer(hers, as_, ana, dana, clinic):
    hers.post(
        reverse("mine-ask", args=[dana.pk]), {"kind": "correction", "words": "I was born in 1975."}
    )
    asked = RightsRequest.objects.get()
    page = as_(ana).get(reverse("rights-requests", args=[clinic.pk])).content.decode()
    assert "I was born in 1975." in page
    told = {"outcome": "done", "answer": "It now says 1975."}
    as_(ana).post(reverse("rights-request-answer", args=[asked.pk]), told)
    page = hers.get(reverse("mine-ask", args=[dana.pk])).content.decode()
    assert "It now says 1975." in page


def test_the_second_answer_changes_nothing(as_, ana, rights_request):
    url = reverse("rights-request-answer", args=[rights_request.pk])
    as_(ana).post(url, {"outcome": "done", "answer": "Yes."})
    as_(ana).post(url, {"outcome": "refused", "answer": "No."})
    rights_request.refresh_from_db()
    assert rights_request.outcome == "done"


def test_an_empty_wish_is_not_sent(hers, dana):
    assert hers.post(reverse("mine-ask", args=[dana.pk]), {"kind": "deletion"}).status_code == 422
    assert not RightsRequest.objects.exists()


def test_it_says_how_long_records_are_kept(hers, dana):
    assert "some years" in hers.get(reverse("mine-ask", args=[dana.pk])).content.decode()
