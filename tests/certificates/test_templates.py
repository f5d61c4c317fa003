"""Publishing a template, which one serves whom, and certificates that keep their look."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import ProtectedError

from accounts.models import Organisation
from accounts.roles import Role
from certificates.domain.assets import FOLDER
from certificates.domain.documents import certificate_pdf
from certificates.domain.issue import new_edition
from certificates.domain.template_uses import template_of_course
from certificates.domain.templates import NotForCourses, assign, template_for, unassign
from certificates.models import Certificate, CertificateTemplate, TemplateUse, TemplateVersion
from certificates.pdf.content import Content
from core.models import AuditEvent, MunicipalitySettings, Picture
from tests.certificates.making import COURSE, NOON, issue_one, pages, picture_of
from tests.certificates.template_making import picture, publish, raster, template
from tests.factories.people import learner, organisation, staff

OTHER_COURSE = uuid.UUID(int=12)


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path


def serves(
    made: CertificateTemplate, course: uuid.UUID | None = None, place: Organisation | None = None
) -> TemplateUse:
    return assign(made, source_key=course, organisation=place, by=staff(Role.ADMINISTRATOR), at=NOON)


def chosen(person, course: uuid.UUID = COURSE, kind: str = "completion") -> str | None:
    version = template_for(person, kind=kind, source_key=course)
    return version.template.name if version else None


def printed(certificate: Certificate) -> str:
    """Of page one, without spaces: titles are set with room between their letters."""
    return "".join(pages(certificate_pdf(certificate))[0].split())


def member(place: Organisation):
    return staff(Role.TEACHER, place)


def test_publishing_makes_a_version_that_says_who_and_when():
    ratna = staff(Role.ADMINISTRATOR)
    version = publish(template(extra="Diselenggarakan oleh {lembaga}."), by=ratna)
    assert (version.number, version.made_by) == (1, ratna)
    content = Content.from_json(version.content)
    assert (content.extra, content.title, content.achieved) == (
        "Diselenggarakan oleh {lembaga}.", "SERTIFIKAT", "sebagai peserta telah menyelesaikan kursus",
    )  # fmt: skip
    event = AuditEvent.objects.get(action="certificates.template_published")
    assert (event.actor, event.subject, event.detail) == (
        str(ratna.public_id), str(version.template.public_id), {"version": "1"},
    )  # fmt: skip


def test_the_same_again_makes_no_version_and_another_word_makes_one():
    made = template()
    publish(made)
    publish(made)
    assert made.versions.count() == 1
    made.title = "PIAGAM"
    assert publish(made).number == 2


def test_a_single_dash_leaves_a_line_out():
    content = Content.from_json(publish(template(period="–", worth=" - ")).content)
    assert (content.period, content.worth) == ("", "")


def test_a_draft_changes_nothing_that_is_issued():
    made = template(title="PIAGAM")
    publish(made)
    serves(made)
    made.title = "BELUM JADI"
    made.save_revision()
    assert "PIAGAM" in printed(issue_one(learner()))
    assert made.versions.count() == 1


def test_a_certificate_keeps_the_version_it_was_issued_with():
    made = template(title="PIAGAM")
    publish(made)
    serves(made)
    first = issue_one(learner())
    made.title = "TANDA"
    publish(made)
    second = issue_one(learner())
    assert [Certificate.objects.get(pk=one.pk).template.number for one in (first, second)] == [1, 2]
    assert "PIAGAM" in printed(first)
    assert "TANDA" in printed(second)


def test_a_new_edition_keeps_the_look_of_the_first():
    made = template(title="PIAGAM")
    publish(made)
    serves(made)
    first = issue_one(learner())
    made.title = "TANDA"
    publish(made)
    second = new_edition(first, first.stated, at=NOON)
    assert second.template == first.template
    assert "Edisi 2 tanggal 21 November 2026" in pages(certificate_pdf(second))[0]


def test_certificates_from_before_keep_the_design_of_the_product():
    first = issue_one(learner())
    before = certificate_pdf(first)
    made = template(title="PIAGAM", design="tumpal")
    publish(made)
    serves(made)
    assert certificate_pdf(Certificate.objects.get()) == before


def test_pictures_are_copied_so_that_changing_or_deleting_them_changes_no_certificate():
    red, blue = picture(raster("#7a1f2b")), picture(raster("#1f3a6e", "JPEG"), "ttd.jpg")
    made = template(logos=(red,), signatories=(("Kepala Dinas", "Wahyu", blue),))
    publish(made)
    serves(made)
    certificate = issue_one(learner())
    before = certificate_pdf(certificate)
    colours = {colour for _count, colour in picture_of(before).convert("RGB").getcolors(1_000_000)}
    assert {(122, 31, 43)} <= colours
    assert len(default_storage.listdir(FOLDER)[1]) == 2
    for one in (red, blue):
        default_storage.delete(one.file.name)
    Picture.objects.all().delete()
    default_storage.delete(certificate.documents.get().path)
    assert certificate_pdf(Certificate.objects.get()) == before


def test_a_template_without_logos_keeps_those_the_municipality_had_when_it_was_published():
    municipality = MunicipalitySettings.load()
    municipality.municipality, municipality.logo = "Kota Sukamaju", picture()
    municipality.save()
    version = publish(template())
    assert [logo.words for logo in Content.from_json(version.content).logos] == ["Logo Kota Sukamaju"]


def test_large_and_strange_pictures_become_small_ones_that_paper_can_show():
    publish(template(logos=(picture(raster(kind="WEBP", size=(1300, 1200)), "logo.webp"),)))
    (name,) = default_storage.listdir(FOLDER)[1]
    assert name.endswith(".png")
    assert default_storage.size(f"{FOLDER}/{name}") < 60_000


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"extra": "{nama} {rahasia}"}, "extra", "{rahasia} tidak dikenal. Yang dikenal: {nama}, {kursus}"),
        ({"primary": "#f2a413"}, "primary", "terlalu muda"),
        ({"primary": "merah"}, "primary", "#0b6e69"),
        ({"accent": "#fff7d0"}, "accent", "terlalu muda"),
        ({"kind": "transcript", "table": False}, "table", "halaman keduanya tetap diperlukan"),
    ],
)
def test_what_no_template_may_say_is_told_in_words_at_its_field(fields, field, words):
    with pytest.raises(ValidationError) as refused:
        CertificateTemplate(name="Templat", **fields).full_clean()
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]


def test_nobody_chosen_is_the_design_of_the_product():
    assert chosen(learner()) is None


def test_the_nearest_template_serves():
    """A course in an organisation, else the course, else the organisation, else the kind."""
    city = organisation("Kota")
    agency = organisation("Dinas", city)
    names = {"kind": (None, None), "city": (None, city), "agency": (None, agency), "course": (COURSE, None),
             "course in the city": (COURSE, city)}  # fmt: skip
    for name, (course, place) in names.items():
        made = template(name)
        publish(made)
        serves(made, course, place)
    here, above, nobody = member(agency), member(city), learner()
    assert [chosen(one) for one in (here, above, nobody)] == ["course in the city", "course in the city", "course"]
    assert [chosen(one, OTHER_COURSE) for one in (here, above, nobody)] == ["agency", "city", "kind"]
    assert chosen(here, kind="transcript") is None


def test_a_template_serves_only_while_it_is_published():
    made = template()
    serves(made)
    assert (chosen(learner()), template_of_course(COURSE)) == (None, None)
    publish(made)
    assert (chosen(learner()), template_of_course(COURSE)) == ("Templat Dinas", made)
    made.unpublish()
    assert (chosen(learner()), template_of_course(COURSE)) == (None, None)


def test_another_template_takes_the_place_of_the_first_and_both_are_logged():
    first, second = template("Satu"), template("Dua")
    serves(first, COURSE)
    use = serves(second, COURSE)
    assert TemplateUse.objects.get().template == second
    unassign(use, by=staff(Role.ADMINISTRATOR), at=NOON)
    assert not TemplateUse.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="certificates.template").order_by("sequence")
    assert list(actions.values_list("action", "detail__course")) == [
        ("certificates.template_assigned", str(COURSE)),
        ("certificates.template_assigned", str(COURSE)),
        ("certificates.template_unassigned", str(COURSE)),
    ]


def test_a_learning_record_is_of_no_course():
    with pytest.raises(NotForCourses):
        serves(template(kind="transcript"), COURSE)


def test_a_template_stays_while_a_certificate_looks_like_it():
    made = template()
    publish(made)
    serves(made)
    issue_one(learner())
    with pytest.raises(ProtectedError):
        made.delete()
    Certificate.objects.all().delete()
    made.delete()
    assert not TemplateVersion.objects.exists()
