"""Our content types played in Chromium on the plain H5P core: by keyboard, by touch, in both schemes, in a cage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.h5p_types.places import RUNNABLE, SHIPPED, semantics_of
from tests.h5p_types.player import HOST, NARROW, Player

pytestmark = pytest.mark.e2e
Play = Callable[..., Player]
CMI = "http://adlnet.gov/expapi/activities/cmi.interaction"


def begin(player: Player) -> None:
    """A few touches, as a learner leaves them half-way."""
    taps = {
        "LMS.FindClues": [(".lms-piece", 1), (".lms-piece", 3), (".lms-piece", 4)],
        "LMS.OrderSteps": [(".lms-move", 1), (".lms-move", 5)],
        "LMS.FlipCards": [(".lms-card", 0), (".lms-second", 0), (".lms-card", 0)],
        "LMS.PriceCalculator": [("input", 0)],
    }
    name = player.ask("it.libraryInfo.machineName")
    for spot, index in taps[name]:
        player.page.locator(spot).nth(index).tap()
    if name == "LMS.PriceCalculator":
        player.page.keyboard.type("Rp 22.000")


def check(player: Player) -> None:
    player.page.locator(".lms-button", has_text="Periksa").first.tap()


def test_clues_are_found_by_keyboard_alone(play: Play):
    player = play("FindClues")
    for piece in ("Bantuan cair hari ini!", "https://", "bantuan-cair.example"):
        player.tab_to(piece)
        player.press("Space")
    player.tab_to("Periksa")
    player.press("Enter")
    assert player.result() == "Anda menemukan 2 dari 3 tanda. Nilai: 1 dari 3. Ada 1 ketukan yang belum tepat."
    assert player.page.locator(".lms-reasons li").count() == 4
    assert player.verbs == ["attempted", "interacted", "interacted", "interacted", "answered"]
    answered = player.last("answered")
    result, definition = answered["result"], answered["object"]["definition"]
    assert result["response"] == "1[,]3[,]5"
    assert result["score"] == {"min": 0, "max": 3, "raw": 1, "scaled": 0.3333}
    assert (result["completion"], result["success"]) == (True, False)
    assert (definition["type"], definition["interactionType"]) == (CMI, "choice")
    assert definition["correctResponsesPattern"] == ["1[,]4[,]5"]
    assert definition["choices"][5] == {"id": "5", "description": {"en-US": "bantuan-cair.example"}}
    assert definition["extensions"] == {"http://h5p.org/x-api/h5p-local-content-id": 7}
    assert answered["object"]["id"] == f"{HOST}/h5p/7"


def test_steps_are_ordered_by_keyboard_alone(play: Play):
    player = play("OrderSteps")
    steps = [step["text"] for step in player.params["steps"]]
    player.tab_to("Periksa")
    player.press("Enter")
    assert player.result() == "Pindahkan dulu langkahnya."
    for place, text in enumerate(steps):
        while (at := player.page.locator(".lms-step").all_inner_texts().index(text)) > place:
            if "Naikkan" not in player.page.evaluate("document.activeElement.getAttribute('aria-label') || ''") or not (
                player.page.evaluate("document.activeElement.getAttribute('aria-label')").endswith(text)
            ):
                player.tab_to(f"Naikkan: {text}")
            player.press("Enter")  # the focus goes with the step
            assert player.page.locator("[role=status].lms-unseen").inner_text() == f"Sekarang di urutan {at} dari 5."
    player.tab_to("Periksa")
    player.press("Enter")
    assert player.result() == "5 dari 5 langkah sudah di tempatnya."
    answered = player.last("answered")
    assert answered["result"]["response"] == "0[,]1[,]2[,]3[,]4"
    assert (answered["result"]["score"]["scaled"], answered["result"]["success"]) == (1, True)
    assert answered["object"]["definition"]["interactionType"] == "sequencing"
    assert answered["object"]["definition"]["correctResponsesPattern"] == ["0[,]1[,]2[,]3[,]4"]


def test_cards_are_flipped_by_keyboard_alone_and_complete_when_all_are_seen(play: Play):
    player = play("FlipCards")
    player.tab_to("Balik kartu")
    for seen in range(1, 6):
        player.press("Enter")
        assert ("completed" in player.verbs) is (seen == 5)
        player.tab_to("Ulangi nanti" if seen == 1 else "Sudah tahu")
        player.press("Enter")
    assert player.page.locator(".lms-face").inner_text() == "Apa itu berkas?"  # the one to repeat is left
    player.press("Enter")
    player.tab_to("Sudah tahu")
    player.press("Enter")
    assert player.result() == "Semua kartu sudah Anda lihat. Yang sudah Anda tahu: 5 dari 5."
    completed = player.last("completed")
    assert player.verbs.count("completed") == 1
    assert {key: completed["result"].get(key) for key in ("completion", "score", "response")} == {
        "completion": True,
        "score": None,
        "response": None,
    }


def test_a_price_is_worked_out_by_keyboard_alone(play: Play):
    player = play("PriceCalculator")
    for typed in ("Rp 22.000", "27000", "29700", "tiga ribu"):
        player.press("Tab")
        player.page.keyboard.type(typed)
    player.press("Tab")
    assert player.page.locator("input").nth(1).input_value() == "27.000"
    assert player.page.locator(".lms-word").last.inner_text() == "Tulis angka saja, misalnya 12.500."
    player.press("Enter")
    assert player.result() == "2 dari 4 hitungan sudah benar."
    answered = player.last("answered")
    assert answered["result"]["response"] == "pokok=22000[,]perlu=27000[,]harga=29700[,]dipotong="
    assert answered["object"]["definition"]["interactionType"] == "fill-in"
    right = "pokok=22000[,]perlu=27000[,]harga=30000[,]dipotong=3000"
    assert answered["object"]["definition"]["correctResponsesPattern"] == [right]
    player.tab_to("Lihat caranya")
    player.press("Enter")
    assert player.page.locator(".lms-reasons li").nth(2).inner_text().split("\n") == [
        "Harga jual",
        "Uang yang diperlukan ÷ (1 − Potongan marketplace)",
        "= 27.000 ÷ (1 − 10%)",
        "= Rp30.000",
    ]
    player.tab_to("Coba lagi")
    player.press("Enter")
    assert player.page.locator("input").nth(0).input_value() == "22.000"  # what was right need not be typed again
    assert player.ask("[it.checked, document.activeElement.tagName]") == [False, "INPUT"]


@pytest.mark.parametrize("name", RUNNABLE)
def test_is_played_by_touch_on_a_small_phone(play: Play, name: str):
    player = play(name)
    begin(player)
    assert player.small_targets() == []
    if name != "FlipCards":
        check(player)
        assert player.verbs[-1] == "answered"
    player.page.set_viewport_size(NARROW)
    assert player.sideways() == 0
    assert player.small_targets() == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_state_comes_back_and_rubbish_does_no_harm(play: Play, name: str):
    first = play(name)
    assert first.ask("[it.getCurrentState() === undefined, it.getAnswerGiven()]") == [True, False]
    begin(first)
    half = first.ask("it.getCurrentState()")
    assert first.another(name, first.params, "[it.getCurrentState(), it.getAnswerGiven()]", half) == [half, True]
    if name != "FlipCards":
        check(first)
    again = play(name, state=first.ask("it.getCurrentState()"))
    telling = "[it.getCurrentState(), it.getScore(), it.getMaxScore(), it.root.innerText]"
    assert again.ask(telling) == first.ask(telling)
    assert again.verbs == ["attempted"]  # what was answered is not answered again by coming back
    assert again.ask("(it.resetTask(), [it.getCurrentState().checked, it.getAnswerGiven()])") == [False, False]
    for rubbish in ({"answer": [99, -1, "x", None]}, {"answer": "x", "checked": True}, [1], 5, {"answer": {"seen": 3}}):
        assert again.another(name, first.params, "[it.getScore(), it.checked]", rubbish) == [0, False]


@pytest.mark.parametrize("name", RUNNABLE)
def test_axe_finds_nothing_in_light_and_dark(play: Play, name: str):
    player = play(name)
    begin(player)
    for step in ("it", "it.pressCheck && it.params.cards === undefined && (it.pressCheck(), it.showSolutions())"):
        player.page.evaluate(f"{{ const it = H5P.instances[0]; {step} }}")
        for scheme in ("light", "dark"):
            player.page.emulate_media(color_scheme=scheme)
            assert player.violations() == []


@pytest.mark.parametrize("name", ["FindClues", "OrderSteps", "PriceCalculator"])
def test_keeps_the_question_contract_inside_another_content(play: Play, name: str):
    """As a question set uses it: not the root, asked for its data, shown its solution, then reset."""
    player = play(name)
    outcome = player.page.evaluate(
        """([library, params]) => {
            const box = document.createElement("div");
            document.body.append(box);
            const parent = H5P.instances[0];
            const count = statements.length;
            const it = H5P.newRunnable({library, params, subContentId: "d3adbeef-0000-4000-8000-000000000001", metadata: {}}, 7,
                H5P.jQuery(box), true, {parent});
            const before = [it.getAnswerGiven(), it.getScore(), it.getMaxScore() > 0, statements.length - count];
            const data = it.getXAPIData().statement;
            let resized = 0;
            it.on("resize", () => { resized += 1; });
            it.showSolutions();
            const locked = box.querySelectorAll("button.lms-button").length;
            it.resetTask();
            const after = [it.getAnswerGiven(), it.getScore(), box.querySelector(".lms-button").innerText];
            return {before, locked, after, resized: resized > 1, verb: data.verb.id, response: data.result.response,
                object: data.object.id, parent: data.context.contextActivities.parent[0].id};
        }""",
        [f"LMS.{name} 1.0", player.params],
    )
    empty = "pokok=[,]perlu=[,]harga=[,]dipotong=" if name == "PriceCalculator" else ""
    assert outcome == {
        "before": [False, 0, True, 0],
        "locked": 1,
        "after": [False, 0, "Periksa"],
        "resized": True,
        "verb": "http://adlnet.gov/expapi/verbs/answered",
        "response": empty,
        "object": f"{HOST}/h5p/7?subContentId=d3adbeef-0000-4000-8000-000000000001",
        "parent": f"{HOST}/h5p/7",
    }


READ = {
    "Rp 12.500": 12500,
    "rp.12.500,-": 12500,
    "12500": 12500,
    "12,5": 12.5,
    "12.5": 12.5,
    "0.125": 0.125,
    "1.250.000,75": 1250000.75,
    "1,250,000": 1250000,
    "10%": 10,
    "-500": -500,
    "− 500": -500,
    "": None,
    "dua": None,
    "12.34.5": None,
    "1e9": None,
    "9" * 16: None,
}
FORMULAS = {
    "1 + 2 * 3": 7,
    "(1 + 2) * 3": 9,
    "8 / 4 / 2": 1,
    "10 - 4 - 3": 3,
    "-(2 + 3) * -2": 10,
    "10%": 0.1,
    "a / (1 - p%)": 20000,
    "a × 2 ÷ 3 − 1": 11999,
    "(5 + 5)%": 0.1,
    "12.500 + 0,5": 12500.5,
    "1 / 0": None,
    "2 +": None,
    "(2": None,
    "2)": None,
    "2 3": None,
    "q + 1": None,
    "constructor": None,
    "alert(1)": None,
    "a; a": None,
    "": None,
    "(" * 300: None,
}


def test_numbers_and_formulas_are_read_as_people_write_them_and_nothing_else_is_done(play: Play):
    player = play("PriceCalculator")
    answers = player.page.evaluate(
        """([numbers, formulas]) => {
            const rows = {a: 18000, p: 10};
            const value = (formula) => {
                try {
                    return LMS.PriceFormula.evaluate(formula, (id) => (Object.hasOwn(rows, id) ? rows[id] : NaN));
                } catch (error) {
                    return null;
                }
            };
            const number = (text) => { const one = LMS.PriceFormula.read(text); return Number.isNaN(one) ? null : one; };
            return [numbers.map(number), formulas.map(value)];
        }""",
        [list(READ), list(FORMULAS)],
    )
    assert dict(zip(READ, answers[0], strict=True)) == READ
    assert dict(zip(FORMULAS, answers[1], strict=True)) == pytest.approx(FORMULAS)
    shown = player.page.evaluate("[1250000.756, 12.5, 0, -1500, 999].map(LMS.PriceFormula.show)")
    assert shown == ["1.250.000,76", "12,5", "0", "−1.500", "999"]


def test_rows_that_lead_back_to_themselves_are_told_and_not_scored(play: Play):
    row: dict[str, Any] = {"unit": "", "asked": True, "tolerance": 1}
    rows = [
        row | {"id": a, "label": a, "formula": f} for a, f in (("a", "b + 1"), ("b", "a"), ("c", "10 / 3"), ("d", "x"))
    ]
    doubling = [row | {"id": f"n{at}", "label": "n", "formula": f"n{at + 1} + n{at + 1}"} for at in range(25)]
    player = play("PriceCalculator", {"rows": [*rows, *doubling, row | {"id": "n25", "label": "n", "formula": "1"}]})
    assert player.page.locator(".lms-row strong").all_inner_texts() == [player.ask("it.texts.broken")] * 3
    player.page.get_by_label("c", exact=True).fill("3,5")  # within the tolerance of 1
    assert player.ask("[it.getScore(), it.getMaxScore(), it.rows[4].value]") == [1, 27, 2**25]


def test_words_of_the_scripts_are_the_defaults_of_the_semantics(play: Play):
    player = play("FindClues")
    for name in RUNNABLE:
        (l10n,) = [field for field in semantics_of(name) if field["name"] == "l10n"]
        assert player.page.evaluate(f"LMS.{name}.texts") == {
            field["name"]: field["default"] for field in l10n["fields"]
        }


def test_markup_in_a_content_stays_text(play: Play):
    mark = "<img src=x onerror=alert(1)> &amp; &lt;b&gt;"
    seen = "<img src=x onerror=alert(1)> & <b>"
    clue = {"text": mark, "isClue": True, "why": mark}
    samples: dict[str, dict[str, Any]] = {
        "FindClues": {"intro": mark, "sender": mark, "pieces": [clue, {"text": "x"}]},
        "OrderSteps": {"intro": mark, "steps": [{"text": mark, "why": mark}, {"text": "x"}], "l10n": {"check": mark}},
        "FlipCards": {"intro": mark, "cards": [{"front": {"text": mark}, "back": {"text": mark}}]},
        "PriceCalculator": {
            "intro": mark,
            "rows": [{"id": "a", "label": mark, "formula": "1", "asked": True, "hint": mark}],
        },
    }
    player = play("FindClues")
    for name, params in samples.items():
        look = (
            "(it.showSolutions(), [box.querySelector('.lms-intro').innerText, box.querySelectorAll('img, b').length])"
        )
        assert player.another(name, params, look) == [seen, 0]


def test_plays_in_a_cage_without_an_origin(play: Play):
    player = play("FindClues")
    player.page.goto(f"{HOST}/caged")
    frame = player.page.frame_locator("iframe")
    frame.locator(".lms-piece").nth(4).tap()
    frame.locator(".lms-button").tap()
    assert "Nilai: 1 dari 3." in frame.locator(".lms-result").inner_text()
    (caged,) = player.page.frames[1:]
    # Core asks for storage by itself; a host that wants quiet lays a shim over it. Ours asks for nothing.
    assert {"localStorage" in complaint for complaint in player.complaints} == {True}
    player.complaints.clear()
    assert caged.evaluate("[location.origin === 'null' || origin, statements.length]") == ["null", 3]


def test_pictures_of_a_card_have_their_room_and_their_words(play: Play):
    player = play("FlipCards", {**SHIPPED["FlipCards"].params, "cards": SHIPPED["FlipCards"].params["cards"][1:2]})
    player.page.locator(".lms-card").tap()
    picture = player.page.get_by_role("img", name="Tiga langkah")
    picture.wait_for()
    assert picture.evaluate("(img) => [img.naturalWidth, img.getAttribute('height')]") == [480, "276"]
    assert player.verbs == ["attempted", "interacted", "completed"]
