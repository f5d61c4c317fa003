"""Reading GIFT: the cases of Moodle's description of the format, in words of ours."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.formats.gift import read_gift
from quizzes.formats.model import Item


def only(text: str) -> Item:
    (item,) = read_gift(text.encode())
    return item


def made(text: str) -> Any:
    item = only(text)
    assert item.question is not None, told(item)
    return item.question


def told(item: Item) -> list[str]:
    return [remark.text() for remark in item.remarks if "Explanations are missing" not in remark.text()]


def choices(text: str) -> list[tuple[str, bool, str]]:
    return [(one["text"], one["correct"], one["feedback"]) for one in made(text).value["choices"]]


@pytest.mark.parametrize(
    ("text", "kind", "listed"),
    [
        ("Q{=a ~b ~c}", "single_choice", [("a", True, ""), ("b", False, ""), ("c", False, "")]),
        ("Q{\n\t~ satu \n\t= dua # Ya\n\t~ tiga # Belum\n}", "single_choice", [("satu", False, ""), ("dua", True, "Ya"), ("tiga", False, "Belum")]),
        ("Q{~%100%a ~%-100%b}", "multiple_choice", [("a", True, ""), ("b", False, "")]),
        ("Q{~%50%a#Ya ~%50%b ~%-100%c}", "multiple_choice", [("a", True, "Ya"), ("b", True, ""), ("c", False, "")]),
        (r"Q{=1 \+ 1 \= 2 ~\{x\} ~5\:00 ~\~kira\~ ~no\#1 ~C\\D}", "single_choice",
         [(r"1 \+ 1 = 2", True, ""), ("{x}", False, ""), ("5:00", False, ""), ("~kira~", False, ""), ("no#1", False, ""), ("C\\D", False, "")]),
        ("Q{=50% ~%x}", "single_choice", [("50%", True, ""), ("%x", False, "")]),
        ("[html]<b>Q</b>{=<i>a</i> &amp; b ~[plain]<i>a</i>}", "single_choice", [("a & b", True, ""), ("<i>a</i>", False, "")]),
        ("Q{=a#baris satu\\nbaris dua ~b}", "single_choice", [("a", True, "baris satu\nbaris dua"), ("b", False, "")]),
    ],
)  # fmt: skip
def test_choices(text, kind, listed):
    assert (made(text).kind, choices(text)) == (kind, listed)


@pytest.mark.parametrize("right", ["T", "TRUE", "true", " T "])
def test_true(right):
    assert made(f"Q{{{right}}}").value == {"answer": "true", "if_true": "", "if_false": ""}


def test_explanations_of_true_and_false_begin_with_the_one_for_who_is_wrong():
    assert made("Q{T#Belum#Tepat####Umum}").value == {"answer": "true", "if_true": "Tepat", "if_false": "Belum"}
    assert made("Q{FALSE#Belum#Tepat}").value == {"answer": "false", "if_true": "Belum", "if_false": "Tepat"}
    assert made("Q{T#Belum#Tepat####Umum}").explanation == "Umum"


@pytest.mark.parametrize(
    ("inside", "answer", "tolerance"),
    [("#3", "3", "0"), ("#3:0.5", "3", "0.5"), ("#1..5", "3", "2"), ("#=1822:0", "1822", "0"), ("#-2.5:0,5", "-2.5", "0.5"),
     ("#-3..-1", "-2", "1"), ("#=%100%1e3:1", "1000", "1")],
)  # fmt: skip
def test_numbers(inside, answer, tolerance):
    value = made(f"Q{{{inside}}}").value
    assert (value["answer"], value["tolerance"]) == (answer, tolerance)


def test_numbers_with_explanations_and_frequent_mistakes():
    value = made("Q{#\n=27800:0#Ya\n=%0%27500:0#Bagi dulu\n~#Belum\n}").value
    assert (value["feedback_correct"], value["feedback_incorrect"]) == ("Ya", "Belum")
    assert value["traps"] == [{"value": "27500", "feedback": "Bagi dulu"}]


@pytest.mark.parametrize("inside", ["#tiga", "#", "#1..", "#NaN", "#1e999999"])
def test_numbers_that_are_none_are_told(inside):
    assert only(f"Q{{{inside}}}").is_refused


def test_short_texts():
    value = made("Q{=Surabaya#Ya =Sby =%0%*#Belum}").value
    assert (value["accepted"], value["feedback_correct"], value["feedback_incorrect"]) == (
        ["Surabaya", "Sby"],
        "Ya",
        "Belum",
    )


def test_a_missing_word_becomes_a_line():
    assert (
        made("Ibu kota Jawa Barat adalah {=Bandung ~Bogor} sejak lama.").stem
        == "<p>Ibu kota Jawa Barat adalah _____ sejak lama.</p>"
    )


def test_matching_with_a_choice_that_belongs_to_none():
    value = made("Q{=KTP -> Disdukcapil =Jalan rusak -> Dinas PU = -> Kantor pos####Umum}").value
    assert [(pair["left"], pair["right"]) for pair in value["pairs"]] == [
        ("KTP", "Disdukcapil"),
        ("Jalan rusak", "Dinas PU"),
    ]
    assert value["decoys"] == ["Kantor pos"]


def test_names_comments_categories_tags_and_lines():
    text = """// kepala berkas
$CATEGORY: $course$/top/Modul 1 // Dasar/Sandi

// [id:k-1] [tag:aman] [tag:kesulitan:sulit]
::Nama \\: satu::Soal satu
baris dua?{=a
// di tengah
~b}
Bukan bagian jawaban

$CATEGORY: Lain
Soal dua{T}
"""
    first, second = read_gift(text.encode())
    assert (first.line, first.name) == (5, "Nama : satu")
    assert first.question.stem == "<p>Soal satu<br>baris dua?_____<br>Bukan bagian jawaban</p>"
    assert (first.question.category, first.question.tags, first.question.difficulty) == (
        ("Modul 1 / Dasar", "Sandi"),
        ("aman",),
        "hard",
    )
    assert told(first) == ["The id “k-1” is not kept."]
    assert (second.line, second.question.category) == (12, ("Lain",))


def test_an_essay_is_free_text_that_still_needs_its_rubric():
    (item,) = read_gift(b"Q{####Umum}")
    assert (item.question.kind, item.question.explanation) == ("free_text", "Umum")
    assert item.question.value == {"rubric": [], "example": "", "most_words": None}
    assert told(item) == ["Its rubric has 0 lines; 1 to 6 fit. Change that before you publish."]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Teks pengantar saja", "without a question"),
        ("Q{=a ~b", "not closed"),
        ("Q}=a{", "not closed"),
        ("Q{=a ~b} dan {=c}", "more than one pair"),
        ("Q{=a -> b =c}", "no arrow"),
        ("{=a ~b}", "no question text"),
        ("Q{=%50%a}", "no right answer"),
    ],
)
def test_what_cannot_be_taken_says_why_and_the_rest_is_taken(text, why):
    first, second = read_gift(f"{text}\n\nBenarkah?{{T}}".encode())
    assert first.is_refused
    assert why in " ".join(told(first))
    assert second.question.kind == "true_false"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Q{=a ~%50%b}", "50 %"),
        ("Q{~%70%a ~%30%b ~c}", "70 %, 30 %, 0 %"),
        ("Q{=a =%50%b}", "50 %"),
        ("Q{#=5:1 =%50%6:1}", "50 %"),
        ("Q{#=5:1 =7:1}", "7"),
        ("Q{=a =b ~c}", "2 choices are marked"),
        ("Q{salah ~b =c}", "in front"),
        ("Q{=a ~a}", "twice"),
        ("[html]<p>Q <img src='a.png'></p>{T}", "a.png"),
        ("[html]<p>x<sub>2</sub></p>{T}", "sub"),
        ("Q{" + "=" + "a" * 241 + " ~b}", "240"),
        ("Q{=a ~b ~c ~d ~e ~f ~g}", "7 choices"),
    ],
)
def test_what_is_different_is_told_and_the_question_taken(text, note):
    item = only(text)
    assert item.question is not None
    assert note in " ".join(told(item))


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("[markdown]*satu* **dua** `tiga`{T}", "<p><i>satu</i> <b>dua</b> <code>tiga</code></p>"),
        ("[plain]<b>satu</b>{T}", "<p>&lt;b&gt;satu&lt;/b&gt;</p>"),
        ("[html]<h3>satu</h3><ul><li>dua</li></ul>tiga{T}", "<p>satu</p><ul><li>dua</li></ul><p>tiga</p>"),
        ("[moodle]satu\\ndua{T}", "<p>satu<br>dua</p>"),
        ("[html]<p onclick='x'>a<script>alert(1)</script></p>{T}", "<p>a</p>"),
    ],
)
def test_formats_of_text(text, stem):
    assert made(text).stem == stem
