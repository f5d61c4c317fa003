"""Reading a pack that is whole: every word of it becomes what it means."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from courses.packs.arranged import Arranged, GapText, Group, Grouping, Pair, Pairs, Sequenced, Spot, Spots
from courses.packs.model import (
    CalloutBlock,
    CheckBlock,
    Choice,
    Competence,
    Draw,
    MessageBlock,
    NumberTrap,
    PackLesson,
    PackModule,
    PackQuestion,
    PackQuiz,
    PackRules,
    Picture,
    PictureBlock,
    PracticeBlock,
    PracticeStep,
    QuizBlock,
    Source,
    Step,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
    key_of,
)
from courses.packs.read import pack_digest, read_pack
from tests.courses.packs import KUIS, LAYAR, PRAKTIK, SANDI, changed, good_files, write
from tests.courses.test_h5p_packs import MANIFEST_TEXT

REVIEW = {"reviewed": date(2026, 11, 21), "review_again": date(2027, 11, 21)}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, good_files())


@pytest.fixture
def pack(folder):
    return read_pack(folder)


def test_the_course_is_read_with_all_it_says_about_itself(pack, folder):
    said = (
        pack.id,
        pack.slug,
        pack.version,
        pack.language,
        pack.licence,
        pack.track,
        pack.title,
        pack.summary,
        pack.audience,
    )
    assert said == (
        "uji", "kursus-uji", "2026.1", "id", "CC-BY-SA-4.0", "internet-dasar", "Kursus uji", "Satu kalimat tentang kursus.", "Untuk penguji.",
    )  # fmt: skip
    assert (pack.outcomes, pack.pillars, pack.topics, pack.prerequisites) == (
        ("Bisa satu.", "Bisa dua."), ("cakap", "aman"), ("hp", "Kata Sandi"), (),
    )  # fmt: skip
    assert pack.quizzes == (PackQuiz("kuis-akhir", "Kuis akhir", 70, (Draw("kenal", 2), Draw("akun", 3)), 3, "at_end"),)
    assert list(pack.pictures) == ["gambar/papan.svg"]
    assert pack.digest == pack_digest(folder)


def arranged(name: str, kind: str, stem: str, what: Arranged) -> PackQuestion:
    said = {"feedback_correct": "Ya.", "feedback_incorrect": "Baca lagi.", "module": "akun"}
    return PackQuestion(name, kind, stem, arranged=what, **said)


def test_the_bank_is_read_with_all_its_kinds(pack):
    assert pack.bank == (
        PackQuestion(
            "dua-wifi", "single_choice", "<p>Pilih <code>RW05-Resmi</code> atau yang lain?</p>",
            choices=(Choice("RW05-Resmi", True, "Sama dengan papan."), Choice("GRATIS", False, "Siapa pun bisa membuatnya.")),
            explanation="Cocokkan dengan papan.", picture=Picture("gambar/papan.svg", "Dua nama di layar."), module="kenal",
            pillars=("aman",), competences=(Competence("DigComp 2.2", "4.1", 2),), difficulty="easy",
        ),
        PackQuestion(
            "tanda-palsu", "multiple_choice", "<p>Mana tanda pesan palsu?</p>", module="kenal",
            choices=(
                Choice("Meminta kode", True, "Kode milik Anda."), Choice("Mendesak", True, "Penipu terburu-buru."),
                Choice("Menyapa", False, "Menyapa itu wajar."),
            ),
        ),
        PackQuestion(
            "satu-sandi", "true_false", "<p>Satu kata sandi cukup.</p>", module="akun",
            choices=(Choice("Benar", False, "Bila bocor, semua terbuka."), Choice("Salah", True, "Tepat.")),
        ),
        PackQuestion(
            "harga", "number", "<p>Berapa harganya?</p>", number=Decimal(27800), tolerance=Decimal("0.5"), unit="rupiah",
            traps=(NumberTrap(Decimal(27500), "Dari harga jual."),), feedback_correct="Tepat.", feedback_incorrect="Hitung lagi.",
            module="akun", difficulty="hard",
        ),
        PackQuestion(
            "akhir-alamat", "short_text", "<p>Apa akhir alamat pemerintah?</p>", accepted=("go.id", ".go.id"),
            feedback_correct="Ya.", feedback_incorrect="Lihat akhirnya.", module="akun",
        ),
        arranged(
            "guna-kunci", "matching", "<p>Jodohkan.</p>",
            Pairs((Pair("PIN", "membuka HP", "PIN milik HP."), Pair("OTP", "sekali pakai", "")), ("nomor rumah",)),
        ),
        arranged(
            "boleh-dibagi", "groups", "<p>Kelompokkan.</p>",
            Grouping((Group("Boleh dibagi", ("Nama panggilan",)), Group("Rahasia", ("PIN", "OTP")))),
        ),
        arranged(
            "langkah-daftar", "ordering", "<p>Urutkan.</p>", Sequenced(("Buka situs", "Ketuk Daftar", "Isi nama"), True)
        ),
        arranged("awal-alamat", "gaps", "<p>Isi.</p>", GapText("Alamat aman diawali [*https|http].")),
        PackQuestion(
            "titik-papan", "places", "<p>Ketuk nama di papan.</p>", module="kenal",
            picture=Picture("gambar/papan.svg", "Papan dengan dua tulisan."),
            hints=("Lihat tulisan besar.", "Bacalah dari atas."),
            arranged=Spots((
                Spot("Tulisan besar", 0, 0, 100, 40, True, "Itu namanya."),
                Spot("Tulisan kecil", 10, 60, 60, 40, False, "Itu jam buka."),
            )),
        ),
    )  # fmt: skip


def test_modules_and_lessons_are_read_in_the_order_of_their_names(pack):
    assert [(m.id, m.title, m.summary, [one.id for one in m.lessons]) for m in pack.modules] == [
        ("kenal", "Kenal HP", "Satu kalimat.", ["layar", "praktik-kenal"]), ("akun", "Akun pertama", "", ["sandi", "kuis"]),
    ]  # fmt: skip


def test_a_lesson_is_read_with_every_container(pack):
    picture = Picture("gambar/papan.svg", "Papan di balai.", "Papan RW")
    asked = PackQuestion(
        "layar-cek", "single_choice", "<p>Apa arti ketuk?</p>",
        choices=(Choice("Menyentuh sebentar", True, "Betul."), Choice("Menggeser", False, "Itu usap.")),
    )  # fmt: skip
    assert pack.modules[0].lessons[0] == PackLesson(
        id="layar", file=LAYAR, title="Layar HP", kind="lesson", minutes=4, objective="Anda bisa menyentuh layar.", pillars=("cakap",),
        competences=(Competence("DLGF", "0.1"), Competence("DigComp 2.2", "1.1")), topics=("hp",),
        source=Source("Panduan resmi", "https://panduan.example/layar"), changes_often=True, **REVIEW,
        blocks=(
            TextBlock(
                "<p>Layar HP <em>peka</em> <strong>sentuhan</strong> di {{nama_daerah}}. "
                'Lapor ke <a href="{{tautan_kanal_aduan}}">{{kanal_aduan}}</a>.</p>'
            ),
            PictureBlock(picture),
            TextBlock('<p>Ada <a href="https://panduan.example/gerakan">empat gerakan</a>.</p>', "Empat gerakan"),
            StepsBlock((Step("<p>Buka HP.</p>"), Step("<p>Ketuk gambar.</p>", Picture("gambar/papan.svg", ""))), "Menyentuh"),
            CalloutBlock("example", "<p>Bu Siti mengetuk dua kali.</p>", "Bu Siti"),
            CalloutBlock("tip", "<p>Usap layar dengan kain.</p>"),
            CalloutBlock("warning", "<p>Jangan basahi layar.</p>", "Awas"),
            MessageBlock("Bu RT", "<p>Rapat pukul 19.30.</p>"),
            TermsBlock((("Ketuk", "menyentuh sebentar"), ("Usap", "menyentuh lalu menggeser"))),
            TableBlock((("Gerakan", "Hasil"), ("Ketuk", "Membuka"), ("Usap", "Menggeser")), "Dua gerakan"),
            TryNowBlock("<p>Ketuk satu gambar sekarang.</p>"),
            CheckBlock(asked),
        ),
    )  # fmt: skip


def test_practice_quiz_and_a_sentence_to_judge_are_read(pack):
    practice, (judged, last) = pack.modules[0].lessons[1], pack.modules[1].lessons
    assert (practice.kind, practice.source, practice.changes_often) == ("practice", None, False)
    assert practice.blocks == (
        TextBlock("<p>Lakukan bersama pendamping.</p>"),
        PracticeBlock(
            (PracticeStep("buka", "Buka <strong>HP</strong>."), PracticeStep("ketuk", "Ketuk gambar.")),
            True,
            "Simulator layar.",
        ),
    )
    assert judged.blocks[1].question.choices == (
        Choice("Benar", False, "Jangan dibagi."),
        Choice("Salah", True, "Tepat."),
    )
    assert (last.kind, last.blocks) == ("quiz", (QuizBlock("kuis-akhir"),))
    assert isinstance(pack.modules[1], PackModule)


def test_what_may_be_left_out_has_its_usual_value(tmp_path):
    files = changed(
        ("course.yaml", "bahasa: id\n", ""), ("course.yaml", "topik: [hp, Kata Sandi]\nprasyarat: []\n", ""), ("course.yaml", "    percobaan: 3\n", ""),
        ("course.yaml", "    penjelasan: akhir\n", ""), (LAYAR, 'digcomp: ["DLGF 0.1", "1.1"]\ntopik: [hp]\n', ""), (LAYAR, "mudah_berubah: ya\n", ""),
        ("bank.yaml", "    toleransi: 0.5\n    satuan: rupiah\n", ""), (PRAKTIK, "menggantikan: Simulator layar.\n", ""), (PRAKTIK, " pendamping\n-", "\n-"),
    )  # fmt: skip
    pack = read_pack(write(tmp_path, files))
    first, practice = pack.modules[0].lessons
    assert (pack.language, pack.topics, pack.prerequisites) == ("id", (), ())
    assert (pack.quizzes[0].attempts_allowed, pack.quizzes[0].feedback) == (None, "immediate")
    assert pack.quizzes[0].rules == PackRules()
    assert (first.competences, first.topics, first.changes_often) == ((), (), False)
    assert (pack.bank[3].tolerance, pack.bank[3].unit) == (Decimal(0), "")
    assert (practice.blocks[1].companion, practice.blocks[1].replaces) == (False, "")


def test_a_pack_needs_neither_bank_nor_quiz_nor_pictures(tmp_path):
    course = good_files()["course.yaml"].split("kuis:")[0]
    lesson = good_files()[SANDI]
    pack = read_pack(write(tmp_path, {"course.yaml": course, "1/module.yaml": "id: m\njudul: M\n", "1/1.md": lesson}))
    assert (pack.bank, pack.quizzes, pack.pictures) == ((), (), {})


@pytest.mark.parametrize("change", ["bom", "crlf", "both"])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path, pack, change):
    def as_windows(name, text):
        text = text.replace("\n", "\r\n") if change != "bom" and not name.endswith(".svg") else text
        return ("\ufeff" if change != "crlf" and not name.endswith(".svg") else "") + text

    read = read_pack(write(tmp_path, {name: as_windows(name, text) for name, text in good_files().items()}))
    assert (read.modules, read.bank, read.quizzes, read.title) == (pack.modules, pack.bank, pack.quizzes, pack.title)


def test_several_checks_in_one_lesson_have_ids_of_their_own(tmp_path):
    files = good_files()
    files[SANDI] += files[SANDI][files[SANDI].index("::: cek") :]
    lesson = read_pack(write(tmp_path, files)).modules[1].lessons[0]
    assert [block.question.id for block in lesson.blocks if isinstance(block, CheckBlock)] == [
        "sandi-cek",
        "sandi-cek-2",
    ]


def test_the_h5p_contents_of_a_course_are_no_module_and_no_stray_files(folder, pack):
    content = folder / "h5p" / "membaca-alamat" / "content"
    (content / "images").mkdir(parents=True)
    (content / "content.json").write_text("{}")
    (content.parent / "alternatif.md").write_text("Baca alamatnya.")
    (content.parent / "h5p.json").write_text(MANIFEST_TEXT)
    (content / "images" / "papan.png").write_bytes(b"\x89PNG")
    again = read_pack(folder)
    assert (again.modules, again.pictures) == (pack.modules, pack.pictures)
    assert again.digest != pack.digest  # a content that changed is loaded again


def test_the_digest_follows_every_name_and_every_byte(folder):
    first = pack_digest(folder)
    assert pack_digest(folder) == first
    (folder / KUIS).write_text((folder / KUIS).read_text() + "\n")
    second = pack_digest(folder)
    (folder / "gambar/papan.svg").rename(folder / "gambar/papan2.svg")
    assert len({first, second, pack_digest(folder)}) == 3


def test_identities_derive_from_the_ids_alone_and_never_change():
    assert key_of("a1") == UUID("8883ac03-64de-5938-b34e-8c710fc8ff0a")
    assert key_of("a1", "menyambung-wifi") == UUID("1225c2e2-0a27-5529-a3ff-495d7bc35e84")
