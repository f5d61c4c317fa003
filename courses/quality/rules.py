"""The rules, one function each. Sources: UX.md (words, weight), CURRICULUM §3.0 (pattern, minutes), §6 (glossary)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from math import ceil

from courses.packs.problems import _n
from courses.quality.links import links_in, wrong_with
from courses.quality.material import Asked, Finding, Material, Shown, Text
from courses.quality.numbers import looks_personal
from courses.quality.texts import plain, said, sentences, word_count
from courses.quality.words import avoided_in, difficult_in

MAX_WORDS = 15  # UX.md: sentences of 15 words at most
MINUTES = range(3, 8)  # CURRICULUM §3.0: a lesson takes 3 to 7 minutes
# Somebody who reads seldom, on a phone: about half of what practised adults read silently (Brysbaert 2019: 238 words
# a minute for English). English says the same in some 30 % more words. An assumption, not measured with our learners.
WORDS_PER_MINUTE = {"id": 100, "en": 130}
MINUTES_TO_DO = {"try": 1.0, "check": 0.5}  # what is done besides reading; assumed as well
PAGE_AROUND = 4_000  # bytes of a lesson's page besides its text, compressed
MAX_TEXT_BYTES = 8_000  # UX.md: the next lesson, without pictures
MAX_LESSON_BYTES = 100_000  # CURRICULUM §1: lesson pages of 100 kB at most, with pictures
MAX_PICTURE_BYTES = 40_000  # UX.md: a picture at 360 px
MAX_COURSE_BYTES = 1_000_000  # UX.md: a whole text course
_NAME_OF_A_FILE = re.compile(r"\.(svg|png|jpe?g|webp|avif)$|^(gambar|foto|image|picture|img)[\s_-]*\d*$", re.IGNORECASE)
_PATTERN = ("try", "check", "steps")


def examine(material: Material, *, on: date, own: Collection[str] = ()) -> Iterator[Finding]:
    """All findings. ``on``: the day on which review dates are looked at; ``own``: hosts of this site."""
    if material.kind == "lesson":
        yield from lacks_of_pattern(material)
    if material.kind:
        yield from minutes_that_do_not_fit(material)
        yield from reviews(material, on)
    for text in material.texts:
        yield from in_text(text, material, own)
    for question in material.questions:
        yield from unexplained(question)
    for picture in material.pictures:
        yield from untold(picture)
    yield from weight(material)


def lacks_of_pattern(lesson: Material) -> Iterator[Finding]:
    for part in _PATTERN:
        if part not in lesson.parts:
            yield Finding(lesson.where, _n("The pattern asks for “{name}”."), {"name": lesson.part_names[part]})
    title, address = lesson.source
    if not title or not address:
        yield Finding(lesson.where, _n("The official source is missing."))
    elif template := wrong_with(address):
        yield Finding(lesson.where, template, {"address": address}, address)


def minutes_that_do_not_fit(lesson: Material) -> Iterator[Finding]:
    if lesson.kind != "lesson":
        return
    if lesson.minutes not in MINUTES:
        yield Finding(lesson.where, _n("A lesson should take 3 to 7 minutes."))
        return
    words = sum(word_count(text.html) for text in lesson.texts if text.read)
    speed = WORDS_PER_MINUTE.get(lesson.language, WORDS_PER_MINUTE["id"])
    needed = words / speed + sum(time for part, time in MINUTES_TO_DO.items() if part in lesson.parts)
    if needed > lesson.minutes + 1 or needed < lesson.minutes / 2:
        yield Finding(
            lesson.where,
            _n("{words} words take some {needed} min at {speed} words a minute; {planned} min are planned."),
            {
                "words": str(words),
                "needed": str(ceil(needed)),
                "speed": str(speed),
                "planned": str(lesson.minutes),
            },
        )


def reviews(lesson: Material, on: date) -> Iterator[Finding]:
    if not lesson.reviewed or not lesson.review_again:
        yield Finding(lesson.where, _n("The day of the review or of the next one is missing."))
    elif lesson.review_again < on:
        yield Finding(
            lesson.where,
            _n("The day of the next review is past: {day}."),
            {"day": lesson.review_again.isoformat()},
            lesson.review_again.isoformat(),
        )


def in_text(text: Text, material: Material, own: Collection[str]) -> Iterator[Finding]:
    prefix = f"{text.label}: " if text.label else ""
    for sentence in sentences(text.html):
        words = len(sentence.split())
        if words > MAX_WORDS:
            yield Finding(
                text.where,
                _n("{count} words in one sentence: {sentence}"),
                {"count": str(words), "sentence": prefix + sentence},
                sentence,
            )
    yield from _words(text, material, prefix)
    whole = plain(text.html)
    if looks_personal(whole):
        yield Finding(
            text.where,
            _n("This looks like a real number of a person: {text}"),
            {"text": prefix + whole[:80]},
            whole,
        )
    for address in dict.fromkeys(links_in(text.html)):
        if template := wrong_with(address, own):
            yield Finding(text.where, template, {"address": address}, address)


def _words(text: Text, material: Material, prefix: str) -> Iterator[Finding]:
    spoken = said(text.html)
    for find in (avoided_in, difficult_in):
        for word, plainer in find(spoken, material.language):
            if word.lower() not in material.explained:
                yield Finding(
                    text.where,
                    _n("Instead of “{word}” write “{plain}”: {sentence}"),
                    {"word": word, "plain": plainer, "sentence": prefix + spoken[:80]},
                    spoken,
                )


def unexplained(question: Asked) -> Iterator[Finding]:
    for answer in question.unexplained:
        yield Finding(
            question.where,
            _n("Question “{question}”: nobody explains “{answer}”."),
            {"question": question.label, "answer": answer},
            question.label,
        )


def untold(picture: Shown) -> Iterator[Finding]:
    if picture.decorative:
        return
    if not picture.alt.strip():
        yield Finding(picture.where, _n("A picture has no alternative text."), {}, picture.caption)
    elif _NAME_OF_A_FILE.search(picture.alt.strip()):
        yield Finding(
            picture.where,
            _n("The alternative text “{alt}” does not say what the picture shows."),
            {"alt": picture.alt},
            picture.alt,
        )


def weight(material: Material) -> Iterator[Finding]:
    for picture in material.pictures:
        if picture.bytes > MAX_PICTURE_BYTES:
            yield _too_heavy(picture.where, _n("A picture weighs {size} KB; at most {limit}."), picture.bytes, 40)
    if material.text_bytes > MAX_TEXT_BYTES:
        yield _too_heavy(material.where, _n("The text weighs {size} KB; at most {limit}."), material.text_bytes, 8)
    whole = material.text_bytes + sum(picture.bytes for picture in material.pictures)
    if material.text_bytes and whole > MAX_LESSON_BYTES:
        yield _too_heavy(
            material.where, _n("The page weighs {size} KB with its pictures; at most {limit}."), whole, 100
        )


def _too_heavy(where: str, template: str, size: int, limit: int) -> Finding:
    return Finding(where, template, {"size": str(ceil(size / 1000)), "limit": str(limit)})
