"""What a person reads of each thing of a pack, and how two texts of it differ. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from courses.packs.items import COURSE, ORDER
from courses.packs.model import CheckBlock, Pack, PackLesson, PackQuestion, PracticeBlock
from courses.travel.asked import question_yaml
from courses.travel.files import course_yaml, lesson_text, module_yaml, quiz_yaml, yaml_text

LONGEST = 30_000  # characters of a text whose differences are still shown
CONTEXT = 2  # lines around a difference
_TAG = re.compile(r"<[^>]+>")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Text:
    kind: str  # of the item, before its colon
    title: str
    text: str  # empty: nothing to read, as of a picture
    group: str = ""  # title of the module it belongs to


def item_texts(pack: Pack) -> dict[str, Text]:
    """Of every piece: what belongs to one lesson alone is part of its text."""
    titles = {module.id: module.title for module in pack.modules}
    course = {key: value for key, value in course_yaml(pack).items() if key not in ("kuis", "versi")}
    texts = {COURSE: Text("course", pack.title, yaml_text(course))}
    for module in pack.modules:
        texts[f"module:{module.id}"] = Text("module", module.title, yaml_text(module_yaml(module)), module.title)
        for lesson in module.lessons:
            texts[f"lesson:{lesson.id}"] = Text("lesson", lesson.title, lesson_text(lesson), module.title)
    order = "\n".join(f"{module.title}: {lesson.title}" for module in pack.modules for lesson in module.lessons)
    texts[ORDER] = Text("order", pack.title, order)
    for question in pack.bank:
        text = yaml_text(question_yaml(question, in_bank=True))
        texts[f"question:{question.id}"] = Text("question", _asked(question), text, titles.get(question.module, ""))
    for quiz in pack.quizzes:
        texts[f"quiz:{quiz.id}"] = Text("quiz", quiz.title, yaml_text(quiz_yaml(quiz)))
    for content in pack.h5p.values():
        texts[f"h5p:{content.slug}"] = Text("h5p", content.title, content.instead)
    for path in pack.pictures:
        texts[f"picture:{path}"] = Text("picture", path, "")
    return texts


def parts(pack: Pack) -> dict[str, set[str]]:
    """Lesson → the items that belong to it alone: its check questions and its practice."""
    return {f"lesson:{lesson.id}": set(_parts(lesson)) for module in pack.modules for lesson in module.lessons}


def _parts(lesson: PackLesson) -> Iterator[str]:
    for block in lesson.blocks:
        if isinstance(block, CheckBlock):
            yield f"question:{block.question.id}"
        elif isinstance(block, PracticeBlock):
            yield f"practice:{lesson.id}"


def _asked(question: PackQuestion) -> str:
    text = " ".join(unescape(_TAG.sub(" ", question.stem)).split())
    return f"{text[:89]}…" if len(text) > 90 else text


Marked = list[tuple[str, str]]  # (“=”, “-” or “+”; text)


def differences(here: str, there: str) -> Marked:
    """Words that went and words that came, with a few lines around them; empty where that is too long to show."""
    if len(here) + len(there) > LONGEST:
        return []
    old, new = here.splitlines(keepends=True), there.splitlines(keepends=True)
    marked: Marked = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            marked += _around(old[i1:i2], is_first=i1 == 0, is_last=i2 == len(old))
        else:
            marked += _words("".join(old[i1:i2]), "".join(new[j1:j2]))
    return marked


def _around(lines: list[str], *, is_first: bool, is_last: bool) -> Marked:
    before, after = ([] if is_first else lines[:CONTEXT]), ([] if is_last else lines[-CONTEXT:])
    if len(lines) <= len(before) + len(after) + 1:
        return [("=", "".join(lines))]
    return [("=", "".join(before) + "…\n" + "".join(after))]


def _words(old: str, new: str) -> Marked:
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    marked: Marked = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            marked.append(("=", "".join(left[i1:i2])))
            continue
        if i1 < i2:
            marked.append(("-", "".join(left[i1:i2])))
        if j1 < j2:
            marked.append(("+", "".join(right[j1:j2])))
    return marked
