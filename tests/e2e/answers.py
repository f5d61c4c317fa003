"""Right answers, read from the course packs as somebody who knows the material would."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page

from courses.packs.arranged import Arranged, GapText, Grouping, Pairs, Sequenced, Spots
from courses.packs.model import CheckBlock, PackQuestion
from courses.packs.read import read_pack
from quizzes.kinds.gaps import parse_gaps

PROJECT = Path(__file__).resolve().parents[2]


def plain(markup: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\u2060", "")
    return "".join(text.split())


@cache
def questions() -> dict[str, PackQuestion]:
    """Stem without spaces and mark-up → question, over all shipped packs."""
    found = {}
    for folder in sorted(file.parent for file in (PROJECT / "curriculum").glob("*/course.yaml")):
        pack = read_pack(folder)
        checks = [
            b.question for m in pack.modules for lesson in m.lessons for b in lesson.blocks if isinstance(b, CheckBlock)
        ]
        found |= {plain(question.stem): question for question in (*pack.bank, *checks)}
    return found


def answer(page: Page, form: Locator, *, right: bool = True) -> None:
    """Fill in the question that stands in this form."""
    stem = plain(form.locator(".txt").first.inner_html())
    question = questions().get(stem)
    if question is None:  # a check question that a trainer wrote during the tests: any answer counts
        form.locator("label.opt").first.click()
        return
    if question.arranged:
        _arrange(form, question.arranged, right=right)
    elif question.choices:
        wanted = [choice for choice in question.choices if choice.correct is right]
        if question.kind != "multiple_choice":
            wanted = wanted[:1]
        texts = {plain(_shown(choice.text)) for choice in wanted}
        for option in form.locator("label.opt").all():
            if plain(option.inner_text()) in texts:
                option.locator("input").check()
    else:
        value = question.accepted[0] if question.accepted else str(question.number)
        form.locator("[name=answer]").fill(value if right else "99999")


def _arrange(form: Locator, what: Arranged, *, right: bool) -> None:
    """Right, or as wrong as can be."""
    match what:
        case Pairs():
            for pair in what.pairs:
                other = next(one.right for one in what.pairs if one.right != pair.right)
                _one(form.locator(".field"), "label", pair.left).locator("select").select_option(
                    label=pair.right if right else other
                )
        case Grouping():
            for place, group in enumerate(what.groups):
                wanted = group if right else what.groups[place - 1]
                for thing in group.things:
                    row = _one(form.locator("fieldset.sort"), "legend", thing)
                    _one(row.locator("label.opt"), "span", wanted.name).click()
        case Sequenced():
            wanted = list(what.items) if right else list(reversed(what.items))
            for place, text in enumerate(wanted):
                shown = [plain(item) for item in form.locator(".order li > span").all_inner_texts()]
                for _step in range(shown.index(plain(text)) - place):
                    _one(form.locator(".order li"), "span", text).locator("[name=move]").first.click()
        case GapText():
            for gap in parse_gaps(what.text)["gaps"]:
                field = form.locator(f"[name=part-{gap['id']}]")
                if "choices" in gap:
                    field.select_option(next(c["id"] for c in gap["choices"] if c["correct"] is right))
                else:
                    field.fill(gap["accepted"][0] if right else "99999")
        case Spots():
            for spot in what.places:
                _one(form.locator("label.opt"), "span", spot.label).locator("input").set_checked(spot.correct is right)
        case _:
            raise AssertionError(what)


def give_any(page: Page, which: int = 0) -> None:
    """Something to the question of a quiz, whatever its kind, without sending it; another ``which`` is another answer."""
    form = page.locator("form[data-autosave]")
    typed = form.locator("textarea, input:not([type])")
    if form.locator("[data-order]").count():
        form.locator("[data-order] li").nth(which).locator("[name=move]").last.click()
    elif form.locator("select").count():
        form.locator("select").first.select_option(index=1 + which)
    elif typed.count():
        typed.first.fill(f"jawaban {which}")
    else:
        form.locator("label.opt").nth(which).click()


def given(page: Page) -> list[str]:
    """What stands in the form of the question; [] where nobody has answered it."""
    fields: list[list[str]] = page.locator("form[data-autosave]").evaluate(
        "form => [...new FormData(form)].filter(([name]) => !['key', 'shown', 'csrfmiddlewaretoken'].includes(name))"
    )
    answered = [f"{name}={value}" for name, value in fields if value]
    return [] if all(field.startswith("order=") for field in answered) else answered


def _one(places: Locator, inside: str, text: str) -> Locator:
    """The place whose words these are; in the page, words that belong together hold invisible joiners."""
    return next(one for one in places.all() if plain(one.locator(inside).first.inner_text()) == plain(text))


def _shown(text: str) -> str:
    return {"Salah": "Tidak benar"}.get(text, text).replace("{{satuan_lingkungan}}", "RW")
