"""Read a pack from its folder. Either the whole pack comes back, or every problem found in it."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from pathlib import Path

from core.svg import UnsafeSvg, clean_svg
from core.variables import unknown_variables
from courses.packs import photos
from courses.packs.body import read_body
from courses.packs.fields import Fields, read_yaml
from courses.packs.h5p import FOLDER, named_contents, read_contents
from courses.packs.model import (
    FRAMEWORKS,
    PILLARS,
    CheckBlock,
    Competence,
    Draw,
    Pack,
    PackH5P,
    PackLesson,
    PackModule,
    PackQuiz,
    PackRules,
    Source,
)
from courses.packs.problems import Report, _n
from courses.packs.questions import read_bank

FORMAT = 1
MAX_FILE_BYTES = 512 * 1024
MAX_FILES = 2000
MAX_NAME = 100  # of a file with its folders
NOT_MODULES = ("gambar", FOLDER)
MAX_PICTURE_BYTES = 40 * 1024  # UX.md: a picture in a lesson

_ADDRESS = re.compile(r"https://[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:[0-9]+)?([/?#]\S*)?")
_COMPETENCE = re.compile(r"(?:(DigComp 2\.2|DLGF) )?(\d\.\d)(?: level ([1-8]))?")
KINDS = {"pelajaran": "lesson", "praktik": "practice", "kuis": "quiz"}
FEEDBACK = {"langsung": "immediate", "akhir": "at_end"}
COUNTS = {"terbaik": "best", "pertama": "first", "terakhir": "latest"}
LAYOUT = {"satu": "one", "semua": "all"}


def read_pack(folder: Path) -> Pack:
    """Raises PackRefused with all problems: file, line, what is wrong and what to do."""
    report = Report()
    reader = _Reader(folder, report)
    pack = reader.read()
    report.refuse_if_any()
    assert pack is not None  # no problem was reported, so the reader went through
    return pack


def pack_digest(folder: Path) -> str:
    """SHA-256 over names and contents of the pack's files, hex: equal means nothing to load."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        digest.update(os.fsencode(path.relative_to(folder).as_posix()) + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


class _Reader:
    def __init__(self, folder: Path, report: Report) -> None:
        self.folder = folder
        self.report = report
        self.pictures: dict[str, bytes] = {}
        self.h5p: dict[str, PackH5P] = {}
        self.id_lines: dict[str, int] = {}  # file of a lesson → line of its id

    def read(self) -> Pack | None:
        if not self._files_are_plain():
            return None
        self._read_pictures()
        self.h5p = read_contents(self.folder, self.report, self._text)
        course = self._fields("course.yaml")
        if course is None:
            return None
        version_of_format = course.whole("format", low=1, high=9999)
        if version_of_format > FORMAT:
            course.problem(
                _n("This pack needs a newer version of this system (format {found}, here {known})."),
                found=version_of_format,
                known=FORMAT,
            )
            return None
        modules = self._modules()
        bank_text = self._text("bank.yaml", required=False)
        bank = read_bank(bank_text, "bank.yaml", self.report, self.pictures) if bank_text else ()
        pack = Pack(
            id=course.identifier("id"),
            slug=course.identifier("slug"),
            version=course.text("versi", limit=40),
            language=course.choice("bahasa", {"id": "id", "en": "en"}, default="id"),
            licence=course.text("lisensi", limit=60),
            track=course.identifier("jalur", limit=50),
            title=course.text("judul", limit=160),
            summary=course.text("ringkasan", limit=400),
            audience=course.text("sasaran", limit=400),
            outcomes=course.texts("capaian", limit=200),
            pillars=self._pillars(course),
            topics=course.texts("topik", required=False, limit=60),
            prerequisites=course.texts("prasyarat", required=False, limit=60),
            modules=modules,
            bank=bank,
            quizzes=tuple(self._quiz(fields) for fields in course.many("kuis", required=False)),
            pictures=self.pictures,
            h5p=self.h5p,
            digest=pack_digest(self.folder),
        )
        if pack.is_translation and course.has("kuis"):
            text = _n("A translation takes the quizzes of the course that it translates; leave out “kuis”.")
            self.report.add("course.yaml", course.line("kuis"), text)
        course.done()
        self._check_whole(pack, course)
        return pack

    def _files_are_plain(self) -> bool:
        """Nothing of the pack may point outside it or be too large to be text."""
        count = 0
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if not name.isprintable():
                self.report.add(ascii(name), 0, _n("The name of this file is not readable. Give it a plain one."))
            elif len(name) > MAX_NAME:
                self.report.add(name, 0, _n("“{key}” is longer than {limit} characters."), key=name, limit=MAX_NAME)
            if path.is_symlink():
                self.report.add(name, 0, _n("Links are not allowed in a pack; put the file itself here."))
            elif path.is_file():
                count += 1
                if path.stat().st_size > MAX_FILE_BYTES:
                    self.report.add(name, 0, _n("The file is larger than {limit} KB."), limit=MAX_FILE_BYTES // 1024)
        if count > MAX_FILES:
            self.report.add(".", 0, _n("The pack has more than {limit} files."), limit=MAX_FILES)
        return not self.report.problems

    def _text(self, name: str, *, required: bool = True) -> str | None:
        path = self.folder / name
        if not path.is_file():
            if required:
                self.report.add(name, 0, _n("This file is missing."))
            return None
        try:
            text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.report.add(name, 0, _n("The file is not UTF-8 text. Save it again as UTF-8."))
            return None
        for number, line in enumerate(text.split("\n"), 1):
            for variable in unknown_variables(line):
                self.report.add(name, number, _n("The variable “{name}” is unknown."), name=variable)
        return text

    def _fields(self, name: str) -> Fields | None:
        text = self._text(name)
        document = read_yaml(text, name, self.report) if text is not None else None
        return Fields(document, name, self.report) if document else None

    def _read_pictures(self) -> None:
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if not path.is_file() or path.suffix in (".yaml", ".md") or name.startswith(f"{FOLDER}/"):
                continue
            if path.suffix not in (".svg", photos.SUFFIX):
                self.report.add(name, 0, _n("Only .yaml, .md, .svg and .webp files belong in a pack."))
                continue
            self.pictures[name] = content = path.read_bytes()  # also a refused one: it is not missing
            if len(content) > MAX_PICTURE_BYTES:
                self.report.add(name, 0, _n("The picture is larger than {limit} KB."), limit=MAX_PICTURE_BYTES // 1024)
                continue
            try:
                if path.suffix == photos.SUFFIX:
                    photos.check_photo(content)
                else:
                    self.pictures[name] = clean_svg(content).content
            except UnsafeSvg as reason:
                self.report.add(name, 0, _n("The picture was refused: {reason}"), reason=reason)
            except photos.NoPhoto as refused:
                self.report.add(name, 0, str(refused))

    def _pillars(self, fields: Fields) -> tuple[str, ...]:
        pillars = fields.texts("pilar", limit=20)
        for pillar in pillars:
            if pillar not in PILLARS:
                fields.problem(_n("“{value}” is not one of: {options}."), value=pillar, options=", ".join(PILLARS))
        return pillars

    def _modules(self) -> tuple[PackModule, ...]:
        folders = sorted(path for path in self.folder.iterdir() if path.is_dir() and path.name not in NOT_MODULES)
        if not folders:
            self.report.add("course.yaml", 0, _n("The pack has no module. A module is a folder with a module.yaml."))
        return tuple(module for folder in folders if (module := self._module(folder)))

    def _module(self, folder: Path) -> PackModule | None:
        fields = self._fields(f"{folder.name}/module.yaml")
        if fields is None:
            return None
        files = sorted(folder.glob("*.md"))
        if not files:
            fields.problem(_n("The module has no lesson."))
        module = PackModule(
            id=fields.identifier("id"),
            title=fields.text("judul", limit=120),
            summary=fields.text("ringkasan", required=False, limit=300),
            lessons=tuple(lesson for file in files if (lesson := self._lesson(f"{folder.name}/{file.name}"))),
        )
        fields.done()
        return module

    def _lesson(self, name: str) -> PackLesson | None:
        text = self._text(name)
        if text is None:
            return None
        head, separator, body = text.removeprefix("---\n").partition("\n---\n")
        if not text.startswith("---\n") or not separator:
            self.report.add(name, 1, _n("The file must start with a head between two lines “---”."))
            return None
        document = read_yaml(head, name, self.report, first_line=2)
        if document is None:
            return None
        fields = Fields(document, name, self.report)
        kind = fields.choice("jenis", KINDS, default="lesson")
        lesson_id = fields.identifier("id")
        self.id_lines[name] = fields.line("id")
        source = fields.one("sumber", required=kind == "lesson")
        lesson = PackLesson(
            id=lesson_id,
            file=name,
            title=fields.text("judul", limit=120),
            kind=kind,
            minutes=fields.whole("menit", low=1, high=60),
            objective=fields.text("tujuan", limit=200),
            pillars=self._pillars(fields),
            competences=read_competences(fields),
            topics=fields.texts("topik", required=False, limit=60),
            source=self._source(source) if source else None,
            reviewed=fields.day("ditinjau"),
            review_again=fields.day("tinjau_lagi"),
            changes_often=fields.flag("mudah_berubah"),
            blocks=read_body(
                body,
                file=name,
                first_line=head.count("\n") + 4,
                lesson_id=lesson_id,
                practice_replaces=fields.text("menggantikan", required=False, limit=400),
                report=self.report,
                pictures=self.pictures,
                contents=named_contents(self.folder),
            ),
        )
        if lesson.reviewed and lesson.review_again and lesson.review_again <= lesson.reviewed:
            self.report.add(name, fields.line("tinjau_lagi"), _n("This date must come after the review."))
        fields.done()
        return lesson

    def _source(self, fields: Fields) -> Source:
        source = Source(title=fields.text("judul", limit=160), url=fields.text("tautan", limit=300))
        if source.url and not source.url.startswith("https://"):
            fields.problem(_n("The address of the source must start with https://"))
        elif source.url and not _ADDRESS.fullmatch(source.url):
            fields.problem(_n("“{value}” is not the address of a page."), value=source.url)
        fields.done()
        return source

    def _quiz(self, fields: Fields) -> PackQuiz:
        quiz = PackQuiz(
            id=fields.identifier("id"),
            title=fields.text("judul", limit=120),
            pass_percent=fields.whole("nilai_lulus", low=1, high=100),
            attempts_allowed=fields.whole("percobaan", low=1, high=50) if fields.has("percobaan") else None,
            feedback=fields.choice("penjelasan", FEEDBACK, default="immediate"),
            rules=PackRules(
                minutes=fields.whole("menit", low=1, high=600) if fields.has("menit") else None,
                waiting=fields.whole("jeda", low=1, high=100_000) if fields.has("jeda") else None,
                counts=fields.choice("dihitung", COUNTS, default="best"),
                shuffle=fields.flag("acak"),
                layout=fields.choice("halaman", LAYOUT, default="one"),
            ),
            draws=tuple(self._draw(draw) for draw in fields.many("ambil")),
        )
        fields.done()
        return quiz

    def _draw(self, fields: Fields) -> Draw:
        draw = Draw(module=fields.text("modul", limit=80), count=fields.whole("jumlah", low=1, high=50))
        fields.done()
        return draw

    def _check_whole(self, pack: Pack, course: Fields) -> None:
        """What can only be seen with everything at hand: ids that meet, questions that suffice."""
        lessons = [lesson for module in pack.modules for lesson in module.lessons]
        checks = [block.question for lesson in lessons for block in lesson.blocks if isinstance(block, CheckBlock)]
        self._refuse_lessons_twice(lessons)
        self._refuse_twice(course, [module.id for module in pack.modules] + list({lesson.id for lesson in lessons}))
        self._refuse_twice(course, [question.id for question in (*pack.bank, *checks)])
        self._refuse_twice(course, [quiz.id for quiz in pack.quizzes])
        module_ids = {module.id for module in pack.modules}
        for question in pack.bank:
            if question.module not in module_ids:
                self.report.add(
                    "bank.yaml",
                    0,
                    _n("Question “{question}” names the module “{module}”, which does not exist."),
                    question=question.id,
                    module=question.module,
                )
        self._check_draws(pack, course)
        if not pack.is_translation:  # whose quizzes are looked for when it is loaded
            self._check_quiz_blocks(pack, lessons)

    def _check_draws(self, pack: Pack, course: Fields) -> None:
        available = Counter(question.module for question in pack.bank)
        for quiz in pack.quizzes:
            wanted = Counter[str]()
            for draw in quiz.draws:
                wanted[draw.module] += draw.count
            for module, count in wanted.items():
                if available[module] < count:
                    course.problem(
                        _n("Quiz “{quiz}” draws {count} questions of module “{module}”, but the bank has {available}."),
                        quiz=quiz.id,
                        count=count,
                        module=module,
                        available=available[module],
                    )

    def _check_quiz_blocks(self, pack: Pack, lessons: list[PackLesson]) -> None:
        known = {quiz.id for quiz in pack.quizzes}
        for lesson in lessons:
            for block in lesson.blocks:
                quiz = getattr(block, "quiz", None)
                if quiz is not None and quiz not in known:
                    self.report.add(lesson.file, 0, _n("The quiz “{quiz}” does not exist."), quiz=quiz)

    def _refuse_lessons_twice(self, lessons: list[PackLesson]) -> None:
        first: dict[str, PackLesson] = {}
        for lesson in lessons:
            other = first.setdefault(lesson.id, lesson)
            if lesson.id and other is not lesson:
                self.report.add(
                    lesson.file,
                    self.id_lines.get(lesson.file, 0),
                    _n("The id “{id}” stands twice in this pack; it is also in {other}."),
                    id=lesson.id,
                    other=other.file,
                )

    def _refuse_twice(self, course: Fields, identifiers: list[str]) -> None:
        for identifier in {i for i in identifiers if i and identifiers.count(i) > 1}:
            course.problem(_n("The id “{id}” stands twice in this pack."), id=identifier)


def read_competences(fields: Fields) -> tuple[Competence, ...]:
    competences = []
    for text in fields.texts("digcomp", required=False, limit=40):
        match = _COMPETENCE.fullmatch(text)
        if match is None:
            fields.problem(_n("“{value}” is not a competence; write it like “4.1 level 2” or “DLGF 0.1”."), value=text)
            continue
        competences.append(Competence(match[1] or FRAMEWORKS[0], match[2], int(match[3]) if match[3] else None))
    return tuple(competences)
