"""Drafts by themselves: how much they hold, and what their author is told."""

import json
from uuid import UUID

import pytest
from django.urls import reverse
from h5p_wrapper.semantics import Image
from h5p_wrapper.versions import LibraryName

from accounts.roles import Role
from media.h5p.forms import drafts
from media.h5p.forms.checking import check
from media.h5p.forms.places import MISSING, Place, Types
from media.h5p.places import content_storage
from tests.conftest import NOON
from tests.factories.h5p import make_library
from tests.factories.people import staff
from tests.media.files import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MAIN = LibraryName("H5P.Contoh", 1, 0)


def keep(draft, data):
    drafts.keep_file(draft, Place((), Image("file"), MISSING, MAIN), upload("a.png", data))
    drafts.save_draft(draft, at=NOON)


def test_all_drafts_of_one_person_share_one_room(own_folder, monkeypatch):
    make_library()
    author, data = staff(Role.AUTHOR), picture()
    monkeypatch.setattr(drafts, "ROOM_OF_ONE", 2 * len(data))
    first, second = (drafts.begin(MAIN, by=author, at=NOON) for _twice in range(2))
    keep(first, data)
    keep(second, data)
    with pytest.raises(drafts.FileRefused, match="Draf Anda sudah memenuhi tempatnya"):
        keep(second, data)
    assert len(list(content_storage().files(second.folder))) == 1
    keep(drafts.begin(MAIN, by=staff(Role.AUTHOR), at=NOON), data)


def test_why_a_draft_cannot_be_played_is_said_in_the_readers_language(sign_in):
    make_library()
    author = staff(Role.AUTHOR)
    draft = drafts.begin(MAIN, by=author, at=NOON)
    make_library(patch=1, more={"preloadedDependencies": [LibraryName("H5P.Hilang", 1, 0).as_json()]})
    page = sign_in(author).get(reverse("h5p_look", args=[draft.key])).content.decode()
    assert "H5P.Hilang 1.0 diperlukan, tetapi belum terpasang di sini." in page


def begun(**fields):
    make_library(semantics=[{"label": name, "name": name} | field for name, field in fields.items()])
    return drafts.begin(MAIN, by=staff(Role.AUTHOR), at=NOON)


def test_what_is_answered_by_itself_gets_an_id_of_its_own():
    """Else the responses to a question of a Single Choice Set could not be told from those to another."""
    choice = {"type": "group", "isSubContent": True, "fields": [{"name": "question", "type": "text", "label": "x"}]}
    draft = begun(choices={"type": "list", "min": 2, "field": choice | {"name": "choice", "label": "x"}})
    assert len({UUID(each["subContentId"]) for each in draft.params["choices"]}) == 2


def test_a_type_that_wants_itself_inside_ends_somewhere():
    draft = begun(inner={"type": "library", "options": ["H5P.Contoh 1.0"]})
    assert 1_000 < len(json.dumps(draft.params)) < 20_000


def test_a_pattern_that_runs_away_holds_nobody_up():
    draft = begun(
        code={"type": "text", "regexp": {"pattern": "^(a+)+$"}},
        year={"type": "text", "regexp": {"pattern": "^[0-9]{4}$"}},
    )
    draft.params = {"code": "a" * 40 + "!", "year": "kapan"}
    types = Types(drafts.FormLibraries(), "id")
    assert [(each.path, each.code) for each in check(types, MAIN, draft.params)] == [(("year",), "pattern")]
