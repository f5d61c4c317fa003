"""The columns of our spreadsheet of questions, and the words in it. Indonesian, because trainers fill it in."""

from __future__ import annotations

KIND, STEM, ANSWER = "Jenis", "Soal", "Jawaban"
RIGHT, OTHERWISE, GENERAL = "Penjelasan jika tepat", "Penjelasan jika belum tepat", "Penjelasan untuk semua"
DIFFICULTY, GROUP, TAGS = "Kesulitan", "Kelompok soal", "Label"
UNIT, TOLERANCE, GAP_TEXT = "Satuan", "Boleh berbeda", "Teks rumpang"
MOST_WORDS = "Batas kata"
SHUFFLE, CASE, SPACES, WHOLE = "Acak pilihan", "Huruf besar dihitung", "Spasi diabaikan", "Hanya urutan utuh"
HINTS = "Petunjuk"
CONTENT, PARTNER, SAID = "Isi", "Pasangan", "Penjelasan"  # and a number behind: 1, 2, 3 …

FIXED = (
    KIND, STEM, ANSWER, HINTS, GENERAL, RIGHT, OTHERWISE, DIFFICULTY, GROUP, TAGS,
    UNIT, TOLERANCE, GAP_TEXT, SHUFFLE, CASE, SPACES, WHOLE, MOST_WORDS,
)  # fmt: skip
NUMBERED = (CONTENT, PARTNER, SAID)
SHEET, GUIDE_SHEET = "Soal", "Petunjuk"
LEAST_NUMBERED, MOST_NUMBERED = 8, 60

KINDS = {
    "pilihan tunggal": "single_choice",
    "pilihan ganda": "multiple_choice",
    "benar atau tidak": "true_false",
    "menjodohkan": "matching",
    "mengelompokkan": "groups",
    "mengurutkan": "ordering",
    "isian rumpang": "gaps",
    "angka": "number",
    "isian singkat": "short_text",
    "uraian": "free_text",
    "skala": "scale",
    "isian bebas": "free_words",
}
OTHER_NAMES = {"benar salah": "true_false", "satu pilihan": "single_choice", "beberapa pilihan": "multiple_choice"}
DIFFICULTIES = {"mudah": "easy", "sedang": "medium", "sulit": "hard"}
YES, NO = "ya", "tidak"
TRUE, FALSE = "benar", "tidak benar"
ANSWERS = {TRUE: True, FALSE: False, "ya": True, "tidak": False, "salah": False, "true": True, "false": False}

GUIDE = (
    "Isi satu soal per baris di lembar “Soal”. Baris contoh boleh dihapus.",
    "Pilih jenis soal dari daftar di kolom “Jenis”.",
    "Pilihan tunggal dan pilihan ganda: tulis pilihan di “Isi 1”, “Isi 2”, dan seterusnya.",
    "Di kolom “Jawaban”, tulis nomor pilihan yang tepat, misalnya 2 atau 1; 3.",
    "“Penjelasan 1” dibaca orang yang memilih “Isi 1”.",
    "Benar atau tidak: “Jawaban” berisi benar atau tidak benar.",
    "“Penjelasan 1” untuk yang memilih benar, “Penjelasan 2” untuk yang memilih tidak benar.",
    "Menjodohkan: “Isi 1” berpasangan dengan “Pasangan 1”. Pengecoh hanya mengisi “Pasangan”.",
    "Mengelompokkan: “Isi 1” masuk ke kelompok di “Pasangan 1”.",
    "Mengurutkan: tulis langkah di “Isi 1”, “Isi 2”, … menurut urutan yang tepat.",
    "Isian rumpang: tulis teks di “Teks rumpang”, misalnya: Situs resmi berakhiran [go.id].",
    "Pilihan dalam teks rumpang: [*https|http]. Tanda bintang untuk jawaban yang tepat.",
    "Angka: tulis angka di “Jawaban”. Kekeliruan yang sering: angka di “Isi 1”, alasannya di “Penjelasan 1”.",
    "Isian singkat: tulis ejaan yang diterima di “Isi 1”, “Isi 2”, dan seterusnya.",
    "Petunjuk boleh ada, paling banyak tiga: satu petunjuk per baris di dalam sel.",
    "Uraian: tulis yang dinilai di “Isi 1”, poin tertingginya di “Pasangan 1”. “Jawaban” berisi contoh jawaban.",
    "“Penjelasan 1” boleh berisi arti tiap poin, satu baris per poin, mulai dari 0.",
    "Skala: tulis kata di “Isi 1” sampai “Isi 3” atau lebih. Yang di tengah boleh kosong.",
    "Isian bebas: cukup soalnya. Skala dan isian bebas tidak dinilai.",
    "Beberapa label dipisahkan dengan titik koma.",
    "Rumus tidak dibaca. Tulis hasilnya sebagai teks biasa.",
)
