"""Libraries: installed once, pinned, patched only by newer ones, removed only when nothing needs them."""

import pytest
from django.db import transaction

from accounts.roles import Role
from core.models import AuditEvent
from media.h5p.libraries import (
    Damage,
    LibraryInUse,
    OwnLibrary,
    record,
    remove,
    restrict,
    staged,
    verify,
    where_used,
)
from media.h5p.models import H5PLibrary
from tests.conftest import NOON
from tests.factories.h5p import arriving_library, make_content, make_library
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_installed_library_is_pinned_by_the_sums_of_its_files(own_folder):
    library = make_library("H5P.Contoh 1.2", patch=3)
    assert (str(library.name), library.patch, library.runnable, library.own) == ("H5P.Contoh 1.2", 3, True, False)
    assert sorted(library.files) == ["contoh.css", "contoh.js", "library.json", "semantics.json"]
    assert [len(facts["sha256"]) for facts in library.files.values()] == [64] * 4
    assert files_below(own_folder / "h5p/libraries") == [f"{library.folder}/{path}" for path in sorted(library.files)]
    assert list(verify()) == []


def test_only_a_newer_patch_replaces_an_older_one(own_folder, django_capture_on_commit_callbacks):
    first = make_library(patch=3, script="1")
    same, older = make_library(patch=3, script="2"), make_library(patch=2, script="2")
    assert first.sha256 == same.sha256 == older.sha256
    with django_capture_on_commit_callbacks(execute=True):
        newer = make_library(patch=4, script="2")
    assert (newer.pk, newer.patch) == (first.pk, 4)
    assert newer.sha256 != first.sha256
    assert {path.split("/")[0] for path in files_below(own_folder / "h5p/libraries")} == {newer.folder}


def test_the_products_own_library_follows_the_product_and_nobody_else():
    first = make_library(own=True, script="1")
    assert make_library(patch=9, script="foreign").sha256 == first.sha256
    changed = make_library(own=True, script="2")
    assert changed.sha256 != first.sha256
    assert changed.own


@pytest.mark.parametrize(("theirs", "kept"), [(1, "mine"), (2, "theirs"), (3, "theirs")])
def test_of_two_who_install_at_once_the_newer_stays(own_folder, django_capture_on_commit_callbacks, theirs, kept):
    """Both wrote their files before either had a row."""
    with staged([arriving_library(patch=2)]) as mine, staged([arriving_library(patch=theirs)]) as other:
        with django_capture_on_commit_callbacks(execute=True):
            record(other, by=None, at=NOON)
        with django_capture_on_commit_callbacks(execute=True):
            done = record(mine, by=None, at=NOON)
    row = H5PLibrary.objects.get()
    assert row.folder == (mine if kept == "mine" else other).rows[0].folder
    assert bool(done.patched) == (kept == "mine")
    assert {path.split("/")[0] for path in files_below(own_folder / "h5p/libraries")} == {row.folder}


def test_a_failure_in_the_middle_leaves_nothing(own_folder, monkeypatch):
    def breaks(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("media.h5p.libraries.audit.log", breaks)
    with pytest.raises(RuntimeError):
        make_library()
    assert not H5PLibrary.objects.exists()
    assert files_below(own_folder) == []


def test_a_library_that_a_content_or_a_library_needs_stays():
    admin = staff(Role.ADMINISTRATOR)
    base = make_library("H5P.Dasar 1.0", runnable=False)
    main = make_library("H5P.Contoh 1.0", needs=["H5P.Dasar 1.0"])
    content = make_content(main)
    assert where_used(base).libraries == (main,)
    assert where_used(base).contents == where_used(main).contents == (content,)
    for library in (base, main):
        with pytest.raises(LibraryInUse):
            remove(library, by=admin, at=NOON)
    assert H5PLibrary.objects.count() == 2


def test_an_unused_library_goes_with_its_files(own_folder, django_capture_on_commit_callbacks):
    admin, library = staff(Role.ADMINISTRATOR), make_library()
    with django_capture_on_commit_callbacks(execute=True):
        remove(library, by=admin, at=NOON)
    assert not H5PLibrary.objects.exists()
    assert files_below(own_folder / "h5p") == []
    event = AuditEvent.objects.latest("sequence")
    assert (event.actor, event.action) == (str(admin.public_id), "media.h5p_library_removed")
    assert event.detail == {"library": "H5P.Contoh 1.0.0", "sha256": library.sha256}


def test_the_files_stay_when_removing_is_rolled_back(own_folder):
    admin, library = staff(Role.ADMINISTRATOR), make_library()
    with transaction.atomic():
        remove(library, by=admin, at=NOON)
        transaction.set_rollback(True)
    assert H5PLibrary.objects.get() == library
    assert len(files_below(own_folder / "h5p")) == 4


def test_an_own_library_is_not_removed():
    library = make_library(own=True)
    with pytest.raises(OwnLibrary):
        remove(library, by=staff(Role.ADMINISTRATOR), at=NOON)


def test_restricting_is_written_down_once():
    admin, library = staff(Role.ADMINISTRATOR), make_library()
    for _again in range(2):
        restrict(library, True, by=admin, at=NOON)
    assert H5PLibrary.objects.get().restricted
    assert AuditEvent.objects.filter(action="media.h5p_library_restricted").count() == 1


def test_changed_missing_and_added_files_are_found(own_folder):
    library = make_library()
    folder = own_folder / "h5p/libraries" / library.folder
    (folder / "contoh.js").write_text("steal()")
    (folder / "contoh.css").unlink()
    (folder / "extra.js").write_text("x")
    assert set(verify()) == {
        Damage(library, "contoh.js", "changed"),
        Damage(library, "contoh.css", "missing"),
        Damage(library, "extra.js", "added"),
    }
