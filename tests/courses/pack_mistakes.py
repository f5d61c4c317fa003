"""Every mistake a pack's author can make: what to change in the good pack, and what is said about it, where."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.courses.packs import COURSE, KUIS, LAYAR, PRAKTIK, SANDI, SVG, Files, changed, good_files, line_of

C, B = "course.yaml", "bank.yaml"
QUIZ = COURSE[COURSE.index("  - id: kuis-akhir") :]
ALL_PILLARS = "cakap, aman, budaya, etika"


@dataclass(frozen=True)
class Mistake:
    """``old`` in ``file`` becomes ``new``; the problem names ``told_in`` (else ``file``) and the line that holds ``at``."""

    file: str
    old: str
    new: str
    says: str
    at: str | int | None = (
        ""  # text on that line, or its number; "": the first line of ``new``; None: the file as a whole
    )
    told_in: str = ""
    more: Files = field(default_factory=dict)

    def files(self) -> Files:
        made = changed((self.file, self.old, self.new)) if self.old else good_files()
        return made | self.more

    def where(self) -> str:
        """File and line, as a problem begins."""
        file = self.told_in or self.file
        at = self.new.strip().split("\n")[0] if self.at == "" else self.at
        line = line_of(self.files()[file], at) if isinstance(at, str) else at
        return f"{file}:{line}" if line else file


def must_be(key: str, what: str) -> str:
    return f"“{key}” must be {what}"


YAML_AND_FIELDS = [
    Mistake(C, "judul: Kursus uji", "judul: [", "This is not readable YAML: expected ',' or ']', but got ':'", at="sasaran:"),
    Mistake(C, "judul: Kursus uji", "judul: a: b", "This is not readable YAML: mapping values are not allowed here"),
    Mistake(C, "judul: Kursus uji", "judul: &x a\nversi2: *x", "This is not readable YAML: anchors and aliases are not allowed", at="versi2"),
    Mistake(C, "judul: Kursus uji", "judul: a\njudul: b", "This is not readable YAML: the key 'judul' stands twice", at="judul: b"),
    Mistake(C, "judul: Kursus uji", f"judul: {'[' * 14}{']' * 14}", "This is not readable YAML: nested too deeply"),
    Mistake(C, "judul: Kursus uji", "? [a, b]\n: x", "This is not readable YAML: a key must be a word"),
    Mistake(C, COURSE, "- satu\n", "A list of keys with values is expected here."),
    Mistake(LAYAR, 'sumber: {judul: Panduan resmi, tautan: "https://panduan.example/layar"}', "sumber: situs", "A list of keys with values is expected here."),
    Mistake(C, "judul: Kursus uji\n", "", "“judul” is missing.", at="format: 1"),
    Mistake(C, "judul: Kursus uji", "judul: [a]", must_be("judul", "text.")),
    Mistake(C, "judul: Kursus uji", "judul: yes", must_be("judul", "text.")),
    Mistake(C, "judul: Kursus uji", "judul: '  '", "“judul” is empty."),
    Mistake(C, "judul: Kursus uji", f"judul: {'x' * 161}", "“judul” is longer than 160 characters."),
    Mistake(C, "  - Bisa satu.", f"  - {'x' * 201}", "“capaian” is longer than 200 characters.", at="capaian:"),
    Mistake(C, "bahasa: id", "bahasa: fr", "“bahasa” is fr, but must be one of: id, en."),
    Mistake(C, "bahasa: id", "bahasa: [id]", "“bahasa” is ['id'], but must be one of: id, en."),
    Mistake(C, "nilai_lulus: 70", "nilai_lulus: true", must_be("nilai_lulus", "a whole number from 1 to 100.")),
    Mistake(C, "capaian:\n  - Bisa satu.\n  - Bisa dua.", "capaian: []", "“capaian” is empty."),
    Mistake(C, "jalur: internet-dasar", f"jalur: {'j' * 51}", "“jalur” is longer than 50 characters."),
    Mistake(C, "    ambil:\n      - {modul: kenal, jumlah: 2}\n      - {modul: akun, jumlah: 3}\n", "    ambil: []\n", "“ambil” is empty."),
    Mistake(B, "jawaban: 27800", "jawaban: 1e9999999", must_be("jawaban", "a number written like 27800 or 0.5.")),
    Mistake(LAYAR, "judul: Layar HP", "judul: Layar HP\njenis: video", "“jenis” is video, but must be one of: pelajaran, praktik, kuis.", at="jenis: video"),
    Mistake(C, "nilai_lulus: 70", "nilai_lulus: 101", must_be("nilai_lulus", "a whole number from 1 to 100.")),
    Mistake(C, "nilai_lulus: 70", "nilai_lulus: 69.5", must_be("nilai_lulus", "a whole number from 1 to 100.")),
    Mistake(LAYAR, "menit: 4", "menit: 0", must_be("menit", "a whole number from 1 to 60.")),
    Mistake(B, "jawaban: 27800", "jawaban: 27.800,-", must_be("jawaban", "a number written like 27800 or 0.5.")),
    Mistake(B, "jawaban: 27800", "jawaban: .nan", must_be("jawaban", "a number written like 27800 or 0.5.")),
    Mistake(B, "toleransi: 0.5", "toleransi: [1]", must_be("toleransi", "a number written like 27800 or 0.5.")),
    Mistake(B, "toleransi: 0.5", "toleransi: -1", "“toleransi” must not be less than zero."),
    Mistake(LAYAR, "mudah_berubah: ya", "mudah_berubah: mungkin", must_be("mudah_berubah", "“ya” or “tidak”.")),
    Mistake(LAYAR, "ditinjau: 2026-11-21", "ditinjau: 21-11-2026", must_be("ditinjau", "a date written like 2026-11-21.")),
    Mistake(LAYAR, "tinjau_lagi: 2027-11-21", "tinjau_lagi: 2027-02-30", must_be("tinjau_lagi", "a date written like 2026-11-21.")),
    Mistake(C, "pilar: [cakap, aman]", "pilar: cakap", must_be("pilar", "a list of texts.")),
    Mistake(C, "topik: [hp, Kata Sandi]", "topik: [[hp]]", must_be("topik", "a list of texts.")),
    Mistake(C, "      - {modul: kenal, jumlah: 2}\n      - {modul: akun, jumlah: 3}", "      modul", must_be("ambil", "a list."), at="ambil:"),
    Mistake(C, "sasaran: Untuk", "sasarn: x\nsasaran: Untuk", "The key “sasarn” is unknown. Did you mean “sasaran”?"),
    Mistake(C, "sasaran: Untuk", "zzzz: x\nsasaran: Untuk", "The key “zzzz” is unknown."),
    Mistake(B, "teks: GRATIS, ", "teks: GRATIS, benr: ya, ", "The key “benr” is unknown. Did you mean “benar”?", at="benr"),
]  # fmt: skip

LESSON_BODY = [
    Mistake(PRAKTIK, "{#ketuk}\n:::\n", "{#ketuk}\n", "“::: praktik” is never closed with “:::”.", at="::: praktik"),
    Mistake(KUIS, "::: kuis kuis-akhir\n:::\n", "", "The lesson has no text.", at=11),
    Mistake(LAYAR, "::: coba", "::: cobalah", "“::: cobalah” is unknown. Known are: langkah, coba, pesan, istilah, tabel, cek, praktik, kuis, h5p, tip, peringatan, contoh."),
    Mistake(LAYAR, "::: coba", "::: h5p tidak-ada\n:::\n\n::: coba", "The H5P content “tidak-ada” does not exist in h5p/."),
    Mistake(LAYAR, "## Empat gerakan", "# Empat gerakan", "Only “## ” makes a heading inside a lesson."),
    Mistake(LAYAR, "## Empat gerakan", "### Empat gerakan", "Only “## ” makes a heading inside a lesson."),
    Mistake(LAYAR, '(gambar/papan.svg "Papan RW")', "(gambar/lain.svg)", "The picture “gambar/lain.svg” does not exist in this pack.", at="lain.svg"),
    Mistake(LAYAR, "   ![](gambar/papan.svg)", "   ![](../papan.svg)", "The picture “../papan.svg” does not exist in this pack.", at="2. Ketuk gambar."),
    Mistake(LAYAR, "![Papan di balai.]", f"![{'x' * 251}]", "The alternative text is longer than 250 characters."),
    Mistake(LAYAR, "1. Buka HP.\n", "", "“langkah” needs two to eight numbered steps.", at="2. Ketuk gambar."),
    Mistake(LAYAR, "1. Buka HP.\n", "1. Buka HP.\n" * 8, "“langkah” needs two to eight numbered steps."),
    Mistake(LAYAR, "::: pesan Bu RT", "::: pesan", "Write who sent the message: “::: pesan Bu RT”."),
    Mistake(LAYAR, "- Ketuk: menyentuh sebentar", "- Ketuk menyentuh sebentar", "Write a term as “- Word: what it means”."),
    Mistake(LAYAR, "- Ketuk: menyentuh sebentar", "- Ketuk:", "Write a term as “- Word: what it means”."),
    Mistake(LAYAR, "| Ketuk | Membuka |", "| Ketuk |", "A table needs a header and rows of equal length, four columns at most.", at="| Gerakan | Hasil |"),
    Mistake(LAYAR, "| Ketuk | Membuka |\n| Usap | Menggeser |\n", "", "A table needs a header and rows of equal length, four columns at most.", at="| Gerakan | Hasil |"),
    Mistake(LAYAR, "| Gerakan | Hasil |\n|---|---|\n| Ketuk | Membuka |\n| Usap | Menggeser |", "| a | b | c | d | e |\n| 1 | 2 | 3 | 4 | 5 |",
            "A table needs a header and rows of equal length, four columns at most."),
    Mistake(PRAKTIK, "- [ ] Ketuk gambar. {#ketuk}", "- Ketuk gambar.", "Write a step as “- [ ] What to do {#short-id}”."),
    Mistake(PRAKTIK, "{#ketuk}", "{#Ketuk}", "Write a step as “- [ ] What to do {#short-id}”.", at="{#Ketuk}"),
    Mistake(PRAKTIK, "{#ketuk}", "{#buka}", "A practice needs steps, each with an id of its own.", at="Buka **HP**"),
    Mistake(PRAKTIK, "- [ ] Buka **HP**. {#buka}\n- [ ] Ketuk gambar. {#ketuk}\n", "", "A practice needs steps, each with an id of its own.", at=16),
    Mistake(PRAKTIK, "{#ketuk}\n:::\n", "{#ketuk}\n:::\n\n::: praktik\n- [ ] Lagi. {#lagi}\n:::\n", "“::: praktik” may stand in a lesson only once.", at=20),
    Mistake(KUIS, "::: kuis kuis-akhir\n:::\n", "::: kuis kuis-akhir\n:::\n\n::: kuis kuis-akhir\n:::\n", "“::: kuis kuis-akhir” may stand in a lesson only once.", at=15),
    Mistake(LAYAR, "Usap layar dengan kain.\n:::\n", "Usap layar dengan kain.\n", "“::: tip” is never closed with “:::”.", at="::: tip"),
    *[
        Mistake(file, start, f"{start}{'x' * limit}", f"“{'x' * 30}…” is longer than {limit} characters.", at="x" * limit)
        for file, start, limit in (
            (LAYAR, "## ", 120), (LAYAR, "::: langkah ", 120), (LAYAR, "::: contoh ", 120), (LAYAR, "::: pesan ", 60),
            (LAYAR, "::: tabel ", 160), (LAYAR, 'gambar/papan.svg "', 200), (LAYAR, "- **", 60), (PRAKTIK, "{#", 40),
        )
    ],
    Mistake(LAYAR, "teks: Menggeser, penjelasan: Itu usap.", "teks: Menggeser", "“penjelasan” is missing.", at="{teks: Menggeser}"),
]  # fmt: skip

ALL_KINDS = "pilihan_tunggal, pilihan_ganda, benar_salah, menjodohkan, mengelompokkan, mengurutkan, isian_rumpang, angka, isian_singkat, titik_gambar, uraian, skala, isian_bebas"
SIDES = "The left sides must differ, and so must the right sides and what belongs to none."
GROUPS = "Groups must differ in name, and nothing may stand in two of them."
QUESTIONS = [
    Mistake(B, "pilar: [aman]", "pilar: [hebat]", f"“hebat” is not one of: {ALL_PILLARS}.", at="- id: dua-wifi"),
    Mistake(B, "      - {teks: GRATIS, penjelasan: Siapa pun bisa membuatnya.}\n", "", "A question needs two to six choices.", at="- id: dua-wifi"),
    Mistake(B, "{teks: GRATIS, ", "{teks: GRATIS, benar: ya, ", "Exactly one choice must be marked “benar: ya”; here 2 are.", at="- id: dua-wifi"),
    Mistake(B, "RW05-Resmi, benar: ya", "RW05-Resmi, benar: tidak", "Exactly one choice must be marked “benar: ya”; here 0 are.", at="- id: dua-wifi"),
    Mistake(B, "{teks: Menyapa, ", "{teks: Menyapa, benar: ya, ", "At least one choice must be right and one not.", at="- id: tanda-palsu"),
    Mistake(B, "teks: GRATIS", "teks: RW05-Resmi", "Two choices say the same.", at="- id: dua-wifi"),
    Mistake(B, "berkas: gambar/papan.svg", "berkas: gambar/lain.svg", "The picture “gambar/lain.svg” does not exist in this pack.", at="lain.svg"),
    Mistake(B, ", alt: Dua nama di layar.", "", "“alt” is missing.", at="gambar: {"),
    Mistake(B, "jenis: pilihan_ganda", "jenis: esai", f"“jenis” is esai, but must be one of: {ALL_KINDS}."),
    Mistake(B, "jenis: pilihan_ganda", "jenis: {a: b}", f"“jenis” is {{'a': 'b'}}, but must be one of: {ALL_KINDS}."),
    Mistake(B, "      - {kiri: OTP, kanan: sekali pakai}\n", "", "Matching needs two to eight pairs.", at="- id: guna-kunci"),
    Mistake(B, "kanan: sekali pakai", "kanan: nomor rumah", SIDES, at="- id: guna-kunci"),
    Mistake(B, "kiri: OTP", "kiri: PIN", SIDES, at="- id: guna-kunci"),
    Mistake(B, "kanan: sekali pakai", "kanan: membuka HP", SIDES, at="- id: guna-kunci"),
    Mistake(B, "      - {nama: Rahasia, isi: [PIN, OTP]}\n", "", "Sorting needs two to five groups.", at="- id: boleh-dibagi"),
    Mistake(B, "nama: Rahasia", "nama: Boleh dibagi", GROUPS, at="- id: boleh-dibagi"),
    Mistake(B, "[PIN, OTP]", "[PIN, Nama panggilan]", GROUPS, at="- id: boleh-dibagi"),
    Mistake(B, "Ketuk Daftar, Isi nama", "Ketuk Daftar", "Putting in order needs three to eight steps.", at="- id: langkah-daftar"),
    Mistake(B, "Ketuk Daftar, Isi nama", "Ketuk Daftar, Buka situs", "Two steps say the same.", at="- id: langkah-daftar"),
    Mistake(B, "[*https|http]", "[*https", "The gaps in “teks” cannot be read near “Alamat aman diawali [*https.”.", at="- id: awal-alamat"),
    Mistake(B, "[*https|http]", "[*https]", "The gaps in “teks” cannot be read near “*https”.", at="- id: awal-alamat"),
    Mistake(B, "    gambar: {berkas: gambar/papan.svg, alt: Papan dengan dua tulisan.}\n", "", "Pointing at places needs a picture: “gambar”.", at="- id: titik-papan"),
    Mistake(B, "lebar: 60", "lebar: 95", "The place reaches over the edge of the picture.", at="nama: Tulisan kecil"),
    Mistake(B, "tinggi: 40, penjelasan", "tinggi: 11, penjelasan", "“tinggi” must be a whole number from 12 to 100.", at="nama: Tulisan kecil"),
    Mistake(B, "nama: Tulisan kecil", "nama: Tulisan besar", "Two places have the same name.", at="- id: titik-papan"),
    Mistake(B, "tinggi: 40, benar: ya", "tinggi: 40", "At least one place must be right and one not.", at="- id: titik-papan"),
    Mistake(B, "      - {nama: Tulisan kecil, x: 10, y: 60, lebar: 60, tinggi: 40, penjelasan: Itu jam buka.}\n", "", "Pointing needs two to twelve places.", at="- id: titik-papan"),
    Mistake(B, "[Lihat tulisan besar., Bacalah dari atas.]", "[a, b, c, d]", "At most three hints.", at="- id: titik-papan"),
    Mistake(B, "jawaban: [go.id, .go.id]", "jawaban: []", "“jawaban” is empty."),
    Mistake(B, "jawaban: [go.id, .go.id]", "jawaban: ['']", "“jawaban” is empty."),
    Mistake(B, "- id: tanda-palsu", "- id: Tanda Palsu", "“Tanda Palsu” may have only small letters, digits and hyphens."),
    Mistake(B, "kesulitan: mudah", "kesulitan: gampang", "“kesulitan” is gampang, but must be one of: mudah, sedang, sulit."),
    Mistake(B, "jawaban: salah", "jawaban: keliru", "“jawaban” is keliru, but must be one of: benar, salah."),
    Mistake(B, "    jika_belum_tepat: Hitung lagi.\n", "", "“jika_belum_tepat” is missing.", at="- id: harga"),
    Mistake(B, "jawaban: [go.id, .go.id]", "jawaban: go.id", must_be("jawaban", "a list of texts.")),
    Mistake(B, 'digcomp: ["4.1 level 2"]', "digcomp: [empat]", "“empat” is not a competence; write it like “4.1 level 2” or “DLGF 0.1”.", at="- id: dua-wifi"),
    Mistake(B, "id: tanda-palsu\n    modul: kenal", "id: tanda-palsu\n    modul: lain", "Question “tanda-palsu” names the module “lain”, which does not exist.", at=None),
    Mistake(B, "- id: tanda-palsu", "- id: dua-wifi", "The id “dua-wifi” stands twice in this pack.", at="format: 1", told_in=C),
]  # fmt: skip

WHOLE_PACK = [
    Mistake(C, "format: 1", "format: 2", "This pack needs a newer version of this system (format 2, here 1)."),
    Mistake(C, "id: uji", "id: Uji Coba", "“Uji Coba” may have only small letters, digits and hyphens.", at="format: 1"),
    Mistake(C, "slug: kursus-uji", "slug: kursus/uji", "“kursus/uji” may have only small letters, digits and hyphens.", at="format: 1"),
    Mistake(C, "pilar: [cakap, aman]", "pilar: [cakap, kuat]", f"“kuat” is not one of: {ALL_PILLARS}.", at="format: 1"),
    Mistake(C, "jumlah: 3", "jumlah: 8", "Quiz “kuis-akhir” draws 8 questions of module “akun”, but the bank has 7.", at="format: 1"),
    Mistake(C, "modul: akun", "modul: lain", "Quiz “kuis-akhir” draws 3 questions of module “lain”, but the bank has 0.", at="format: 1"),
    Mistake(C, "bahasa: id", "bahasa: en", "A translation takes the quizzes of the course that it translates; leave out “kuis”.", at="kuis:"),
    Mistake(KUIS, "::: kuis kuis-akhir", "::: kuis kuis-lain", "The quiz “kuis-lain” does not exist.", at=None),
    Mistake(SANDI, "id: sandi", "id: layar", "The id “layar” stands twice in this pack; it is also in 1-kenal/01-layar.md.", at="id: layar"),
    Mistake(B, "- id: tanda-palsu", "- id: layar-cek", "The id “layar-cek” stands twice in this pack.", at="format: 1", told_in=C),
    Mistake(C, "kuis:\n", f"kuis:\n{QUIZ}", "The id “kuis-akhir” stands twice in this pack.", at="format: 1"),
    Mistake(C, "modul: akun, jumlah: 3", "modul: kenal, jumlah: 3", "Quiz “kuis-akhir” draws 5 questions of module “kenal”, but the bank has 3.", at="format: 1"),
    Mistake(SANDI, "id: sandi", "id: kenal", "The id “kenal” stands twice in this pack.", at="format: 1", told_in=C),
    Mistake(LAYAR, "---\nid: layar", "id: layar", "The file must start with a head between two lines “---”."),
    Mistake(LAYAR, "mudah_berubah: ya\n---\n", "mudah_berubah: ya\n", "The file must start with a head between two lines “---”.", at="---"),
    Mistake(LAYAR, '"https://panduan.example/layar"', '"http://panduan.example/layar"', "The address of the source must start with https://", at="http://"),
    Mistake(LAYAR, '"https://panduan.example/layar"', '"https://panduan example"', "“https://panduan example” is not the address of a page.", at="https://panduan example"),
    Mistake(LAYAR, "tinjau_lagi: 2027-11-21", "tinjau_lagi: 2026-11-21", "This date must come after the review."),
    Mistake(LAYAR, 'digcomp: ["DLGF 0.1"', 'digcomp: ["DLGF 1"', "“DLGF 1” is not a competence; write it like “4.1 level 2” or “DLGF 0.1”.", at="id: layar"),
    Mistake(LAYAR, "di {{nama_daerah}}", "di {{nama_kota}}", "The variable “nama_kota” is unknown.", at="{{nama_kota}}"),
    Mistake(C, "Untuk penguji.", "Untuk {{siapa}}.", "The variable “siapa” is unknown.", at="{{siapa}}"),
    Mistake("gambar/catatan.txt", "", "", "Only .yaml, .md, .svg and .webp files belong in a pack.", at=None, more={"gambar/catatan.txt": "x"}),
    Mistake("gambar/besar.svg", "", "", "The picture is larger than 40 KB.", at=None, more={"gambar/besar.svg": SVG.replace("/>", f"/><desc>{'x' * 41_000}</desc>")}),
    Mistake("gambar/jahat.svg", "", "", "The picture was refused: element <script> is not allowed", at=None, more={"gambar/jahat.svg": SVG.replace("<rect", "<script/><rect")}),
    Mistake("2-akun/module.yaml", "", "", "The file is not UTF-8 text. Save it again as UTF-8.", at=None, more={"2-akun/module.yaml": "id: akun\njudul: Café".encode("latin-1")}),
    Mistake("gambar/x.svg", "", "", f"“gambar/{'g' * 90}.svg” is longer than 100 characters.", at=None, told_in=f"gambar/{'g' * 90}.svg", more={f"gambar/{'g' * 90}.svg": SVG}),
    Mistake("bank.yaml", "", "", "The file is larger than 512 KB.", at=None, more={"bank.yaml": "#" * (512 * 1024 + 1)}),
    Mistake("3-kosong/module.yaml", "", "", "The module has no lesson.", at="id: kosong", more={"3-kosong/module.yaml": "id: kosong\njudul: Kosong\n"}),
    Mistake("3-kosong/module.yaml", "", "", "This file is missing.", at=None, more={"3-kosong/01.md": good_files()[SANDI]}),
]  # fmt: skip

MISTAKES = [*YAML_AND_FIELDS, *LESSON_BODY, *QUESTIONS, *WHOLE_PACK]
