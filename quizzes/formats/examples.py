"""One question of each kind, as the template shows them."""

from __future__ import annotations

from quizzes.formats.model import Question, Value
from quizzes.formats.xlsx_writer import write_xlsx

EMPTY_ROWS = 500


def _explained(right: str, otherwise: str, **more: object) -> Value:
    return {"feedback_correct": right, "feedback_incorrect": otherwise, **more}


def _choices(*choices: tuple[str, bool, str]) -> Value:
    return {"choices": [{"text": t, "correct": r, "feedback": f} for t, r, f in choices], "shuffle": True}


EXAMPLES = (
    Question(
        "single_choice", "<p>Bu Ratna membuat kata sandi baru. Mana yang paling kuat?</p>",
        _choices(
            ("ratna123", False, "Belum tepat. Nama sendiri mudah ditebak."),
            ("pagi-Kopi-7-perahu", True, "Tepat. Panjang dan sulit ditebak."),
            ("12345678", False, "Belum tepat. Deret angka ditebak paling dulu."),
        ),
        explanation="Kata sandi yang panjang lebih kuat daripada yang rumit.",
    ),
    Question(
        "multiple_choice", "<p>Mana yang boleh Anda bagikan kepada penjual?</p>",
        _choices(
            ("Alamat pengiriman", True, "Ya, penjual perlu tahu."),
            ("Nama penerima", True, "Ya, kurir perlu tahu."),
            ("Kode OTP", False, "Belum tepat. Kode OTP hanya untuk Anda."),
        ),
    ),
    Question(
        "true_false", "<p>Petugas bank boleh meminta PIN Anda lewat telepon.</p>",
        {"answer": "false", "if_true": "Belum tepat. Bank tidak pernah meminta PIN.",
         "if_false": "Tepat. PIN hanya Anda yang tahu."},
        difficulty="easy",
    ),
    Question(
        "matching", "<p>Cocokkan keperluan dengan layanannya.</p>",
        _explained(
            "Tepat semua.", "Baca lagi keperluannya satu per satu.",
            pairs=[{"left": "Mengurus KTP", "right": "Disdukcapil", "feedback": ""},
                   {"left": "Melapor jalan rusak", "right": "Dinas PU", "feedback": ""}],
            decoys=["Kantor pos"],
        ),
    ),
    Question(
        "groups", "<p>Kelompokkan pesan berikut.</p>",
        _explained(
            "Tepat semua.", "Lihat siapa pengirimnya dan apa yang diminta.",
            groups=[{"name": "Aman", "things": ["Jadwal posyandu dari RT"]},
                    {"name": "Mencurigakan", "things": ["Tautan hadiah undian", "Permintaan kode OTP"]}],
        ),
    ),
    Question(
        "ordering", "<p>Urutkan langkah menghubungkan ponsel ke Wi-Fi.</p>",
        _explained(
            "Tepat urutannya.", "Mulailah dari pengaturan ponsel.",
            items=["Buka pengaturan", "Ketuk Wi-Fi", "Pilih nama jaringan", "Ketik kata sandi"], whole=False,
        ),
    ),
    Question(
        "gaps", "<p>Lengkapi kalimat berikut.</p>",
        _explained(
            "Tepat.", "Lihat lagi ciri alamat situs resmi.",
            text="Situs pemerintah berakhiran [go.id|.go.id] dan alamatnya diawali [*https|http|www].",
        ),
    ),
    Question(
        "number", "<p>Kuota Pak Darto 2,5 GB, terpakai 1 GB. Berapa GB sisanya?</p>",
        _explained(
            "Tepat.", "Kurangkan 1 dari 2,5.", answer="1.5", tolerance="0", unit="GB",
            traps=[{"value": "3.5", "feedback": "Angkanya ditambah. Coba dikurangkan."}],
        ),
        difficulty="hard",
    ),
    Question(
        "short_text", "<p>Apa nomor layanan darurat terpadu di Indonesia?</p>",
        _explained(
            "Tepat.", "Nomornya tiga angka, diawali satu.", accepted=["112", "seratus dua belas"], case=False,
            ignore_spaces=True,
        ),
    ),
    Question(
        "free_text", "<p>Tetangga menerima pesan hadiah undian. Apa saran Anda, dan mengapa?</p>",
        {
            "rubric": [
                {"criterion": "Menyarankan tidak membuka tautan", "points": 2,
                 "levels": "Tidak disebut\nDisebut tanpa alasan\nDisebut dengan alasan"},
                {"criterion": "Menyebut cara memeriksa", "points": 3, "levels": ""},
            ],
            "example": "Jangan buka tautannya. Tanyakan dulu lewat nomor resmi.",
            "most_words": 80,
        },
    ),
    Question(
        "scale", "<p>Seberapa yakin Anda memakai layanan kota lewat HP?</p>",
        {"steps": ["Belum yakin", "", "Cukup yakin", "", "Sangat yakin"]},
    ),
    Question("free_words", "<p>Apa yang ingin Anda pelajari berikutnya?</p>", {}),
)  # fmt: skip


def write_template() -> bytes:
    return write_xlsx(EXAMPLES, empty_rows=EMPTY_ROWS)
