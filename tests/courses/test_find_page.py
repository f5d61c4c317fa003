"""An address and the page it leads to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.kept import forget_all
from courses.domain.outlines import outline_of
from courses.models import CataloguePage, CoursePage, ModulePage
from courses.views import find_page
from tests.courses.doing import draft
from tests.factories.courses import check_block, course, lesson, module, question, text_block
from tests.factories.people import learner


@pytest.fixture
def part(db):
    return module(course())


@pytest.fixture
def made(part):
    return lesson(part, title="Layar")


def path_of(page):
    """The path of an address below the catalogue's."""
    return page.url_path.removeprefix("/kursus/")


def find(path):
    return find_page(path)[0]


def test_each_depth_is_one_kind_of_page(part, made):
    for page in (CataloguePage.objects.get(), part.get_parent().specific, part, made):
        found = find(path_of(page))
        assert (found, type(found)) == (page, type(page))


@pytest.mark.parametrize(
    "change", [str.lstrip, lambda path: f"/{path}", lambda path: path.rstrip("/"), lambda path: path.replace("/", "//")]
)
def test_slashes_around_do_not_matter(made, change):
    assert find(change(path_of(made))) == made


def test_a_lesson_is_found_without_reading_its_body_and_when_it_was_read_before_without_asking_the_database(
    made, django_assert_num_queries
):
    assert "body" in find(path_of(made)).get_deferred_fields()
    with django_assert_num_queries(0):
        assert find(path_of(made)) == made


def test_a_lesson_comes_with_the_course_that_lists_it_and_no_other_page_does(part, made):
    assert find_page(path_of(made)) == (made, outline_of(part.get_parent().specific.translation_key))
    for page in (CataloguePage.objects.get(), part.get_parent().specific, part):
        assert find_page(path_of(page)) == (page, None)
    assert find_page(f"{path_of(part)}tidak-ada/") == (None, None)


def test_a_lesson_shows_what_was_published_last(made):
    assert find(path_of(made)).title == "Layar"
    made.title = "Layar baru"
    made.save_revision().publish()
    assert find(path_of(made)).title == "Layar baru"


@pytest.mark.parametrize(
    "wrong",
    ["x", "x/y", "x/y/z", "x/y/z/w", "x/y/z/w/v/u", "%", "%/%", "_" * 8, "kursus", "-", "..", "../..", "'", '"', "\\"],
)
def test_other_paths_lead_nowhere(made, wrong):
    assert find(wrong) is None


def test_a_slug_below_the_wrong_parent_leads_nowhere(part, made):
    other = module(course())
    course_slug, module_slug, lesson_slug = path_of(made).strip("/").split("/")
    other_course, other_module = path_of(other).strip("/").split("/")
    wrong = [
        f"{other_course}/{module_slug}/{lesson_slug}", f"{course_slug}/{other_module}/{lesson_slug}", f"{course_slug}/{other_module}",
        f"{module_slug}/{lesson_slug}", lesson_slug, module_slug, f"x/{course_slug}/{module_slug}", f"{path_of(made)}{lesson_slug}",
    ]  # fmt: skip
    assert [path for path in wrong if find(path) is not None] == []


def test_letters_of_another_case_lead_nowhere_on_any_database(made):
    course_slug, module_slug, lesson_slug = path_of(made).strip("/").split("/")
    assert find(f"{course_slug.upper()}/{module_slug}/{lesson_slug}") is None
    assert find(f"{course_slug}/{module_slug}/{lesson_slug.upper()}") is None


def test_a_percent_sign_or_underscore_stands_for_itself(db):
    page = course(slug="a_b")
    course(slug="axb")
    assert find("a_b") == page
    inside = module(page)
    assert find(f"a_b/{inside.slug}") == inside
    assert find(f"axb/{inside.slug}") is None
    assert find(f"%/{inside.slug}") is None


@pytest.mark.parametrize("path", ["x" * 100_000, "x/" * 50_000, "/" * 100_000, "x/" + "y" * 100_000, "é" * 60_000])
def test_a_very_long_path_leads_nowhere(made, path):
    assert find(path) is None or not path.strip("/")


def test_a_path_with_a_null_character_leads_nowhere(made):
    assert find("kursus\x00") is None


def test_an_unpublished_page_is_not_found(part, made):
    assert find(path_of(draft(part))) is None
    made.unpublish()
    assert find(path_of(made)) is None


@pytest.mark.parametrize("kind", [ModulePage, CoursePage])
def test_below_an_unpublished_page_nothing_is_served(part, made, client, kind):
    assert client.get(made.url).status_code == 200
    (part if kind is ModulePage else part.get_parent().specific).unpublish()
    assert client.get(made.url).status_code == 404
    if kind is CoursePage:
        assert client.get(f"/kursus/{path_of(part)}").status_code == 404
        assert client.get(f"/kursus/{path_of(part.get_parent())}").status_code == 404


def test_pages_are_served_with_their_own_words(part, made, client):
    catalogue, page = client.get("/kursus/"), client.get(f"/kursus/{path_of(part.get_parent())}")
    assert part.get_parent().title in catalogue.content.decode()
    assert "Layar" in page.content.decode()
    assert "Isi pelajaran." in client.get(f"/kursus/{path_of(made)}").content.decode()
    answer = client.get(f"/kursus/{path_of(part)}")
    assert (answer.status_code, answer.url) == (
        302,
        f"/kursus/{path_of(part.get_parent())}#modul-{part.translation_key.hex[:8]}",
    )


@pytest.mark.parametrize("address", ["/kursus/tidak-ada/", "/kursus/tidak/ada/", "/kursus/a/b/c/d/"])
def test_an_address_that_leads_nowhere_is_a_friendly_404(made, client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "/kursus/" in answer.content.decode()


def queries_of(client, address):
    """With everything kept that is kept for a second, and kept just now."""
    forget_all()
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("signed_in", [False, True])
def test_serving_a_lesson_costs_the_same_however_long_lesson_course_and_catalogue_are(part, client, signed_in):
    if signed_in:
        client.force_login(learner())
    first = lesson(part, text_block(), check_block(question()))
    before = queries_of(client, first.url)
    for _ in range(2):
        lesson(module(course()))
    long = lesson(part, *[text_block()] * 5, *(check_block(question()) for _ in range(3)))
    assert queries_of(client, long.url) == before
    assert before <= (12 if signed_in else 6)


@pytest.mark.parametrize("signed_in", [False, True])
def test_serving_a_course_and_the_catalogue_costs_the_same_however_many_there_are(part, made, client, signed_in):
    if signed_in:
        client.force_login(learner())
    address = part.get_parent().url
    before = queries_of(client, address), queries_of(client, "/kursus/")
    for _ in range(2):
        other = module(course())
        lesson(other)
        lesson(part)
    assert (queries_of(client, address), queries_of(client, "/kursus/")) == before
