"""School A never sees, counts or changes school B, in any page, file, search or form of its people (SECURITY 13, 14)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Session, User
from classes.domain.groups import remove_teacher
from classes.models import ClassGroup
from tests.classes.making import coordinator, teacher
from tests.classes.two_accounts import changed_between, whole_database
from tests.factories.people import guest, learner
from tests.house.access_classes import CLASS_ROWS
from tests.house.class_forms import addresses, all_forms
from tests.progress.world import World, another_school, make_world

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]

MINE, OTHER = "Kenanga", "Rafflesia"
# What is there for everybody, or for who has the code or the place.
FOR_ALL = {
    "class_sign_in", "class_pin", "join", "join_class", "joined_classes", "events", "event", "sign_up_event",
    "give_up_place", "door_check", "my_assignments", "my_calendar", "roster_template",
}  # fmt: skip
OF_LEARNERS = {"my_assignment", "assignment_calendar", "ask_for_help"}  # one looks, or acts: what does not fit is 405
# Twice is once: what is not (or no more) in this class is gone already, and nothing happens.
GONE_ALREADY = {"delete_note", "drop_speaker", "mark_helped", "remove_class_teacher", "take_back_extension"}
OF_ONE = {name for name in CLASS_ROWS if name not in FOR_ALL}


@dataclass
class Two:
    mine: World
    other: World
    lead: User  # teaches the class of ``mine``
    head: User  # coordinates its school
    colleague: User  # teaches at the same school, and not this class
    before: Mapping[tuple[str, str], str]  # (who, address) → what they read while the other school was not there
    theirs: Mapping[str, Mapping[Any, Any]]  # “app.Model” → key → row, of the other school
    pages: int


@pytest.fixture(scope="module")
def two(module_db: None) -> Two:
    base = make_world()
    mine = another_school(base, MINE)
    of = mine.group.organisation
    people = {"lead": mine.teacher, "head": coordinator(of, name=f"Kepala {MINE}"), "colleague": teacher(of)}
    read = {(who, url): text for who in ("lead", "head") for url, text in walk(people[who], mine)}
    earlier = whole_database()
    other = another_school(base, OTHER)
    coordinator(other.group.organisation, name=f"Kepala {OTHER}")
    User.objects.filter(class_memberships__group=other.group).update(
        phone="+6281299998888", username="murid-lain", age="minor"
    )
    now = whole_database()
    theirs = {
        label: {key: row for key, row in rows.items() if key not in earlier.get(label, {})}
        for label, rows in now.items()
    }
    return Two(mine, other, **people, before=read, theirs=theirs, pages=len(read))


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def walk(person: User, world: World) -> Iterator[tuple[str, str]]:
    """(address, what a reader finds there), of every page and file."""
    client = signed_in(person)
    for name, url in addresses(world):
        answer = client.get(url)
        assert answer.status_code < 500, url
        if name != "events":  # what is open to everybody is listed for everybody
            yield url, words_of(answer)
    for name, words in SEARCHES.items():
        url = reverse(name, args=world.known[name])
        for word in ("a", "Rafflesia", "Murid", "+6281299998888", "murid-lain"):
            yield f"{url} {word}", words_of(client.post(url, {words: word})).replace(word, "")


SEARCHES = {"class_members": "words", "event_people": "q", "session_list": "q"}


def words_of(answer: Any) -> str:
    """Without what is new in each answer."""
    if answer.status_code != 200:
        return f"{answer.status_code} {answer.get('Location', '')}"
    kind, content = answer["Content-Type"], answer.getvalue()
    if kind == "application/pdf" and content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(content))
        return repr([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    text = content.decode(errors="replace")
    text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|data-token)="[^"]*"', "", text)
    text = re.sub(r'name="(key|request_key)" value="[^"]*"|value="[^"]*" name="key"', "", text)
    return re.sub(r"data:[^\"']*|DTSTAMP:\S*|<svg.*?</svg>", "", text, flags=re.S)


def is_of(model: type[models.Model], theirs: Mapping[str, Mapping[Any, Any]]) -> set[Any]:
    return set(theirs.get(model._meta.label, {}))


@pytest.mark.parametrize("who", ["lead", "head"])
def test_no_page_file_or_search_changes_when_there_is_another_school(two, who):
    """Neither a name nor a count: what somebody reads is the same, letter by letter, as when they were alone."""
    now = dict(walk(getattr(two, who), two.mine))
    before = {url: text for (one, url), text in two.before.items() if one == who}
    shown = [url for url, text in now.items() if MINE in text]
    assert [url for url, text in now.items() if OTHER in text] == []
    assert [url for url in now if moments_out(now[url]) != moments_out(before[url])] == []
    assert len(shown) > 60


def moments_out(text: str) -> str:
    """A clock that went on between the two walks is no difference, nor is the code at the door."""
    return re.sub(r"\d{1,2}[.:]\d\d|\d+ (detik|menit)|hadir/[^\"]*", "", text)


def test_a_name_of_the_other_school_would_be_found(two):
    """The walk really reads what stands there."""
    theirs = dict(walk(two.other.teacher, two.other))
    assert len([url for url, text in theirs.items() if OTHER in text]) > 60


@pytest.mark.parametrize(
    "who", ["teacher of the other school", "its coordinator", "colleague", "teacher who was taken off the class"]
)
def test_every_address_of_a_class_is_nothing_for_anybody_else(two, who):
    person = {
        "teacher of the other school": two.other.teacher,
        "its coordinator": coordinator(two.other.group.organisation),
        "colleague": two.colleague,
        "teacher who was taken off the class": two.lead,
    }[who]
    client, wrong, forms = signed_in(person), {}, []
    if person == two.lead:  # with the pages still open
        forms = all_forms(client, two.mine)
        for group in ClassGroup.objects.filter(teachers__person=two.lead):
            remove_teacher(group=group, person=two.lead, by=two.head, at=timezone.now())
    before = whole_database()
    for form in forms:
        if form.name in OF_ONE and two.mine.known.get(form.name):
            status = client.post(form.action, form.body()).status_code
            wrong |= {} if status == 404 else {form.name: status}
    for name in OF_ONE:
        if not two.mine.known.get(name):
            continue
        url = reverse(name, args=two.mine.known[name])
        for send in (client.get, client.post):
            status = send(url).status_code
            if status != 404 and not (status == 405 and name in OF_LEARNERS):
                wrong[name] = status
    assert wrong == {}
    assert changed_between(before, whole_database()) == {}


@pytest.mark.parametrize("who", ["visitor", "guest", "learner"])
def test_nobody_from_outside_reads_who_learns_here(two, who):
    """Children neither: not at a door, not at a training, in no list (SECURITY 29)."""
    client = Client(raise_request_exception=False)
    if who != "visitor":
        client.force_login(guest() if who == "guest" else learner(name="Orang Luar"))
    names = [f"{word} {MINE}" for word in ("Murid", "Ani", "Operator", "Murid Baru")]
    read = {url: words_of(client.get(url)) for _name, url in addresses(two.mine)}
    assert [(url, name) for url, text in read.items() for name in names if name in text] == []
    assert sum(not text.startswith(("404", "405", "302")) for text in read.values()) > 5


@pytest.mark.parametrize("who", ["lead", "head"])
def test_an_address_of_ones_own_class_opens_nothing_of_another(two, who):
    """One's own class with an assignment, a person, a list, a session of the other school in its address."""
    client, wrong, before, tried = signed_in(getattr(two, who)), {}, whole_database(), 0
    for name in CLASS_ROWS:
        mine, other = two.mine.known.get(name, []), two.other.known.get(name, [])
        for place in range(1, len(mine)):
            if mine[place] == other[place]:
                continue  # a lesson or a word, which both have
            tried += 1
            url = reverse(name, args=[*mine[:place], other[place], *mine[place + 1 :]])
            got, sent = client.get(url).status_code, client.post(url).status_code
            fine = {404, 405, 302} if name in GONE_ALREADY else {404, 405}
            if not {got, sent} <= fine or got == sent == 405:
                wrong[name] = (got, sent)
    assert wrong == {}
    assert tried > 40
    assert changed_between(before, whole_database()) == {}


def test_no_form_of_one_school_takes_hold_of_the_other(two):
    """Ids of the other school's people, assignments, sessions and rows in every field that offers or hides one."""
    hooks = [
        two.other.learner.public_id, two.other.group.members.get().person.public_id, two.other.teacher.public_id,
        two.other.group.public_id, two.other.assignment.public_id, two.other.event.sessions.all()[0].public_id,
        two.other.handover.successor.public_id, two.other.group.organisation.public_id, two.other.group.pk,
        two.other.group.organisation.pk, two.other.roster.rows.all()[0].pk, two.other.group.members.get().person.pk,
    ]  # fmt: skip
    texts = ["murid-lain", f"Murid {OTHER}"]
    tried, wrong, seen = 0, [], set()
    for person in (two.lead, two.head):
        client = signed_in(person)
        for form in all_forms(client, two.mine):
            if (form.name, *form.fields) in seen:
                continue
            seen.add((form.name, *form.fields))
            with transaction.atomic():
                for field in {**form.fields, **form.offered}.keys() - {"key"}:
                    is_id = any(_looks_like_an_id(value) for value in form.offered.get(field, ()))
                    for value in [[str(hook) for hook in hooks], *map(str, hooks[:6])] if is_id else texts[:1]:
                        tried += 1
                        status = client.post(form.action, form.body(**{field: value})).status_code
                        wrong += [f"{form.name} {field} {value}: {status}"] if status >= 500 else []
                wrong += [f"{form.name}: {one}" for one in _harm(two)]
                transaction.set_rollback(True)
    assert wrong == []
    assert tried > 150


def _looks_like_an_id(value: str) -> bool:
    return bool(re.fullmatch(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}", value))


_NOT_THEIRS = {
    "accounts.User_groups",
    "core.AuditEvent",
    "core.RequestKey",
    "sessions.Session",
    "contenttypes.ContentType",
}


def _harm(two: Two) -> Iterator[str]:
    for label, rows in two.theirs.items():
        model = apps.get_model(label)
        if not rows or label in _NOT_THEIRS or model is Session:
            continue
        now = {row[model._meta.pk.attname]: row for row in model._base_manager.filter(pk__in=list(rows)).values()}
        if now != rows:
            yield f"{label} changed"
    for model in apps.get_models():
        known = two.theirs.get(model._meta.label, {})
        if not model.__module__.startswith(("classes.", "accounts.", "quizzes.", "certificates.")):
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(field, models.ForeignKey) and target._meta.label in ("accounts.User", "classes.ClassGroup"):
                named = model._base_manager.filter(**{f"{field.name}__in": list(is_of(target, two.theirs))})
                if named.exclude(pk__in=list(known)).exists() and model is not Session:
                    yield f"{model._meta.label}.{field.name} names them"
