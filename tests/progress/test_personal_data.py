"""A learner's progress among “Data saya”: shown in words, erased without a trace, nobody else's touched."""

from django.apps import apps
from django.utils import translation

from accounts import personal_data
from accounts.domain.erase import erase_person, everything_about
from accounts.models import User
from certificates.models import Certificate
from core.models import RequestKey
from courses.models import CoursePage
from lms.demo.stages import learn
from progress.models import ActivityState, Enrolment, LessonState
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import guest, learner
from tests.progress.doing import NOON, finish, take_quiz

MODELS = (Enrolment, LessonState, ActivityState)


def test_everything_about_a_learner_is_shown_in_words(db):
    ani, outline, started = learner(), full_course(), course_with_lessons(2, title="Belum selesai")
    learn(ani, outline, 3, at=NOON)
    take_quiz(ani, outline, outline.lessons[3], right=3)
    finish(ani, started, started.lessons[0])
    with translation.override("en"):
        found = everything_about(ani)
    assert {row["Course"]: bool(row["Completed"]) for row in found["Courses"]} == {
        outline.title: True,
        "Belum selesai": False,
    }
    assert {row["Lesson"] for row in found["Lessons"]} == {one.title for one in (*outline.lessons, started.lessons[0])}
    assert sorted((row["Kind"], row["Best mark"], row["Tries"]) for row in found["Activities"]) == [
        ("check question", 100, 1),
        ("practice", "", 1),
        ("quiz", 75, 1),
    ]
    certificate = Certificate.objects.get()
    assert [(row["Number"], row["Mark"]) for row in found["Certificates"]] == [(certificate.number, 75)]


def test_a_deleted_course_is_still_shown_by_its_key(db):
    ani, outline = learner(), course_with_lessons(1)
    learn(ani, outline, None, at=NOON)
    CoursePage.objects.get(pk=outline.page).delete()
    with translation.override("en"):
        assert [row["Course"] for row in everything_about(ani)["Courses"]] == [str(outline.course)]


def test_nothing_of_somebody_else_is_shown(db):
    ani, outline = learner(), full_course()
    learn(learner(name="Budi Rahasia"), outline, None, at=NOON)
    found = everything_about(ani)
    rows = {heading: rows for heading, rows in found.items() if rows}
    assert len(rows) == 1  # “about you”
    assert "Budi Rahasia" not in str(found)


def test_erasing_removes_the_progress_and_keeps_the_certificate_without_a_name(db):
    ani, budi, outline = learner(name="Ani Dihapus"), learner(), full_course()
    for somebody in (ani, budi):
        learn(somebody, outline, None, at=NOON)
    mine = Certificate.objects.get(holder=ani)
    erase_person(person=ani, at=NOON)
    for model in MODELS:
        assert set(model.objects.values_list("learner", flat=True)) == {budi.pk}
    mine.refresh_from_db()
    assert (mine.holder, mine.erased, mine.state) == (None, True, "live")
    facts = mine.stated
    assert (facts.name, facts.percent, facts.grade, facts.modules) == ("", None, "", ())
    assert (facts.title, facts.number, facts.jp) == (outline.title, mine.number, 1)
    assert Certificate.objects.get(holder=budi).stated.name == budi.name


def test_no_row_of_the_database_names_an_erased_learner(db):
    """SECURITY 30: after erasing, no identifier is found anywhere."""
    ani, outline = learner(name="Kenari Unik", username="kenari.unik", phone="+628129999001"), full_course()
    learn(ani, outline, None, at=NOON)
    public_id = str(ani.public_id)
    erase_person(person=ani, at=NOON)
    assert not User.objects.filter(public_id=public_id).exists()
    for model in apps.get_models():
        for row in model._default_manager.values():
            for canary in ("Kenari", "kenari", "8129999001"):
                assert canary not in str(row), model


def test_request_keys_of_an_erased_learner_are_gone(db):
    ani, budi, outline = learner(), learner(), course_with_lessons(1)
    for somebody in (ani, budi):
        finish(somebody, outline, outline.lessons[0])
    erase_person(person=ani, at=NOON)
    assert set(RequestKey.objects.values_list("person", flat=True)) == {budi.public_id}


def test_a_guest_who_is_removed_leaves_nothing(db):
    somebody, outline = guest(), full_course()
    learn(somebody, outline, None, at=NOON)
    for data in personal_data.registered():
        data.erase(somebody)
    somebody.delete()
    assert not any(model.objects.exists() for model in MODELS)


def test_the_registry_knows_every_model_of_this_app_that_points_at_a_person(db):
    registered = {model for data in personal_data.registered() for model in data.models}
    for model in apps.get_app_config("progress").get_models():
        assert model in registered
