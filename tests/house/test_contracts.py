"""The house keeps to its plan: every app in the import contract, keys that point downwards, small files (DESIGN §3)."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models

from core.environment import PROJECT_DIR
from tests.house.places import contract, lines_of, name_of, own_apps, own_files

LAYERS = contract()
LEVEL = {app: level for level, layer in enumerate(LAYERS) for app in layer}
MODEL_NAME = re.compile(r"([a-z_]+)\.([A-Z]\w+)")


def points_up(app: str, target: str) -> bool:
    """Whether something of ``app`` may not know something of ``target``: it stands above it, or beside it."""
    return app in LEVEL and target in LEVEL and app != target and LEVEL[target] >= LEVEL[app]


def test_up_is_up_and_beside_is_no_way_either():
    assert points_up("core", "accounts")
    assert points_up("quizzes", "courses")
    assert points_up("quizzes", "practice")
    assert not points_up("courses", "quizzes")
    assert not points_up("courses", "courses")
    assert not points_up("courses", "wagtailcore")


def test_every_installed_app_of_ours_stands_in_the_contract():
    assert set(own_apps()) - LEVEL.keys() == set()


def test_the_contract_names_only_what_is_installed_and_all_that_it_watches():
    text = (PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(text)["tool"]["importlinter"]
    assert LEVEL.keys() == set(rules["root_packages"]) - {"h5p_wrapper"} == set(own_apps())


def test_every_folder_with_models_or_an_app_is_installed():
    folders = {path.parent.name for path in PROJECT_DIR.glob("*/apps.py")} | {
        path.parent.name for path in PROJECT_DIR.glob("*/models.py")
    }
    folders |= {path.parent.parent.name for path in PROJECT_DIR.glob("*/models/__init__.py")}
    assert folders - {"bench"} == set(own_apps())


def relations(*, people: bool = False) -> list[tuple[str, str, str]]:
    """(app, “Model.field”, app it points at) of every key of ours: those that point at people, or all others."""
    found = []
    for app in own_apps():
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.get_fields(include_hidden=True):
                if isinstance(field, models.ForeignKey | models.ManyToManyField) and not field.auto_created:
                    target = field.related_model
                    assert isinstance(target, type), field  # “self” is resolved by now
                    if (target is get_user_model()) == people:
                        found.append((app, f"{model.__name__}.{field.name}", target._meta.app_label))
    return found


def test_foreign_keys_point_downwards_like_imports():
    assert ("quizzes", "Question.picture", "core") in relations()
    assert [where for where in relations() if points_up(where[0], where[2])] == []


def test_whatever_points_at_people_in_between_does_so_through_the_setting_only():
    """Below accounts, Wagtail's picture says who put it there: the user model is swappable, so no class is named."""
    up_to_people = [where for where in relations(people=True) if points_up(where[0], where[2])]
    assert up_to_people == [("core", "Picture.uploaded_by_user", "accounts")]


def strings_naming_models(source: str) -> list[tuple[int, str]]:
    """(line, app) of strings like “courses.LessonPage”: Django and Wagtail find the class behind them."""
    return [
        (node.lineno, match[1])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (match := MODEL_NAME.fullmatch(node.value))
    ]


def test_no_string_names_a_model_that_may_not_be_imported():
    """A foreign key, a page type or `get_model` by name goes around import-linter."""
    assert strings_naming_models('models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE)') == [
        (1, "courses")
    ]
    ours = [(app, path) for app in own_apps() for path in own_files(".py", under=PROJECT_DIR / app)]
    named = [
        (app, name_of(path), *where)
        for app, path in ours
        for where in strings_naming_models(path.read_text(encoding="utf-8"))
    ]
    assert len(named) > 5
    assert [where for where in named if points_up(where[0], where[-1])] == []


BY_NAME = {"get_model", "import_module", "import_string", "get_app_config"}


def test_no_app_is_found_by_a_name_from_above():
    """The other ways to reach an app without an import."""
    found = []
    for app in own_apps():
        for path in own_files(".py", under=PROJECT_DIR / app):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                    continue
                called, target = ast.unparse(node.func).rpartition(".")[2], str(node.args[0].value).split(".")[0]
                if called in BY_NAME and points_up(app, target):
                    found.append((name_of(path), called, target))
    assert found == []


def test_people_are_pointed_at_through_the_setting():
    """The user model is swappable: a foreign key to it names the setting, never the class's own place."""
    written = [
        f"{name_of(path)}:{line}"
        for app in own_apps()
        if app != "accounts"
        for path in own_files(".py", under=PROJECT_DIR / app)
        if "migrations" not in path.parts
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(ForeignKey|OneToOneField|ManyToManyField)\(\s*[\"']accounts\.User", text)
    ]
    assert written == []
    assert settings.AUTH_USER_MODEL == "accounts.User"


@pytest.mark.parametrize("app", sorted(own_apps()))
def test_every_app_tells_in_25_lines_why_it_exists_and_where_its_door_is(app):
    readme = PROJECT_DIR / app / "README.md"
    assert readme.exists(), f"{app}/README.md is missing"
    assert 3 <= lines_of(readme) <= 25


SOURCES = (".py", ".html", ".js", ".css", ".typ")


def too_long(limit: int, *folders: Path) -> dict[str, int]:
    files = [path for folder in folders for path in own_files(*SOURCES, under=folder) if "migrations" not in path.parts]
    assert len(files) > 80
    return {name_of(path): lines_of(path) for path in files if lines_of(path) > limit}


def test_no_file_of_source_is_longer_than_400_lines():
    assert too_long(60, *(PROJECT_DIR / app for app in own_apps())) != {}
    others = (PROJECT_DIR / name for name in ("tests", "bench", "h5p-python-wrapper"))
    assert too_long(400, *(PROJECT_DIR / app for app in own_apps()), *others) == {}


def test_no_drawer_for_everything():
    places = (PROJECT_DIR / name for name in [*own_apps(), "h5p-python-wrapper"])
    names = {path.stem for place in places for path in own_files(".py", under=place)}
    assert names & {"utils", "util", "helpers", "helper", "misc", "common"} == set()


def test_every_model_has_its_migration(db, capsys):
    labels = [config.label for config in own_apps().values() if config.models_module is not None]
    try:
        call_command("makemigrations", *labels, check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
