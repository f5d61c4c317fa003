"""Contents: versions, copies, exports; nothing is left behind where something fails."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from h5p_wrapper.problems import H5PError

from accounts.roles import Role
from core.models import AuditEvent
from media.h5p.contents import ContentInUse, copy, delete, missing_libraries, use_again
from media.h5p.files import sweep
from media.h5p.models import H5PContent, H5PContentVersion
from tests.conftest import NOON
from tests.factories.h5p import make_content, make_library
from tests.factories.people import staff
from tests.media.files import MP4, picture
from tests.media.h5p.test_libraries import files_below

pytestmark = pytest.mark.django_db


def test_a_saved_content_is_filtered_and_knows_what_it_plays_with(own_folder):
    make_library("H5P.Dasar 1.0", runnable=False)
    main = make_library("H5P.Contoh 1.0", needs=["H5P.Dasar 1.0"])
    content = make_content(
        main,
        title="Soal",
        params={"question": "Berapa <script>alert(1)</script>?", "unknown": 1, "picture": {"path": "images/a.png"}},
        files={"images/a.png": picture(size=(40, 30))},
    )
    version = content.current
    assert (content.title, version.number, version.main_library) == ("Soal", 1, "H5P.Contoh 1.0")
    assert version.libraries == ["H5P.Dasar 1.0", "H5P.Contoh 1.0"]
    assert [(use.library.machine_name, use.main) for use in version.uses.order_by("pk")] == [
        ("H5P.Dasar", False),
        ("H5P.Contoh", True),
    ]
    assert version.params["question"] == "Berapa &lt;script&gt;alert(1)&lt;/script&gt;?"
    assert "unknown" not in version.params
    assert version.files["images/a.png"]["width"] == 40
    assert "unknown-key" in [warning["code"] for warning in version.warnings]
    assert version.manifest["mainLibrary"] == "H5P.Contoh"
    assert f"{version.folder}/images/a.png" in files_below(own_folder / "h5p/contents")
    assert version.play_bytes > 0


def test_replacing_makes_a_new_version_of_the_same_content():
    content = make_content(title="Lama")
    library = content.current.uses.get().library
    again = make_content(library, title="Baru", params={"question": "Lagi?"}, replaces=content)
    assert (again.pk, again.key, again.title, again.current.number) == (content.pk, content.key, "Baru", 2)
    assert [version.params["question"] for version in again.versions.order_by("number")] == [
        "Berapa 2 + 2?",
        "Lagi?",
    ]


def test_without_its_library_a_content_is_refused_and_leaves_nothing(own_folder):
    main = make_library("H5P.Contoh 1.0", needs=["H5P.TidakAda 2.0"])
    before = files_below(own_folder)
    with pytest.raises(H5PError) as refused:
        make_content(main, files={"a.txt": b"x"})
    assert [problem.code for problem in refused.value.problems] == ["library-missing"]
    assert refused.value.problems[0].details["library"] == "H5P.TidakAda 2.0"
    assert files_below(own_folder) == before
    assert not H5PContent.objects.exists()


def test_missing_libraries_are_named_also_those_that_others_need():
    make_library("H5P.Contoh 1.0", needs=["H5P.TidakAda 2.0"])
    manifest = {
        "title": "x",
        "mainLibrary": "H5P.Contoh",
        "preloadedDependencies": [
            {"machineName": "H5P.Contoh", "majorVersion": "1", "minorVersion": 0},
            {"machineName": "H5P.Lain", "majorVersion": 3, "minorVersion": 1},
        ],
    }
    assert [str(name) for name in missing_libraries(manifest)] == ["H5P.Lain 3.1", "H5P.TidakAda 2.0"]


def test_a_failure_after_the_files_were_written_leaves_nothing(own_folder, monkeypatch):
    library = make_library()
    before = files_below(own_folder)

    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("media.h5p.contents.record_uses", breaks)
    with pytest.raises(RuntimeError):
        make_content(library, files={"a.png": picture()})
    assert files_below(own_folder) == before
    assert not (own_folder / "h5p/contents").exists() or list((own_folder / "h5p/contents").iterdir()) == []
    assert not H5PContent.objects.exists()
    assert not H5PContentVersion.objects.exists()


def test_a_picture_with_too_many_points_is_refused(own_folder, settings):
    library = make_library()
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 99
    with pytest.raises(H5PError) as refused:
        make_content(library, files={"a.png": picture(size=(10, 10))})
    assert [(each.code, each.where) for each in refused.value.problems] == [("picture-pixels", "content/a.png")]
    assert list((own_folder / "h5p/contents").rglob("*")) == []


def test_a_copy_stands_by_itself(own_folder):
    by = staff(Role.AUTHOR)
    content = make_content(title="Soal", files={"a.png": picture()}, params={"question": "?"})
    made = copy(content, by=by, at=NOON)
    assert made.key != content.key
    assert (made.title, made.made_by, made.current.number) == ("Soal (salinan)", by, 1)
    assert made.current.params == content.current.params
    assert made.current.folder != content.current.folder
    assert {path.rpartition("/")[2] for path in files_below(own_folder / "h5p/contents" / made.current.folder)} >= {
        "a.png"
    }
    assert [use.library_id for use in made.current.uses.all()] == [use.library_id for use in content.current.uses.all()]
    content.refresh_from_db()
    assert content.versions.count() == 1


def test_an_earlier_version_is_used_again_as_the_newest():
    by, content = staff(Role.AUTHOR), make_content(title="Soal", files={"a.txt": b"1"})
    library = content.current.uses.get().library
    first = content.current
    make_content(library, title="Soal", params={"question": "Lain"}, replaces=content)
    newest = use_again(first, by=by, at=NOON)
    content.refresh_from_db()
    assert (newest.number, content.current) == (3, newest)
    assert newest.params == first.params


def test_an_unused_content_goes_with_its_files(own_folder, django_capture_on_commit_callbacks):
    by, content = staff(Role.ADMINISTRATOR), make_content(files={"a.png": picture()})
    with django_capture_on_commit_callbacks(execute=True):
        delete(content, by=by, at=NOON)
    assert not H5PContent.objects.exists()
    assert list((own_folder / "h5p/contents").iterdir()) == []
    event = AuditEvent.objects.latest("sequence")
    assert (event.action, event.subject, event.actor) == (
        "media.h5p_content_deleted",
        str(content.key),
        str(by.public_id),
    )


def test_a_content_that_something_shows_stays(monkeypatch):
    content = make_content()
    monkeypatch.setattr(H5PContent, "get_usage", lambda self: [("lesson", [1])])
    with pytest.raises(ContentInUse):
        delete(content, by=staff(Role.ADMINISTRATOR), at=NOON)
    assert H5PContent.objects.get().current is not None


def test_media_from_elsewhere_are_listed_with_their_hosts():
    video = [
        {"path": "https://Video.Contoh.example/a.mp4", "mime": "video/mp4"},
        {"path": "videos/b.mp4", "mime": "video/mp4"},
    ]
    content = make_content(params={"question": "?", "video": video}, files={"videos/b.mp4": MP4})
    assert content.current.external == [
        {
            "url": "https://Video.Contoh.example/a.mp4",
            "host": "video.contoh.example",
            "kind": "video",
            "where": "/video/0",
        }
    ]


def test_english_words_that_nobody_touched_become_indonesian():
    semantics = [
        {"name": "question", "type": "text", "label": "Question"},
        {"name": "check", "type": "text", "label": "Button", "default": "Check"},
    ]
    indonesian = {"semantics": [{"label": "Pertanyaan"}, {"label": "Tombol", "default": "Periksa"}]}
    library = make_library(semantics=semantics, files={"language/id.json": json.dumps(indonesian).encode()})
    assert make_content(library, params={"question": "Check", "check": "Check"}).current.params == {
        "question": "Check",
        "check": "Periksa",
    }
    assert make_content(library, params={"check": "Look"}).current.params == {"check": "Look"}


def test_what_a_rolled_back_transaction_left_goes_when_the_same_content_is_saved_again(own_folder):
    library, key = make_library(), uuid.uuid4()
    with transaction.atomic():
        make_content(library, key=key, files={"a.txt": b"first"})
        transaction.set_rollback(True)
    assert not H5PContent.objects.exists()
    content = make_content(library, key=key, files={"a.txt": b"second"})
    assert files_below(own_folder / "h5p/contents") == [f"{content.current.folder}/a.txt"]


def test_folders_that_nothing_refers_to_are_swept_after_a_day(own_folder):
    content = make_content(files={"a.txt": b"x"})
    left = own_folder / "h5p/contents" / str(uuid.uuid4()) / "abc"
    left.mkdir(parents=True)
    (left / "a.txt").write_text("left")
    later = timezone.now() + timedelta(days=2)
    assert sweep(at=timezone.now(), dry_run=False) == 0
    assert sweep(at=later, dry_run=True) == 1
    assert sweep(at=later, dry_run=False) == 1
    assert files_below(own_folder / "h5p/contents") == [f"{content.current.folder}/a.txt"]
    assert not left.parent.exists()
