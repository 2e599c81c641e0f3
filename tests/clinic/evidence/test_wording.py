"""The page on which a clinic's staff check what they mean to publish."""

from django.test import Client

from yintang.clinic.audit.models import Entry

WORDS = "A painless facelift.\nAsk us <b>what</b> is known."


def post(client, clinic, partial=False, **told):
    headers = {"HX-Request": "true"} if partial else {}
    sent = {"words": WORDS, "country": "UK", **told}
    return client.post(f"/clinics/{clinic.pk}/wording/", sent, headers=headers)


def test_it_marks_what_is_refused_says_why_and_proposes_words(as_, cleo, clinic):
    page = post(as_(cleo), clinic).content.decode()
    assert "<mark>painless<a" in page
    assert "2 refused, 0 to make sure of" in page
    assert "some needles sting" in page.lower()
    assert "most people feel little" in page


def test_what_was_typed_is_never_markup(as_, ana, clinic):
    assert "&lt;b&gt;what" in post(as_(ana), clinic).content.decode()


def test_the_country_of_the_clinic_is_chosen_to_begin_with(as_, ana, clinic):
    clinic.jurisdiction = "AU"
    clinic.save()
    page = as_(ana).get(f"/clinics/{clinic.pk}/wording/").content.decode()
    assert '<option value="AU" selected>' in page
    assert "Nothing checked yet" in page


def test_a_calm_text_passes(as_, ana, clinic):
    page = post(as_(ana), clinic, words="Ask us what is known.").content.decode()
    assert "Nothing in it is on the list" in page


def test_a_title_is_not_refused_to_its_holder(as_, ana, clinic):
    told = {"words": "Our acupuncturist", "country": "AU"}
    assert "1 refused" in post(as_(ana), clinic, **told).content.decode()
    assert "on the list" in post(as_(ana), clinic, **told, licences=["registered"]).content.decode()


def test_htmx_gets_only_what_was_found(as_, ana, clinic):
    page = post(as_(ana), clinic, partial=True).content.decode()
    assert "<mark>" in page
    assert "<html" not in page


def test_an_empty_or_endless_text_is_told_so(as_, ana, clinic):
    assert "Put in the words" in post(as_(ana), clinic, words="").content.decode()
    assert "<mark>" not in post(as_(ana), clinic, words="cure " * 5000).content.decode()
    assert "Put in the words" in post(as_(ana), clinic, partial=True, words="").content.decode()


def test_nothing_is_kept(as_, ana, clinic):
    post(as_(ana), clinic)
    assert not Entry.objects.filter(detail__contains="painless").exists()


def test_it_checks_access(as_, eve, clinic):
    assert post(as_(eve), clinic).status_code == 404
    assert post(Client(), clinic).status_code == 302


def test_the_sources_shown_are_those_of_the_country(as_, ana, clinic):
    page = post(as_(ana), clinic, words="It cures.", country="AU").content.decode()
    assert "National Law" in page
    assert "CAP Code" not in page
