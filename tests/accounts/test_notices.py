"""Every notice that is sent has its sentence, in both languages, and leads where it says."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.domain.notices import mark_read, notify
from accounts.models import Notice
from accounts.notices import ICONS, sentence
from lms.icons import ICONS as DRAWN
from tests.factories.people import guest, person

DETAIL = {"course": "Internet <b>Dasar</b>", "by": "Bagus", "title": "Soal 1", "quiz": "Kuis akhir",
          "before": "40", "after": "80", "reason": "Kuncinya keliru.", "event": "Bimtek", "other": "ani-1"}  # fmt: skip
FIXED = {"person", "kind", "at", "url", "by_id"}  # the last says whose name it is, and is shown to nobody


def _texts(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """The texts an argument can be: itself, either side of a condition, or what the function puts into that name."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return _texts(node.body, function) | _texts(node.orelse, function)
    assert isinstance(node, ast.Name), ast.dump(node)
    given = [
        part.value
        for part in ast.walk(function)
        if isinstance(part, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in part.targets)
    ]
    assert given, f"where does {node.id} come from?"
    return set().union(*(_texts(value, function) for value in given))


def _names(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    """Keys of the dictionary itself, or of the one that is put into this name."""
    made = node
    if isinstance(node, ast.Name):
        (made,) = [
            part.value
            for part in ast.walk(function)
            if isinstance(part, ast.Assign) and [getattr(t, "id", "") for t in part.targets] == [node.id]
        ]
    assert isinstance(made, ast.Dict), ast.dump(made)
    return {str(key.value) for key in made.keys if isinstance(key, ast.Constant)}


def sent_in_the_code() -> dict[str, set[str]]:
    """Kind → names of the values it is sent with, over all calls of notify() and every Told() of notify_all()."""
    found: dict[str, set[str]] = {}
    for app in (
        "core",
        "accounts",
        "media",
        "quizzes",
        "practice",
        "courses",
        "certificates",
        "progress",
        "classes",
        "lms",
    ):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef) and function.name != "notify":
                    for call in ast.walk(function):
                        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "notify":
                            values = {str(keyword.arg): keyword.value for keyword in call.keywords}
                            for kind in _texts(values["kind"], function):
                                found.setdefault(kind, set()).update(values.keys() - FIXED)
                        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Told":
                            _learner, kinds, _url, detail = call.args
                            for kind in _texts(kinds, function):
                                found.setdefault(kind, set()).update(_names(detail, function) - FIXED)
    return found


SENT = sent_in_the_code()
KINDS = sorted(SENT)


def test_the_search_finds_what_is_sent():
    assert {"certificate_issued", "work_claimed", "secret_reset", "review_asked", "review_approved"} <= set(SENT)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sentence_that_uses_what_is_sent_along(kind, language):
    detail = {name: DETAIL[name] for name in SENT[kind]}
    with translation.override(language):
        text = sentence(Notice(kind=kind, detail=detail))
    assert text.endswith(".")
    assert [value for value in detail.values() if value not in text] == []
    assert "%(" not in text


def test_a_kind_without_a_sentence_is_a_mistake():
    with pytest.raises(KeyError):
        sentence(Notice(kind="no_such_kind"))


def test_every_icon_belongs_to_a_kind_and_is_drawn():
    assert ICONS.keys() - SENT.keys() == set()
    assert set(ICONS.values()) - DRAWN.keys() == set()


def test_notices_are_shown_newest_first_as_text_and_are_read_then(db, sign_in, noon):
    ani, budi = person(language="en"), person()
    notify(person=ani, kind="certificate_issued", at=noon, url="/sertifikat/", course=DETAIL["course"])
    notify(person=ani, kind="work_claimed", at=noon.replace(hour=6))
    notify(person=budi, kind="secret_reset", at=noon, by="Bagus")
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    page = client.get(reverse("notices")).content.decode()
    first = page.index("What you learned on this phone is now in your account.")
    assert first < page.index("Your certificate for “Internet &lt;b&gt;Dasar&lt;/b&gt;” is ready.")
    assert page.count("<b>") == 2
    assert "Bagus" not in page
    assert client.get(reverse("notices")).content.decode().count("<b>") == 0
    assert Notice.objects.get(person=budi).read_at is None


def test_a_notice_leads_where_it_says_and_only_its_owner(db, sign_in, noon):
    ani, budi = person(), person()
    mine = notify(person=ani, kind="certificate_issued", at=noon, url="/sertifikat/", course="x")
    plain = notify(person=ani, kind="work_claimed", at=noon)
    theirs = notify(person=budi, kind="certificate_issued", at=noon, url="/sertifikat/", course="x")
    client = sign_in(ani)
    answers = [client.get(reverse("open_notice", args=[one.public_id])) for one in (mine, plain, theirs)]
    assert [(answer.status_code, answer.get("Location")) for answer in answers] == [
        (302, "/sertifikat/"),
        (302, reverse("notices")),
        (404, None),
    ]


def test_reading_is_counted_once(db, noon):
    ani = person()
    notify(person=ani, kind="work_claimed", at=noon)
    assert [mark_read(person=ani, at=noon) for _ in range(2)] == [1, 0]


def test_guests_and_visitors_have_no_notices(db, client):
    assert client.get(reverse("notices"))["Location"].startswith(reverse("sign_in"))
    client.force_login(guest())
    assert client.get(reverse("notices"))["Location"] == reverse("sign_up")
