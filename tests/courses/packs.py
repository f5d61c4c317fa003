"""A small course pack that is whole and holds everything a pack may hold, as text that tests may change."""

from __future__ import annotations

from pathlib import Path

from courses.packs.problems import PackRefused, Problem
from courses.packs.read import read_pack

Files = dict[str, str | bytes]
LAYAR, PRAKTIK, SANDI, KUIS = "1-kenal/01-layar.md", "1-kenal/02-praktik.md", "2-akun/01-sandi.md", "2-akun/02-kuis.md"

COURSE = """\
format: 1
id: uji
slug: kursus-uji
versi: "2026.1"
bahasa: id
lisensi: CC-BY-SA-4.0
jalur: internet-dasar
judul: Kursus uji
ringkasan: Satu kalimat tentang kursus.
sasaran: Untuk penguji.
capaian:
  - Bisa satu.
  - Bisa dua.
pilar: [cakap, aman]
topik: [hp, Kata Sandi]
prasyarat: []
kuis:
  - id: kuis-akhir
    judul: Kuis akhir
    nilai_lulus: 70
    percobaan: 3
    penjelasan: akhir
    ambil:
      - {modul: kenal, jumlah: 2}
      - {modul: akun, jumlah: 3}
"""
BANK = """\
soal:
  - id: dua-wifi
    modul: kenal
    kesulitan: mudah
    pilar: [aman]
    digcomp: ["4.1 level 2"]
    gambar: {berkas: gambar/papan.svg, alt: Dua nama di layar.}
    soal: Pilih `RW05-Resmi` atau yang lain?
    pilihan:
      - {teks: RW05-Resmi, benar: ya, penjelasan: Sama dengan papan.}
      - {teks: GRATIS, penjelasan: Siapa pun bisa membuatnya.}
    penjelasan: Cocokkan dengan papan.
  - id: tanda-palsu
    modul: kenal
    jenis: pilihan_ganda
    soal: Mana tanda pesan palsu?
    pilihan:
      - {teks: Meminta kode, benar: ya, penjelasan: Kode milik Anda.}
      - {teks: Mendesak, benar: ya, penjelasan: Penipu terburu-buru.}
      - {teks: Menyapa, penjelasan: Menyapa itu wajar.}
  - id: satu-sandi
    modul: akun
    jenis: benar_salah
    soal: Satu kata sandi cukup.
    jawaban: salah
    jika_pilih_benar: Bila bocor, semua terbuka.
    jika_pilih_salah: Tepat.
  - id: harga
    modul: akun
    jenis: angka
    kesulitan: sulit
    soal: Berapa harganya?
    jawaban: 27800
    toleransi: 0.5
    satuan: rupiah
    jika_benar: Tepat.
    jika_belum_tepat: Hitung lagi.
    jebakan:
      - {nilai: 27500, penjelasan: Dari harga jual.}
  - id: akhir-alamat
    modul: akun
    jenis: isian_singkat
    soal: Apa akhir alamat pemerintah?
    jawaban: [go.id, .go.id]
    jika_benar: Ya.
    jika_belum_tepat: Lihat akhirnya.
  - id: guna-kunci
    modul: akun
    jenis: menjodohkan
    soal: Jodohkan.
    pasangan:
      - {kiri: PIN, kanan: membuka HP, penjelasan: PIN milik HP.}
      - {kiri: OTP, kanan: sekali pakai}
    pengecoh: [nomor rumah]
    jika_benar: Ya.
    jika_belum_tepat: Baca lagi.
  - id: boleh-dibagi
    modul: akun
    jenis: mengelompokkan
    soal: Kelompokkan.
    kelompok:
      - {nama: Boleh dibagi, isi: [Nama panggilan]}
      - {nama: Rahasia, isi: [PIN, OTP]}
    jika_benar: Ya.
    jika_belum_tepat: Baca lagi.
  - id: langkah-daftar
    modul: akun
    jenis: mengurutkan
    soal: Urutkan.
    urutan: [Buka situs, Ketuk Daftar, Isi nama]
    utuh: ya
    jika_benar: Ya.
    jika_belum_tepat: Baca lagi.
  - id: awal-alamat
    modul: akun
    jenis: isian_rumpang
    soal: Isi.
    teks: Alamat aman diawali [*https|http].
    jika_benar: Ya.
    jika_belum_tepat: Baca lagi.
  - id: titik-papan
    modul: kenal
    jenis: titik_gambar
    soal: Ketuk nama di papan.
    gambar: {berkas: gambar/papan.svg, alt: Papan dengan dua tulisan.}
    petunjuk: [Lihat tulisan besar., Bacalah dari atas.]
    tempat:
      - {nama: Tulisan besar, x: 0, y: 0, lebar: 100, tinggi: 40, benar: ya, penjelasan: Itu namanya.}
      - {nama: Tulisan kecil, x: 10, y: 60, lebar: 60, tinggi: 40, penjelasan: Itu jam buka.}
"""
LAYAR_TEXT = """\
---
id: layar
judul: Layar HP
menit: 4
tujuan: Anda bisa menyentuh layar.
pilar: [cakap]
digcomp: ["DLGF 0.1", "1.1"]
topik: [hp]
sumber: {judul: Panduan resmi, tautan: "https://panduan.example/layar"}
ditinjau: 2026-11-21
tinjau_lagi: 2027-11-21
mudah_berubah: ya
---

Layar HP *peka* **sentuhan** di {{nama_daerah}}. Lapor ke [{{kanal_aduan}}]({{tautan_kanal_aduan}}).

![Papan di balai.](gambar/papan.svg "Papan RW")

## Empat gerakan

Ada [empat gerakan](https://panduan.example/gerakan).

::: langkah Menyentuh
1. Buka HP.
2. Ketuk gambar.
   ![](gambar/papan.svg)
:::

::: contoh Bu Siti
Bu Siti mengetuk dua kali.
:::

::: tip
Usap layar dengan kain.
:::

::: peringatan Awas
Jangan basahi layar.
:::

::: pesan Bu RT
Rapat pukul 19.30.
:::

::: istilah
- Ketuk: menyentuh sebentar
- **Usap**: menyentuh lalu menggeser
:::

::: tabel Dua gerakan
| Gerakan | Hasil |
|---|---|
| Ketuk | Membuka |
| Usap | Menggeser |
:::

::: coba
Ketuk satu gambar sekarang.
:::

::: cek
soal: Apa arti ketuk?
pilihan:
  - {teks: Menyentuh sebentar, benar: ya, penjelasan: Betul.}
  - {teks: Menggeser, penjelasan: Itu usap.}
:::
"""
PRAKTIK_TEXT = """\
---
id: praktik-kenal
judul: Praktik kenal HP
jenis: praktik
menit: 8
tujuan: Anda bisa memakai HP.
pilar: [cakap]
ditinjau: 2026-11-21
tinjau_lagi: 2027-11-21
menggantikan: Simulator layar.
---

Lakukan bersama pendamping.

::: praktik pendamping
- [ ] Buka **HP**. {#buka}
- [ ] Ketuk gambar. {#ketuk}
:::
"""
SANDI_TEXT = """\
---
id: sandi
judul: Kata sandi
menit: 5
tujuan: Anda bisa membuat kata sandi.
pilar: [aman]
sumber: {judul: Panduan sandi, tautan: "https://panduan.example/sandi"}
ditinjau: 2026-11-21
tinjau_lagi: 2027-11-21
---

Kata sandi itu kunci.

::: cek
jenis: benar_salah
soal: Kata sandi boleh dibagi.
jawaban: salah
jika_pilih_benar: Jangan dibagi.
jika_pilih_salah: Tepat.
:::
"""
KUIS_TEXT = """\
---
id: kuis
judul: Kuis akhir
jenis: kuis
menit: 9
tujuan: Anda tahu hasil belajar Anda.
pilar: [cakap]
ditinjau: 2026-11-21
tinjau_lagi: 2027-11-21
---

::: kuis kuis-akhir
:::
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90" viewBox="0 0 160 90"><rect width="160" height="90" fill="#0b6e69"/></svg>\n'


def good_files() -> Files:
    return {
        "course.yaml": COURSE,
        "bank.yaml": BANK,
        "gambar/papan.svg": SVG,
        "1-kenal/module.yaml": "id: kenal\njudul: Kenal HP\nringkasan: Satu kalimat.\n",
        LAYAR: LAYAR_TEXT,
        PRAKTIK: PRAKTIK_TEXT,
        "2-akun/module.yaml": "id: akun\njudul: Akun pertama\n",
        SANDI: SANDI_TEXT,
        KUIS: KUIS_TEXT,
    }


def write(folder: Path, files: Files) -> Path:
    """The files in this folder, and nothing that stood there before."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() and not old.is_symlink() else old.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def problems_of(folder: Path) -> list[Problem]:
    """Everything that is said against the pack in this folder; nothing when it is whole."""
    try:
        read_pack(folder)
    except PackRefused as refused:
        return refused.problems
    return []


def changed(*changes: tuple[str, str, str], **more: str) -> Files:
    """The good pack with (file, old text, new text) changed; the old text must stand there."""
    files = good_files()
    for name, old, new in changes:
        text = files[name]
        assert isinstance(text, str)
        assert old in text, f"{old!r} does not stand in {name}"
        files[name] = text.replace(old, new, 1)
    return files | more


def line_of(text: str | bytes, needle: str) -> int:
    """1-based line on which the text first holds the needle."""
    assert isinstance(text, str)
    return next(number for number, line in enumerate(text.split("\n"), 1) if needle in line)
