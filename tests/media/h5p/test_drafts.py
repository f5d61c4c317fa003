"""Drafts by themselves: how much they hold, and what their author is told."""

import pytest
from django.urls import reverse
from h5p_wrapper.semantics import Image
from h5p_wrapper.versions import LibraryName

from accounts.roles import Role
from media.h5p.forms import drafts
from media.h5p.forms.places import MISSING, Place
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
