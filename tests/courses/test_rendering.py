"""A lesson as pieces with slots: the same for everybody, kept until something in it changes."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from core.models import MunicipalitySettings
from courses.domain import rendering
from courses.domain.rendering import lesson_weight, render_segments, rendered_segments
from courses.models import LessonPage
from courses.outline import activity_key
from practice.models import PracticeStep
from tests.factories.courses import (
    block,
    check_block,
    choice,
    course,
    lesson,
    module,
    practice_block,
    practice_task,
    question,
    quiz,
    quiz_block,
    text_block,
)
from tests.factories.people import staff
from tests.quizzes.doing import svg_picture


@pytest.fixture
def part(db):
    return module(course())


def segments(page):
    return rendered_segments(LessonPage.objects.get(pk=page.pk), MunicipalitySettings.load())


def html(page):
    return "".join(segment.html for segment in segments(page))


def publish(thing):
    thing.save_revision().publish()


def test_neighbouring_blocks_become_one_piece_between_the_slots(part):
    asked, task, exam = question(), practice_task(), quiz(title="Kuis akhir", fixed=[question()], attempts_allowed=3)
    check, practice, last = check_block(asked), practice_block(task), quiz_block(exam)
    made = lesson(
        part, text_block("<p>Satu.</p>"), text_block("<p>Dua.</p>"), check, text_block("<p>Tiga.</p>"), practice, last
    )
    found = segments(made)
    assert [segment.kind for segment in found] == ["", "check", "", "practice", "quiz"]
    assert "Satu." in found[0].html
    assert "Dua." in found[0].html
    assert "Tiga." in found[2].html
    assert [segment.activity for segment in found if segment.kind] == [
        activity_key(made.translation_key, raw["id"]) for raw in (check, practice, last)
    ]
    assert (found[1].question.version, found[1].question.content) == (
        asked.current_version_id,
        asked.current_version.content,
    )
    assert (found[3].practice.task, found[3].practice.title, found[3].practice.companion) == (
        task.pk,
        task.title,
        False,
    )
    assert found[3].practice.steps == (("satu", "<p>Lakukan satu.</p>"), ("dua", "<p>Lakukan dua.</p>"))
    assert (found[4].quiz.quiz, found[4].quiz.title, found[4].quiz.question_count) == (exam.pk, "Kuis akhir", 1)
    assert (found[4].quiz.pass_percent, found[4].quiz.attempts_allowed) == (70, 3)


def test_an_activity_that_is_not_published_is_left_out(part):
    asked = question()
    made = lesson(part, text_block(), check_block(question(live=False)), check_block(asked))
    assert [segment.kind for segment in segments(made)] == ["", "check"]
    asked.unpublish()
    assert [segment.kind for segment in segments(made)] == [""]


def test_a_lesson_without_blocks_renders_nothing(part):
    made = lesson(part)
    made.body = []
    assert render_segments(made, {}) == []


def test_variables_of_the_municipality_are_filled_in_and_escaped(part):
    body = '<p>Warga {{nama_daerah}} melapor lewat <a href="{{tautan_kanal_aduan}}">{{kanal_aduan}}</a>.</p>'
    task = practice_task("a")
    PracticeStep.objects.filter(task=task).update(text="<p>Buka {{kanal_aduan}}.</p>")
    made = lesson(part, text_block(body), practice_block(task))
    assert "Warga kota Anda melapor lewat kanal aduan daerah." in html(made)
    city = MunicipalitySettings.load()
    city.municipality, city.complaint_channel = "Kota <Baru>", "Lapor & Pantau"
    city.complaint_channel_link = "https://lapor.example/?a=1&b=2"
    city.save()
    assert "Warga Kota &lt;Baru&gt; melapor" in html(made)
    assert '<a href="https://lapor.example/?a=1&amp;b=2">Lapor &amp; Pantau</a>' in html(made)
    assert segments(made)[-1].practice.steps == (("a", "<p>Buka Lapor &amp; Pantau.</p>"),)


@pytest.fixture
def renderings(monkeypatch):
    """How often a lesson was rendered anew."""
    counted = []
    real = rendering.render_segments

    def counting(*args):
        counted.append(args)
        return real(*args)

    monkeypatch.setattr(rendering, "render_segments", counting)
    return counted


def test_pieces_are_kept_until_something_changes(part, renderings, django_assert_num_queries):
    made = lesson(part, text_block(), check_block(question()))
    page, city = LessonPage.objects.get(pk=made.pk), MunicipalitySettings.load()
    renderings.clear()
    first = rendered_segments(page, city)
    with django_assert_num_queries(0):
        assert rendered_segments(page, city) is first
    assert len(renderings) == 1


def test_each_language_keeps_its_own_pieces(part):
    made = lesson(part, block("callout", {"kind": "warning", "title": "", "body": "<p>x</p>"}))
    with translation.override("en"):
        english = html(made)
    with translation.override("id"):
        indonesian = html(made)
    assert ("Take care" in english, english == indonesian) == (True, False)


def test_publishing_the_lesson_starts_its_pieces_anew_and_a_draft_does_not(part):
    made = lesson(part, text_block("<p>Lama.</p>"))
    assert "Lama." in html(made)
    made.body = [("text", {"heading": "", "body": "<p>Baru.</p>"})]
    revision = made.save_revision()
    assert "Lama." in html(made)
    revision.publish()
    assert "Baru." in html(made)
    assert "Lama." not in html(made)


def test_publishing_a_question_starts_the_pieces_anew(part):
    asked = question()
    made = lesson(part, check_block(asked))
    assert segments(made)[0].question.content["stem"] == asked.stem
    asked.stem = "<p>Soal lain?</p>"
    revision = asked.save_revision()
    assert segments(made)[0].question.content["stem"] != "<p>Soal lain?</p>"
    revision.publish()
    assert segments(made)[0].question.content["stem"] == "<p>Soal lain?</p>"


def test_publishing_a_practice_or_a_quiz_starts_the_pieces_anew(part):
    task, exam = practice_task(title="Lama"), quiz(title="Lama")
    made = lesson(part, practice_block(task), quiz_block(exam))
    assert [segments(made)[0].practice.title, segments(made)[1].quiz.title] == ["Lama", "Lama"]
    for thing in (task, exam):
        thing.title = "Baru"
        publish(thing)
    assert [segments(made)[0].practice.title, segments(made)[1].quiz.title] == ["Baru", "Baru"]


def test_another_file_for_a_picture_starts_the_pieces_anew(part):
    picture = svg_picture("lama.svg")
    chosen = {"image": picture.pk, "alt_text": "Papan.", "decorative": False}
    made = lesson(part, block("picture", {"picture": chosen, "caption": ""}))
    assert picture.file.url in html(made)
    old = picture.file.url
    picture.file = svg_picture("baru.svg").file
    picture.save()
    assert picture.file.url in html(made)
    assert old not in html(made)


def test_settings_saved_in_the_admin_start_the_pieces_anew(part, sign_in):
    made = lesson(part, text_block("<p>{{nama_daerah}}</p>"))
    assert "kota Anda" in html(made)
    client = sign_in(staff(Role.ADMINISTRATOR))
    address = reverse("wagtailsettings:edit", args=["core", "municipalitysettings"])
    address = client.get(address).headers.get("Location", address)
    form = client.get(address).context["form"]
    posted = {name: value for name, value in form.initial.items() if value is not None} | {
        "municipality": "Kota Sukamaju"
    }
    answer = client.post(address, posted)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Kota Sukamaju" in html(made)


def test_settings_that_were_read_before_something_was_published_start_the_pieces_anew_as_well(part):
    """Two people save at the same time: the version of the settings must never come a second time."""
    made, exam = lesson(part, text_block("<p>{{nama_daerah}}</p>")), quiz()
    city = MunicipalitySettings.load()
    publish(exam)
    assert "kota Anda" in html(made)
    city.municipality = "Kota Sukamaju"
    city.save()
    assert "Kota Sukamaju" in html(made)


def test_no_more_than_400_renderings_are_kept(part):
    made = lesson(part)
    page, city = LessonPage.objects.get(pk=made.pk), MunicipalitySettings.load()
    for version in range(500):
        city.version = version
        rendered_segments(page, city)
    assert len(rendering._rendered) == 400


def test_the_order_of_choices_of_a_check_question_is_the_same_for_everybody(part):
    six = {"choices": [choice(f"Pilihan {n}", correct=n == 0) for n in range(6)], "shuffle": True}
    made = lesson(part, check_block(question("single_choice", six)))
    order = segments(made)[0].question.order
    rendering._rendered.clear()
    assert segments(made)[0].question.order == order
    assert sorted(order) == sorted(item["id"] for item in six["choices"])


def test_the_weight_of_a_lesson_counts_text_and_pictures(part):
    short, long = (
        lesson(part),
        lesson(part, text_block("".join(f"<p>Kalimat nomor {n} tentang HP.</p>" for n in range(400)))),
    )
    picture = svg_picture()
    shown = {"image": picture.pk, "alt_text": "x", "decorative": False}
    steps = [{"type": "item", "id": str(n), "value": {"text": f"<p>{n}</p>", "picture": shown}} for n in (1, 2)]
    pictured = lesson(part, block("steps", {"title": "", "steps": steps}))
    assert 4_000 < lesson_weight(short) < lesson_weight(long)
    assert lesson_weight(short) < lesson_weight(pictured) < 6_000
