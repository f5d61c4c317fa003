"""One question of every kind for the page of components: (frozen content, response shown as answered or None)."""

from __future__ import annotations

from typing import Any

from quizzes.kinds.gaps import parse_gaps

_SAID = {"picture": None, "explanation": "", "feedback_correct": "Tepat.", "feedback_incorrect": "Coba baca lagi."}


def _asked(kind: str, stem: str, **content: Any) -> dict[str, Any]:
    return {**_SAID, "kind": kind, "stem": f"<p>{stem}</p>", **content}


def _choices(*texts: str) -> list[dict[str, Any]]:
    """The first is right."""
    return [
        {"id": text, "text": text, "correct": text == texts[0], "feedback": "Alamat ini berakhir kota.go.id."}
        for text in texts
    ]


def _rows(**options: str) -> list[dict[str, str]]:
    return [{"id": row, "text": row, "option": option, "feedback": ""} for row, option in options.items()]


_ADDRESSES = _choices("layanan.kota.go.id", "kota.go.id.bantuan-cair.example")
_GROUPS = [{"id": "rahasia", "text": "Hanya Anda"}, {"id": "umum", "text": "Boleh diketahui"}]
_USES = [{"id": "lokasi", "text": "Lokasi"}, {"id": "kamera", "text": "Kamera"}, {"id": "kontak", "text": "Kontak"}]
_STEPS = [{"id": text, "text": text} for text in ("Buka Pengaturan", "Ketuk Wi-Fi", "Pilih nama di papan")]

_WRITTEN = {
    "rubric": [{"id": "1", "criterion": "Menyebut sumber", "points": 2, "levels": ["Tidak", "Sebagian", "Jelas"]}],
    "example": "Saya cari siapa yang menulis.\nLalu saya bandingkan dengan situs resmi.",
    "most_words": 80,
}
_PLACES = [
    choice | {"place": {"x": 4, "y": 8 + 46 * number, "width": 92, "height": 38}}
    for number, choice in enumerate(_ADDRESSES)
]
_BOARD = (
    '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 320 160%22%3E'
    "%3Crect width=%22320%22 height=%22160%22 fill=%22%23fff%22/%3E%3Cg font-size=%2217%22%3E"
    "%3Ctext x=%2252%22 y=%2247%22%3Elayanan.kota.go.id%3C/text%3E"
    '%3Ctext x=%2252%22 y=%22121%22%3Ekota.go.id.bantuan-cair%3C/text%3E%3C/g%3E%3C/svg%3E"'
    ' width="320" height="160" alt="Dua alamat situs di sebuah papan.">'
)

SAMPLES: list[tuple[dict[str, Any], dict[str, Any] | None]] = [
    (_asked("single_choice", "Alamat mana milik pemerintah kota?", choices=_ADDRESSES, shuffle=False), None),
    (
        _asked("multiple_choice", "Pilih semua yang milik pemerintah kota.", choices=_ADDRESSES, shuffle=False),
        {"choices": [choice["id"] for choice in _ADDRESSES]},
    ),
    (
        _asked("matching", "Izin mana yang wajar?", rows=_rows(Peta="lokasi", Telepon="kamera"), options=_USES),
        {"parts": {"Peta": "kontak"}},
    ),
    (
        _asked("groups", "Siapa yang boleh tahu?", rows=_rows(PIN="rahasia", Nama="umum"), options=_GROUPS),
        None,
    ),
    (_asked("ordering", "Susun langkahnya.", items=_STEPS, whole=False), None),
    (_asked("gaps", "Lengkapi.", **parse_gaps("Alamat aman diawali [*https|http], berakhir [go.id].")), None),
    (_asked("number", "Berapa harga jualnya?", answer="27800", tolerance="0", unit="rupiah", traps=[]), None),
    (_asked("short_text", "Apa akhir alamat pemerintah?", accepted=["go.id"]), {"text": "go.id"}),
    (_asked("free_text", "Ceritakan cara Anda memeriksa sebuah kabar.", **_WRITTEN), None),
    (_asked("free_text", "Ceritakan cara Anda memeriksa sebuah kabar.", **_WRITTEN), {"text": "Saya cari sumbernya."}),
    (_asked("scale", "Seberapa yakin Anda memakai HP?", steps=["Belum yakin", "", "", "", "Sangat yakin"]), None),
    (_asked("scale", "Seberapa yakin Anda memakai HP?", steps=["Belum yakin", "", "Sangat yakin"]), {"step": 3}),
    (_asked("free_words", "Apa yang ingin Anda pelajari lagi?"), None),
    (
        _asked("places", "Ketuk alamat yang asli.", choices=_PLACES, shuffle=False, hints=["Lihat akhir alamatnya."])
        | {"picture": _BOARD},
        None,
    ),
]
