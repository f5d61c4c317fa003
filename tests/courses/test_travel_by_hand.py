"""Courses written in the admin: ids made from titles and kept, losses named, and a way out and back without harm."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from core.models import Topic
from courses.domain.outlines import outline_of
from courses.domain.receiving import looked_at, receive, take
from courses.domain.sending import NotReady, export_course, prepare_export
from courses.models import CoursePage, LessonPage, ModulePage, PackItem, PackLoad
from courses.packs.tags import pillar
from courses.travel.collect import collect
from lms.demo.stages import learn
from progress.domain.queries import course_state
from quizzes.models import Question, Quiz
from tests.conftest import NOON
from tests.courses.loading import edit
from tests.courses.travelling import entries, unsigned
from tests.factories.courses import full_course, text_block
from tests.factories.people import learner, person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "here"


@pytest.fixture
def course() -> CoursePage:
    """As a trainer writes one: everything that a pack asks for is filled in."""
    full_course()
    page = CoursePage.objects.get()
    page.audience, page.title = "Untuk warga.", "Belajar menyapa"
    page.pillars.set([pillar("aman")])
    edit(page)
    for number, lesson in enumerate(LessonPage.objects.order_by("path"), 1):
        lesson.title = f"Menyapa {number}"
        lesson.source_title, lesson.source_url = "Panduan", "https://panduan.example/"
        lesson.reviewed_on, lesson.review_again_on = NOON.date(), NOON.date() + timedelta(days=365)
        lesson.pillars.set([pillar("cakap")])
        edit(lesson)
    return CoursePage.objects.get()


def ids() -> dict[str, int]:
    return dict(PackItem.objects.values_list("item", "object_pk"))


def test_ids_come_from_titles_and_stay_when_titles_change(course):
    sent = export_course(course, by="system", at=NOON, licence="CC-BY-4.0")
    assert [lesson.id for lesson in sent.pack.modules[0].lessons] == [
        "menyapa-1",
        "menyapa-2",
        "menyapa-3",
        "menyapa-4",
    ]
    assert (sent.pack.version, sent.pack.licence) == ("2026.11.21", "CC-BY-4.0")
    before = ids()
    first = LessonPage.objects.get(title="Menyapa 1")
    edit(first, title="Halo")
    again = export_course(CoursePage.objects.get(), by="system", at=LATER)
    assert (again.pack.modules[0].lessons[0].id, again.pack.modules[0].lessons[0].title) == ("menyapa-1", "Halo")
    assert (again.pack.version, again.pack.licence) == ("2026.11.24", "CC-BY-4.0")
    assert ids() == before
    assert export_course(CoursePage.objects.get(), by="system", at=LATER + timedelta(days=9)).pack == again.pack
    assert PackLoad.objects.get().made_here


def test_it_comes_back_changed_and_learners_go_on(course):
    sent = export_course(course, by="system", at=NOON)
    outline = outline_of(course.translation_key)
    ani = learner()
    learn(ani, outline, 3, at=NOON)
    files = {name: content for name, content in entries(sent.content).items() if name != "paket.json"}
    for name, content in files.items():
        if name.endswith(".md"):
            files[name] = content.replace(b"Menyapa", b"Menyapa tetangga")
        elif name == "bank.yaml":
            files[name] = content.replace(b"Soal contoh", b"Soal baru")
    row = receive(io.BytesIO(unsigned(files)), name="x", by=person(), at=LATER)
    with looked_at(row) as look:
        ticked = {piece.item for piece in look.plan.pieces if piece.is_ticked}
    assert {item.partition(":")[0] for item in ticked} == {"lesson", "question"}
    pools = set(Question.objects.values_list("pool", flat=True))
    done = take(row, by=person(), at=LATER, ticked=ticked, unsigned_too=True)
    assert (done.made, done.conflicts) == (0, [])
    state = course_state(ani, outline_of(course.translation_key))
    assert (state.progress.done, state.progress.total) == (3, 4)
    assert {lesson.title for lesson in state.outline.lessons} == {f"Menyapa tetangga {n}" for n in range(1, 5)}
    keys = [activity.key for lesson in outline.lessons for activity in lesson.activities]
    assert [activity.key for lesson in state.outline.lessons for activity in lesson.activities] == keys
    assert set(Question.objects.values_list("pool", flat=True)) == pools
    assert CoursePage.objects.count() == 1


def test_what_a_pack_cannot_say_is_named(course):
    lesson = LessonPage.objects.get(title="Menyapa 1")
    link = f'<p>Lihat <a linktype="page" id="{lesson.pk}">halaman ini</a>, <b>penting</b>.</p>'
    edit(lesson, body=[("text", {"heading": "", "body": link})])
    question = Question.objects.order_by("pk").first()
    question.topics.add(Topic.objects.create(name="Salam", slug="salam"))
    edit(question)
    edit(Quiz.objects.get(), grace_seconds=5)
    draft = LessonPage(title="Belum jadi", slug="belum", objective="Anda bisa.", minutes=3, live=False)
    ModulePage.objects.get().add_child(instance=draft)
    prepared = prepare_export(course, at=NOON)
    said = {problem.text() for problem in prepared.losses.lost}
    assert "Menyapa 1: some of the formatting or links of “Lihat halaman ini, penting.…”" in said
    assert "Belum jadi: the page: it is not published" in said
    assert f"{question}: the topics of a question" in said
    assert f"{Quiz.objects.get().title}: the seconds of grace" in said
    assert (
        "Lihat halaman ini, **penting**."
        in prepared.files["1-" + prepared.pack.modules[0].id + "/01-menyapa-1.md"].decode()
    )
    assert PackItem.objects.count() == 0


def test_a_course_that_is_not_whole_does_not_go_out(course):
    edit(LessonPage.objects.get(title="Menyapa 1"), source_url="", source_title="")
    with pytest.raises(NotReady) as reason:
        export_course(course, by="system", at=NOON)
    assert [one.problem.text() for one in reason.value.missing] == ["Menyapa 1: name the official source"]
    assert (PackItem.objects.count(), PackLoad.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "html",
    [
        "<p>1. bukan daftar</p><p># bukan judul</p><p>::: cek</p><p>- bukan butir</p><p>&lt;b&gt; * _ [x](y) `a`</p>",
        "<p>a_b dan {{nama_daerah}} &amp;amp; 5 &lt; 6</p><ul><li>satu</li><li><b>dua</b> <i>tiga</i></li></ul><ul><li>lain</li></ul>",
        '<p data-block-key="a1">Tebal<b> di </b>tengah<br/>baris baru</p><ol><li>satu<ul><li>dalam</li></ul></li><li>dua</li></ol>',
        '<p><a href="https://a.example/x_(y)?q=1&amp;r=2">ini <b>tautan</b></a> <code>a`b</code></p>',
        "<blockquote><p>Kutipan</p><p>dua</p></blockquote>",
    ],
)
def test_rich_text_survives_the_way_out_and_back(html, course):
    edit(LessonPage.objects.get(title="Menyapa 1"), body=[("text", {"heading": "# Judul", "body": html})])
    collected = collect(CoursePage.objects.get())
    assert [problem.text() for problem in collected.losses.lost if "formatting" in problem.template] == []
    prepared = prepare_export(CoursePage.objects.get(), at=NOON)
    assert [problem.text() for problem in prepared.losses.lost if "another way" in problem.template] == []


def test_table_cells_and_terms_too(course):
    rows = [["<p>a | b</p>", "<p></p>"], ["<p>- c</p>", "<p><b>---</b></p>"]]
    body = [
        ("table", {"caption": "", "rows": rows}),
        ("terms", {"terms": [{"term": "OTP", "meaning": "<p>kode: sekali</p>"}]}),
    ]
    edit(
        LessonPage.objects.get(title="Menyapa 1"),
        body=[*body, ("text", {"heading": "", "body": text_block()["value"]["body"]})],
    )
    prepared = prepare_export(CoursePage.objects.get(), at=NOON)
    said = [problem.template for problem in prepared.losses.lost]
    assert set(said) == {"that choices keep their order", "the name of the practice, “{name}”"}  # of the factories
