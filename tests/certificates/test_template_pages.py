"""Making, publishing, choosing and deleting templates in the admin, as its pages do it."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.roles import Role
from certificates.models import CertificateTemplate, TemplateUse
from courses.models import CoursePage
from tests.certificates.making import issue_one
from tests.certificates.template_making import picture, publish, raster, template
from tests.factories.courses import course
from tests.factories.people import learner, organisation, staff
from tests.progress.doing import read, text_of

pytestmark = pytest.mark.one_database  # files, whose bytes no database changes

PLACE = "wagtailsnippets_certificates_certificatetemplate"


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ratna(sign_in):
    person = staff(Role.ADMINISTRATOR)
    sign_in(person)
    return person


def form(logos: list[dict[str, Any]] | None = None, signatories: Any = (), **fields: Any) -> dict[str, str]:
    values = {
        "name": "Templat Dinas", "kind": "completion", "orientation": "landscape", "design": "tumpal",
        "primary": "#0b6e69", "accent": "#b5852b", "table": "on", "title": "", "given_to": "", "achieved": "",
        "headline": "", "period": "", "worth": "", "extra": "Diselenggarakan oleh {lembaga}.", "table_title": "",
        "note": "", "place": "",
    } | fields  # fmt: skip
    rows = {
        name: inline_formset(list(given), initial=sum("id" in row for row in given))
        for name, given in (("logos", logos or []), ("signatories", signatories))
    }
    return nested_form_data(values | rows)


def pictures_in(answer: Any) -> list[Image.Image]:
    data = [tag["src"].partition(",")[2] for tag in read(answer).find_all("img") if tag["src"].startswith("data:")]
    return [Image.open(io.BytesIO(base64.b64decode(one))) for one in data]


def test_an_administrator_makes_a_draft_and_publishes_it(client, ratna):
    add = reverse(f"{PLACE}:add")
    assert client.get(add).status_code == 200
    logo = picture()
    posted = form(
        [{"picture": str(logo.pk), "words": "Logo Kota", "ORDER": "1"}],
        [{"role": "Kepala Dinas", "name": "Wahyu", "number": "", "picture": "", "ORDER": "1"}],
    )
    assert client.post(add, posted).status_code == 302
    made = CertificateTemplate.objects.get()
    assert (made.live, made.versions.count()) == (False, 0)
    edit = reverse(f"{PLACE}:edit", args=[made.pk])
    kept = form(
        [{"id": str(made.logos.get().pk), "picture": str(logo.pk), "words": "Logo Kota", "ORDER": "1"}],
        [{"id": str(made.signatories.get().pk), "role": "Kepala", "name": "Wahyu", "picture": "", "ORDER": "1"}],
        extra="Terima kasih.",
    )
    assert client.post(edit, kept | {"action-publish": "1"}).status_code == 302
    version = CertificateTemplate.objects.get().versions.get()
    assert (version.number, version.made_by) == (1, ratna)
    assert (version.content["extra"], version.content["signatories"][0]["role"]) == ("Terima kasih.", "Kepala")
    assert version.content["logos"][0]["words"] == "Logo Kota"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extra": "Halo {rahasia}"}, "{rahasia} tidak dikenal. Yang dikenal: {nama}"),
        ({"primary": "#f2a413"}, "Warna ini terlalu muda untuk kertas putih"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, ratna, change, words):
    answer = client.post(reverse(f"{PLACE}:add"), form(note="Catatan yang sudah diketik", **change))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "Catatan yang sudah diketik" in page
    assert not CertificateTemplate.objects.exists()


def test_a_logo_of_five_megabytes_is_refused_with_words_and_nothing_typed_is_lost(client, ratna):
    large = picture(raster() + b"\0" * 5_000_000)
    posted = form([{"picture": str(large.pk), "words": "Logo Kota Sukamaju", "ORDER": "1"}])
    page = client.post(reverse(f"{PLACE}:add"), posted).content.decode()
    assert "Gambar ini 5,0 MB; paling besar 2 MB." in page
    assert "Logo Kota Sukamaju" in page
    assert "Diselenggarakan oleh {lembaga}." in page
    assert not CertificateTemplate.objects.exists()


def test_a_picture_whose_file_is_gone_is_refused_with_words(client, ratna):
    broken = picture()
    default_storage.delete(broken.file.name)
    posted = form([{"picture": str(broken.pk), "words": "Logo", "ORDER": "1"}])
    assert "Gambar ini tidak dapat dibaca" in client.post(reverse(f"{PLACE}:add"), posted).content.decode()


def test_a_fourth_logo_is_refused(client, ratna):
    logo = picture()
    rows = [{"picture": str(logo.pk), "words": "Logo", "ORDER": str(place)} for place in range(1, 5)]
    assert client.post(reverse(f"{PLACE}:add"), form(rows)).status_code == 200
    assert not CertificateTemplate.objects.exists()


@pytest.mark.parametrize("mode", ["long", "short"])
def test_the_preview_shows_both_pages_of_what_is_being_typed(client, ratna, mode):
    made = template()
    address = reverse(f"{PLACE}:preview_on_edit", args=[made.pk])
    for orientation, wider in (("landscape", True), ("portrait", False)):
        answer = client.post(address, form(orientation=orientation))
        assert json.loads(answer.content) == {"is_valid": True, "is_available": True}
        shown = pictures_in(client.get(address, {"mode": mode}))
        assert len(shown) == 2
        assert (shown[0].width > shown[0].height) == wider


def test_the_preview_of_a_new_one_says_in_words_what_it_waits_for(client, ratna):
    address = reverse(f"{PLACE}:preview_on_add")
    large = picture(raster() + b"\0" * 5_000_000)
    client.post(address, form([{"picture": str(large.pk), "words": "Logo", "ORDER": "1"}], extra="{rahasia}"))
    page = client.get(address)
    assert "{rahasia} tidak dikenal" in text_of(page)
    assert "Gambar ini 5,0 MB" in text_of(page)
    assert pictures_in(page) == []
    client.post(address, form())
    assert len(pictures_in(client.get(address))) == 2


def test_earlier_versions_are_listed_and_shown(client, ratna):
    made = template(title="PIAGAM")
    publish(made, by=ratna)
    made.orientation = "portrait"
    publish(made, by=ratna)
    page = read(client.get(reverse("template_versions", args=[made.pk])))
    rows = [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in page.select("tbody tr")]
    assert [(row[0], row[2], row[3]) for row in rows] == [("Versi 2", ratna.name, "0"), ("Versi 1", ratna.name, "0")]
    for number, wider in ((1, True), (2, False)):
        shown = pictures_in(client.get(reverse("template_version", args=[made.pk, number])))
        assert (shown[0].width > shown[0].height) == wider
    assert client.get(reverse("template_version", args=[made.pk, 3])).status_code == 404


def test_a_template_that_certificates_look_like_is_not_deleted_and_the_reason_is_said(client, ratna):
    made = template()
    publish(made)
    TemplateUse.objects.create(kind="completion", template=made)
    certificate = issue_one(learner())
    answer = client.post(reverse(f"{PLACE}:delete", args=[made.pk]), follow=True)
    assert "1 sertifikat memakai tampilannya" in text_of(answer)
    assert CertificateTemplate.objects.exists()
    certificate.delete()
    client.post(reverse(f"{PLACE}:delete", args=[made.pk]))
    assert not CertificateTemplate.objects.exists()


def test_a_template_is_chosen_for_a_course_from_the_page_of_the_course(client, ratna):
    page, made = course(), template()
    publish(made)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    uses = f"{reverse('template_uses')}?kursus={page.translation_key}"
    assert "Sertifikat: desain biasa" in edit
    assert uses in edit
    choice = read(client.get(uses)).find("select", attrs={"name": "course"}).find("option", selected=True)
    assert (choice["value"], choice.get_text()) == (str(page.translation_key), page.title)
    posted = {"template": str(made.pk), "course": choice["value"], "organisation": ""}
    assert client.post(reverse("template_uses"), posted).status_code == 302
    use = TemplateUse.objects.get()
    assert (use.kind, use.source_key, use.organisation, use.template) == (
        "completion", page.translation_key, None, made,
    )  # fmt: skip
    assert (
        "Sertifikat: Templat Dinas" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    client.post(reverse("remove_template_use", args=[use.pk]))
    assert not TemplateUse.objects.exists()


def test_a_template_is_chosen_for_an_organisation_and_its_state_is_said(client, ratna):
    made, school = template(), organisation("SMP Sukamaju")
    posted = {"template": str(made.pk), "course": "", "organisation": str(school.pk)}
    client.post(reverse("template_uses"), posted)
    said = text_of(client.get(reverse("template_uses")))
    assert "SMP Sukamaju" in said
    assert "belum terbit, jadi belum dipakai" in said


def test_a_learning_record_for_one_course_is_refused_and_the_choice_is_kept(client, ratna):
    page, made = course(), template(kind="transcript")
    posted = {"template": str(made.pk), "course": str(page.translation_key), "organisation": ""}
    answer = client.post(reverse("template_uses"), posted)
    assert answer.status_code == 422
    assert "Riwayat belajar berlaku untuk setahun penuh" in text_of(answer)
    assert read(answer).find("select", attrs={"name": "template"}).find("option", selected=True)["value"] == str(
        made.pk
    )


@pytest.mark.parametrize("posted", [{}, {"template": "99"}, {"template": "x", "course": "y", "organisation": "z"}])
def test_a_choice_of_nothing_that_exists_is_refused(client, ratna, posted):
    template()
    assert client.post(reverse("template_uses"), posted).status_code == 422
    assert client.get(reverse("template_uses"), {"kursus": "x"}).status_code == 200
    assert not TemplateUse.objects.exists()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_authors_and_reviewers_see_none_of_it(client, sign_in, role):
    """Names, NIP and signatures of officials stand in templates."""
    made, page = template(), course()
    publish(made)
    sign_in(staff(role))
    for address in (
        reverse(f"{PLACE}:list"), reverse(f"{PLACE}:edit", args=[made.pk]), reverse("template_uses"),
        reverse("template_versions", args=[made.pk]), reverse("template_version", args=[made.pk, 1]),
    ):  # fmt: skip
        assert client.get(address).status_code == 302
    assert "Sertifikat:" not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("template_uses") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_menu_leads_there(client, ratna):
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    for address in (reverse("admin_certificates"), reverse(f"{PLACE}:list"), reverse("template_uses")):
        assert address in home


def test_all_courses_cost_no_more_than_one(client, ratna, django_assert_max_num_queries):
    made = template()
    publish(made)
    for _place in range(3):
        TemplateUse.objects.create(kind="completion", source_key=course().translation_key, template=made)
    assert CoursePage.objects.count() == 3
    with django_assert_max_num_queries(30):
        client.get(reverse("template_uses"))
