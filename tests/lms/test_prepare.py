"""Preparing where real people learn already: everything is brought up to date, and the demo stays out."""

from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from accounts.models import User
from lms.catalogues import compile_catalogues
from lms.management.commands import prepare
from tests.factories.people import guest, person


@pytest.fixture
def steps(db, monkeypatch) -> list[str]:
    """Names of the steps that ran; none of them does its work."""
    ran: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: ran.append(name))
    monkeypatch.setattr(prepare, "compile_catalogues", lambda folders: None)
    for name in ("_fetch_player", "_fetch_fonts", "_load_courses"):
        monkeypatch.setattr(prepare.Command, name, lambda self, name=name: ran.append(name))
    return ran


WORK = ["migrate", "certificate_keys", "collectstatic", "_fetch_player", "_fetch_fonts", "h5p_types", "_load_courses"]


def test_the_demo_comes_into_a_place_without_people(steps, capsys):
    guest()
    call_command("prepare")
    assert steps == [*WORK, "demo"]


@pytest.fixture
def words_forgotten(settings, tmp_path):
    """A folder for catalogues that nobody has read yet."""
    forget = partial(translation_file_changed, None, Path("django.mo"))
    before, settings.LOCALE_PATHS = settings.LOCALE_PATHS, [tmp_path]
    forget()
    yield tmp_path
    settings.LOCALE_PATHS = before
    forget()


def test_the_first_words_of_a_first_start_are_indonesian(steps, capsys, monkeypatch, words_forgotten):
    source = words_forgotten / "id" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Database"\nmsgstr "Basis contoh"\n'
    )
    assert gettext("Database") != "Basis contoh"  # read before anything was compiled
    monkeypatch.setattr(prepare, "compile_catalogues", compile_catalogues)
    guest()
    call_command("prepare")
    assert "Basis contoh" in capsys.readouterr().out.splitlines()[0]


def test_where_real_people_are_it_is_left_out_with_a_sentence_and_no_error(steps, capsys):
    person()
    with override("en"):
        call_command("prepare")
    assert steps == WORK
    assert (
        capsys.readouterr().out.splitlines()[-1] == "Real people have accounts here, so the invented city is left out."
    )


def test_nothing_is_said_where_nobody_asked_for_it(steps, capsys):
    person()
    with override("en"):
        call_command("prepare", "--no-demo")
    assert steps == WORK
    assert "invented" not in capsys.readouterr().out


def test_the_demo_itself_still_refuses(db):
    person()
    with pytest.raises(CommandError):
        call_command("demo")
    assert not User.objects.filter(is_demo=True).exists()
