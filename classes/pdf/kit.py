"""Lesson plan, worksheet and parents' letter of a module or a lesson, to print. In Indonesian."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from classes.domain.materials import Chosen, LessonMaterial, Piece
from classes.models import ClassGroup
from classes.pdf.sheet import Part, Sheet, fields, heading, lines, note, points, render, text
from core.models import MunicipalitySettings
from core.words import plain_date

MOST_LINES = 4  # of one block in a plan: it reminds of the lesson, it does not repeat it


def render_plan(group: ClassGroup, made_for: Chosen, materials: Sequence[LessonMaterial], *, day: date) -> bytes:
    with override("id"):
        return render([_sheet(_("Lesson plan"), group, made_for, one, list(_plan(one)), day) for one in materials])


def render_worksheet(group: ClassGroup, made_for: Chosen, materials: Sequence[LessonMaterial], *, day: date) -> bytes:
    with override("id"):
        return render([_sheet(_("Worksheet"), group, made_for, one, list(_worksheet(one)), day) for one in materials])


def _sheet(
    name: str, group: ClassGroup, made_for: Chosen, one: LessonMaterial, parts: Sequence[Part], day: date
) -> Sheet:
    about = _("%(course)s · %(module)s · about %(minutes)s minutes")
    return Sheet(
        title=one.title,
        above=f"{name} · {group.organisation.name} · {group}",
        about=[about % {"course": made_for.outline.title, "module": made_for.module.title, "minutes": one.minutes}],
        footer=f"{name} · {one.title}",
        parts=parts,
        day=day,
    )


def _plan(one: LessonMaterial) -> Iterator[Part]:
    opening, core, closing = _minutes(one.minutes)
    yield heading(_("Aim"))
    yield text(one.objective or one.title)
    yield heading(_("Prepare"))
    yield points(list(_prepare(one)), marker="box")
    yield heading(_("Opening (%(minutes)s minutes)") % {"minutes": opening})
    yield points([_("Ask what people know about it already."), _("Say the aim in your own words."), *_opening(one)])
    yield heading(_("Core (%(minutes)s minutes)") % {"minutes": core})
    yield from _core(one)
    yield heading(_("Closing (%(minutes)s minutes)") % {"minutes": closing})
    yield points([_("Let two people say what they take home."), *_closing(one)])
    for check in one.of("check")[-1:]:
        yield note(_("Question for the end: %(question)s") % {"question": check.title})
        yield points(check.lines)
        yield text(_("Let everybody answer first. The page explains the answer after that."))
    yield lines(3, _("My notes:"))


def _minutes(whole: int) -> tuple[int, int, int]:
    """A lesson's minutes are those of one reader; a class needs a beginning and an end besides."""
    edge = max(3, whole // 4)
    return edge, max(5, whole), edge


def _prepare(one: LessonMaterial) -> Iterator[str]:
    yield _("A phone or a computer, alone or in pairs")
    if one.of("video", "audio"):
        yield _("Sound, and enough data for the recording")
    if one.of("document"):
        yield _("The document: %(titles)s") % {"titles": ", ".join(piece.title for piece in one.of("document"))}
    if one.of("practice", "try_now", "steps"):
        yield _("The worksheet for each participant")
    if one.of("h5p"):
        yield _("The exercise, opened once beforehand")
    if one.of("quiz"):
        yield _("The quiz on devices, or the paper quiz")


def _opening(one: LessonMaterial) -> list[str]:
    terms = [term for piece in one.of("terms") for term, _meaning in piece.pairs]
    return [_("Write these words on the board: %(words)s.") % {"words": ", ".join(terms)}] if terms else []


def _core(one: LessonMaterial) -> Iterator[Part]:
    for piece in one.pieces:
        title, words = _told(piece)
        if title:
            yield text(title, strong=True)
        if words:
            yield points(words, marker="number" if piece.kind in ("steps", "practice") else "bullet")


def _told(piece: Piece) -> tuple[str, Sequence[str]]:
    """What the teacher does with a block, and its words."""
    shown = {
        "picture": _("Show the picture: %(title)s"),
        "table": _("Go through the table: %(title)s"),
        "video": _("Watch together: %(title)s"),
        "audio": _("Listen together: %(title)s"),
        "message": _("Read the message of %(title)s together. What do people notice?"),
        "practice": _("Practise: %(title)s"),
        "quiz": _("Quiz: %(title)s"),
        "h5p": _("Exercise: %(title)s"),
        "document": _("Document: %(title)s"),
    }
    match piece.kind:
        case "terms":
            return _("Explain the words:"), [f"{term}: {meaning}" for term, meaning in piece.pairs]
        case "try_now":
            return _("Try it now:"), piece.lines
        case "check" | "tip" | "warning":  # for the end
            return "", ()
        case "practice" | "steps":
            return (
                shown["practice"] % {"title": piece.title} if piece.title else _("Do it step by step:")
            ), piece.lines
        case "message":
            return shown["message"] % {"title": piece.title}, piece.lines[:MOST_LINES]
        case kind if kind in shown:
            return (shown[kind] % {"title": piece.title}).rstrip(" :"), ()
    return piece.title, piece.lines[:MOST_LINES]


def _closing(one: LessonMaterial) -> list[str]:
    tips = [" ".join(piece.lines[:MOST_LINES]) for piece in one.of("tip", "warning") if piece.lines]
    return [_("Remind of this: %(tip)s") % {"tip": tip} for tip in tips]


def _worksheet(one: LessonMaterial) -> Iterator[Part]:
    yield fields([_("Name"), _("Class"), _("Date")])
    if one.objective:
        yield note(one.objective)
    pairs = [pair for piece in one.of("terms") for pair in piece.pairs]
    if pairs:
        yield heading(_("Key words"))
        yield text(
            _("Choose from: %(words)s") % {"words": " · ".join(sorted((t for t, _m in pairs), key=str.casefold))}
        )
        yield points([f"______________________ : {meaning}" for _term, meaning in pairs], marker="number")
    for piece in one.of("steps", "practice"):
        yield heading(piece.title or _("Step by step"))
        yield points(piece.lines, marker="box")
    tries = [line for piece in one.of("try_now") for line in piece.lines]
    if tries:
        yield heading(_("Try it now"))
        yield points(tries, marker="box")
        yield lines(3, _("What I saw:"))
    yield heading(_("I write down"))
    yield lines(4, _("What I learned today:"))
    yield lines(2, _("What I still want to ask:"))


def render_letter(group: ClassGroup, made_for: Chosen, materials: Sequence[LessonMaterial], *, day: date) -> bytes:
    """Ready to sign. The contact is the city's; the teacher writes an own one by hand."""
    with override("id"):
        municipality = MunicipalitySettings.load()
        contact = municipality.help_contact or municipality.office or municipality.municipality
        aims = [f"{one.title}: {one.objective}" if one.objective else one.title for one in materials]
        minutes = sum(one.minutes for one in materials)
        parts = [
            text(_("To the parents or guardians of the pupils of %(group)s") % {"group": group}),
            text(_("With respect,")),
            text(
                _("In class we learn “%(title)s” from the course “%(course)s”. It takes about %(minutes)s minutes.")
                % {"title": made_for.title, "course": made_for.outline.title, "minutes": minutes}
            ),
            heading(_("What your child learns")),
            points(aims),
            heading(_("How you can help")),
            points(
                [
                    _("Ask your child to show you one thing they learned."),
                    _("Learn along: everybody may, at %(site)s, without an account.")
                    % {"site": municipality.site_name},
                    _("Your child never needs to give a NIK, a password or an OTP code to anybody."),
                ]
            ),
            heading(_("What is kept")),
            points(
                [
                    _("The name or nickname, the class, and what was learned with its marks."),
                    _("The teachers of the class, the coordinators and the administrators of this site see it."),
                    _("There is no public page of your child, no ranking and no advertising."),
                    _("You may ask to see, correct or erase these data at any time."),
                ]
            ),
            heading(_("Contact")),
            text(contact or "-"),
            lines(1, _("Teacher, name and telephone:")),
            fields([_("Place and date"), _("Signature")]),
        ]
        letter = Sheet(
            title=_("Letter to parents"),
            above=f"{group.organisation.name} · {group}",
            about=[plain_date(day)],
            footer=f"{_('Letter to parents')} · {group}",
            parts=parts,
            day=day,
        )
        return render([letter])
