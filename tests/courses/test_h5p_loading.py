"""H5P contents of a pack in the database: played in the lesson, unchanged ones cost nothing, edited ones stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses.packs.model import key_of
from courses.packs.problems import PackRefused
from media.h5p.models import H5PContent, H5PContentVersion
from progress.models import H5PState
from tests.courses.loading import load, outline
from tests.courses.test_h5p_packs import H5P, MANIFEST_TEXT, with_h5p

pytestmark = pytest.mark.usefixtures("db")
PIECES = [{"text": "Halo", "isClue": False, "why": "Salam."}, {"text": "cair!", "isClue": True, "why": "Mendesak."}]


def pack(folder: Path, intro: str = "Ketuk.", block: str = "::: h5p baca-pesan\n:::\n", **files: str):
    params = json.dumps({"intro": intro, "pieces": PIECES})
    return load(folder, with_h5p(block, **{f"{H5P}/content/content.json": params} | files))


def test_the_content_plays_in_its_lesson(tmp_path):
    pack(tmp_path, block="::: h5p baca-pesan\nselesai: nilai\nnilai: 60\n:::\n")
    content = H5PContent.objects.get()
    assert (content.title, content.key, content.current.number) == ("Baca pesan", key_of("uji", "h5p", "baca-pesan"), 1)
    assert content.alternative.startswith("Tulis pesan ini")
    assert content.current.main_library == "LMS.FindClues 1.0"
    activity = outline().lessons[2].activities[-1]
    assert (activity.kind, activity.ref, activity.rule, activity.pass_percent) == ("h5p", content.key, "score", 60)


def test_loading_the_same_again_makes_no_version(tmp_path):
    pack(tmp_path)
    done = pack(tmp_path, **{"1-kenal/module.yaml": "id: kenal\njudul: Kenal HP lagi\n"})
    assert (done.updated, H5PContentVersion.objects.count()) == (1, 1)


def test_a_changed_content_is_a_new_version_of_the_same(tmp_path):
    pack(tmp_path)
    before = H5PContent.objects.get()
    pack(tmp_path, intro="Ketuk tiga bagian.")
    after = H5PContent.objects.get()
    assert (after.pk, after.current.number, after.current.params["intro"]) == (before.pk, 2, "Ketuk tiga bagian.")
    assert H5PState.objects.count() == 0


def test_what_was_edited_here_stays(tmp_path):
    pack(tmp_path)
    content = H5PContent.objects.get()
    content.alternative = "Suntingan setempat."
    content.save()
    assert pack(tmp_path, intro="Lain.").conflicts == ["h5p:baca-pesan"]
    content.refresh_from_db()
    assert (content.alternative, content.current.number) == ("Suntingan setempat.", 1)


def test_a_type_that_is_not_installed_refuses_the_pack_and_leaves_nothing(tmp_path):
    manifest = MANIFEST_TEXT.replace("LMS.FindClues", "H5P.TidakAda")
    with pytest.raises(PackRefused) as refused:
        pack(tmp_path, **{f"{H5P}/h5p.json": manifest})
    assert "h5p/baca-pesan/h5p.json" in refused.value.problems[0].text()
    assert "H5P.TidakAda" in refused.value.problems[0].text()
    assert H5PContent.objects.count() == 0
