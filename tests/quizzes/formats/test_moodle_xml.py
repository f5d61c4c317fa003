"""Reading Moodle XML: every type that a kind of ours carries, and a reason for each of the others."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from quizzes.formats.model import MAX_PICTURE_BYTES, FileRefused, Item
from quizzes.formats.moodlexml import read_moodlexml


def moodle_xml(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def asked(kind: str, inside: str, stem: str = "<p>Apa?</p>", more: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>Soal</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text>{more}</questiontext>{inside}</question>'
    )


def answer(text: str, fraction: str, feedback: str = "Sebab.", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}"><text>{text}</text><feedback><text>{feedback}</text></feedback>{more}</answer>'
    )


def with_picture(name: str, content: bytes, alt: str = "Papan nama") -> str:
    shown = f'<p>{name}</p><p><img src="@@PLUGINFILE@@/papan%201.png" alt="{alt}"></p>'
    file = f'<file name="papan 1.png" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'
    return asked("truefalse", answer("true", "100") + answer("false", "0"), shown, file)


def only(text: str) -> Item:
    (item,) = read_moodlexml(text.encode())
    return item


def value(kind: str, inside: str, **more: Any) -> Any:
    item = only(moodle_xml(asked(kind, inside, **more)))
    assert item.question is not None, [remark.text() for remark in item.remarks]
    return item.question.value


def said(item: Item) -> list[str]:
    return [remark.text() for remark in item.remarks]


def test_one_right_choice():
    item = only(
        moodle_xml(
            asked(
                "multichoice",
                "<single>true</single><shuffleanswers>0</shuffleanswers>"
                + answer("&lt;p&gt;A &amp;amp; B&lt;/p&gt;", "100")
                + answer("C", "0"),
            )
        )
    )
    assert item.question.kind == "single_choice"
    assert item.question.value == {
        "choices": [
            {"text": "A & B", "correct": True, "feedback": "Sebab."},
            {"text": "C", "correct": False, "feedback": "Sebab."},
        ],
        "shuffle": False,
    }
    assert (item.line, item.name, said(item)) == (3, "Soal", [])


def test_several_right_choices_with_moodles_thirds():
    answers = "".join(answer(text, "33.33333") for text in "ABC") + answer("D", "-100")
    item = only(moodle_xml(asked("multichoice", f"<single>false</single>{answers}")))
    assert [choice["correct"] for choice in item.question.value["choices"]] == [True, True, True, False]
    assert said(item) == []


def test_weights_that_are_not_ours_are_told():
    answers = answer("A", "75") + answer("B", "25") + answer("C", "0")
    (told,) = said(only(moodle_xml(asked("multichoice", f"<single>false</single>{answers}"))))
    assert "75 %, 25 %, 0 %" in told


def test_short_answers_with_wildcards_and_the_catch_all():
    made = value(
        "shortanswer", "<usecase>1</usecase>" + answer("*.go.id", "100", "Ya.") + answer("*", "0", "Lihat akhirnya.")
    )
    assert made == {
        "accepted": ["*.go.id"],
        "case": True,
        "ignore_spaces": False,
        "feedback_correct": "Ya.",
        "feedback_incorrect": "Lihat akhirnya.",
    }


def test_numbers_with_tolerance_unit_and_frequent_mistakes():
    units = "<units><unit><multiplier>1</multiplier><unit_name>GB</unit_name></unit><unit><multiplier>1000</multiplier><unit_name>MB</unit_name></unit></units>"
    answers = (
        answer("1.50", "100", "Ya.", "<tolerance>0.1</tolerance>")
        + answer("3.5", "0", "Dikurangkan.")
        + answer("*", "0", "Belum.")
    )
    item = only(moodle_xml(asked("numerical", answers + units)))
    assert item.question.value == {
        "answer": "1.5", "tolerance": "0.1", "unit": "GB", "traps": [{"value": "3.5", "feedback": "Dikurangkan."}],
        "feedback_correct": "Ya.", "feedback_incorrect": "Belum.",
    }  # fmt: skip
    assert said(item) == ["One unit is kept, without: MB."]


def test_matching_with_a_choice_that_belongs_to_none():
    rows = "".join(
        f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("a", "1"), ("b", "2"), ("", "3"))
    )
    made = value("matching", rows)
    assert (made["pairs"], made["decoys"]) == (
        [{"left": "a", "right": "1", "feedback": ""}, {"left": "b", "right": "2", "feedback": ""}],
        ["3"],
    )


@pytest.mark.parametrize(("way", "whole"), [("ALL_OR_NOTHING", True), ("RELATIVE_NEXT_EXCLUDE_LAST", False)])
def test_ordering(way, whole):
    made = value("ordering", f"<gradingtype>{way}</gradingtype>" + "".join(answer(text, "1") for text in "abc"))
    assert (made["items"], made["whole"]) == (["a", "b", "c"], whole)


@pytest.mark.parametrize(
    ("token", "gap"),
    [
        ("{1:SHORTANSWER:=go.id~=.go.id}", "[go.id|.go.id]"),
        ("{:SA:=a b#Ya}", "[a b]"),
        ("{1:MULTICHOICE:http~=https~www}", "[*https|http|www]"),
        ("{1:MCS:%100%https~%0%http}", "[*https|http]"),
        ("{2:NUMERICAL:=2.5}", "[2.5|2,5]"),
        (r"{1:SHORTANSWER:=a\}b\#c\~d}", "[a}b#c~d]"),
        ("{1:SA:=&lt;b&gt;}", "[<b>]"),
    ],
)
def test_embedded_answers_become_gaps(token, gap):
    item = only(moodle_xml(asked("cloze", "", f"<p>Lengkapi.</p><p>Situs {token} resmi [ya].</p>")))
    assert (item.question.kind, item.question.stem) == ("gaps", "<p>Lengkapi.</p>")
    assert item.question.value["text"] == rf"Situs {gap} resmi \[ya\]."


@pytest.mark.parametrize(
    "token", ["{1:NUMERICAL:=2.5:0.1}", "{1:MULTIRESPONSE:=a~b}", "{1:SA:=a|b}", "{1:SA:a}", "tanpa"]
)
def test_embedded_answers_that_are_no_gaps_of_ours_are_told(token):
    item = only(moodle_xml(asked("cloze", "", f"<p>Situs {token}</p>")))
    assert item.is_refused
    assert len(said(item)) >= 1


def test_an_essay_of_moodle_keeps_the_notes_for_whoever_marks_as_model_answer():
    parts = (
        "<graderinfo format='html'><text>&lt;p&gt;Lihat sumbernya.&lt;/p&gt;</text></graderinfo>"
        "<maxwordlimit>150</maxwordlimit><attachments>2</attachments><defaultgrade>5</defaultgrade>"
        "<responsetemplate format='html'><text>Saya</text></responsetemplate>"
    )
    item = only(moodle_xml(asked("essay", parts)))
    assert item.question.value == {"rubric": [], "example": "Lihat sumbernya.", "most_words": 150}
    assert said(item) == [
        "Here people write; they attach no files.",
        "The beginning that stood in the answer is not kept: Saya",
        "Its rubric has 0 lines; 1 to 6 fit. Change that before you publish.",
    ]


@pytest.mark.parametrize("kind", ["description", "calculated", "ddimageortext", "randomsamatch", "x"])
def test_other_types_are_told_and_not_taken(kind):
    item = only(moodle_xml(asked(kind, "")))
    assert (item.is_refused, item.line, said(item)) == (True, 3, [f"Questions of the type “{kind}” are not taken."])


def test_category_paths_belong_to_what_follows():
    category = (
        '<question type="category"><category><text>$course$/top/Modul 1/Aman // Nyaman</text></category></question>'
    )
    item = only(moodle_xml(category, asked("truefalse", answer("true", "100") + answer("false", "0"))))
    assert item.question.category == ("Modul 1", "Aman / Nyaman")


def test_what_has_no_place_here_is_told():
    more = "<defaultgrade>2.0</defaultgrade><hidden>1</hidden><idnumber>A-7</idnumber><hint><text>Petunjuk</text></hint><correctfeedback><text>Hebat</text></correctfeedback>"
    item = only(
        moodle_xml(
            asked(
                "multichoice",
                f"<single>true</single>{answer('A', '100')}{answer('B', '50')}{more}",
                "<table><tr><td>x</td></tr></table>",
            )
        )
    )
    told = " ".join(said(item))
    for part in ("Hebat", "50 %", "table", "2.0", "A-7", "hidden"):
        assert part in told


@pytest.mark.parametrize(
    ("shown", "file"),
    [
        ('<img src="@@PLUGINFILE@@/lain.png">', ""),
        ('<img src="https://contoh.example/a.png">', ""),
        ('<img src="@@PLUGINFILE@@/a.png">', '<file name="a.png" encoding="base64">bukan base64!</file>'),
        ('<img src="@@PLUGINFILE@@/a.png">', f'<file name="a.png" encoding="base64">{"A" * (MAX_PICTURE_BYTES * 3 // 2)}</file>'),
        ("", '<file name="a.png" encoding="base64">AAAA</file>'),
    ],
)  # fmt: skip
def test_pictures_that_cannot_come_along_are_told(shown, file):
    item = only(
        moodle_xml(asked("truefalse", answer("true", "100") + answer("false", "0"), f"<p>Apa?</p>{shown}", file))
    )
    assert item.question.picture is None
    assert len(said(item)) == 1


def test_a_picture_and_its_words_come_along():
    picture = only(moodle_xml(with_picture("Papan", b"isi"))).question.picture
    assert (picture.name, picture.content, picture.alt) == ("papan 1.png", b"isi", "Papan nama")


@pytest.mark.parametrize("cut", [10, 60, 200, 330])
def test_a_file_that_was_cut_is_refused_whole_with_its_line(cut):
    text = moodle_xml(asked("truefalse", answer("true", "100") + answer("false", "0"))).encode()
    with pytest.raises(FileRefused) as refused:
        list(read_moodlexml(text[:cut]))
    assert refused.value.remark.line >= 1


def test_another_kind_of_xml_is_refused():
    with pytest.raises(FileRefused, match="rss"):
        list(read_moodlexml(b"<rss><channel/></rss>"))


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16-le"),
        lambda text: text.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    ],
)
def test_declared_and_marked_encodings_are_read(encode):
    text = moodle_xml(asked("truefalse", answer("true", "100") + answer("false", "0"), "<p>Kafé é?</p>"))
    (item,) = read_moodlexml(encode(text))
    assert item.question.stem == "<p>Kafé é?</p>"
