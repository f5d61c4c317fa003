"""Writing QTI 2.1: one item per question and a manifest, in a content package (IMS QTI 2.1 final, 2012; CP 1.1)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from quizzes.formats.model import Question, _n
from quizzes.formats.moodlexml_writer import question_name
from quizzes.formats.qti21_items import Item, item_of

ITEM_NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
ITEM_SCHEMA = f"{ITEM_NAMESPACE} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
PACKAGE_NAMESPACE = "http://www.imsglobal.org/xsd/imscp_v1p1"
LEFT_OUT = _n(
    "All kinds. Sound, hints, pictures of choices, explanations of single pairs, and stars in answers are left out."
)

_ALWAYS = (2026, 1, 1, 0, 0, 0)  # the same bytes for the same questions
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_qti21(questions: Iterable[Question]) -> bytes:
    buffer = io.BytesIO()
    resources = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, question in enumerate(questions, 1):
            identity = f"soal-{number:05d}"
            files = [f"soal/{identity}.xml"]
            if question.picture:
                ending = question.picture.name.rpartition(".")[2].lower()
                files.append(f"gambar/{identity}.{ending if ending.isalnum() else 'png'}")
                _put(archive, files[1], question.picture.content)
            shown = f"../{files[1]}" if question.picture else ""
            _put(archive, files[0], _item(question, identity, shown).encode())
            resources.append(_resource(identity, files))
        _put(archive, "imsmanifest.xml", _manifest(resources).encode())
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)


def _resource(identity: str, files: list[str]) -> str:
    listed = "".join(f'<file href="{name}"/>' for name in files)
    return f'<resource identifier="{identity}" type="imsqti_item_xmlv2p1" href="{files[0]}">{listed}</resource>\n'


def _manifest(resources: list[str]) -> str:
    return (
        f'{_DECLARATION}<manifest xmlns="{PACKAGE_NAMESPACE}" identifier="bank-soal">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def _item(question: Question, identity: str, picture: str) -> str:
    item = item_of(question, picture)
    before = "" if item.holds_picture else _picture(question, picture)
    return (
        f'{_DECLARATION}<assessmentItem xmlns="{ITEM_NAMESPACE}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{ITEM_SCHEMA}" identifier="{identity}"'
        f' title={quoteattr(question_name(question))} adaptive="false" timeDependent="false" xml:lang="id">\n'
        f"{''.join(item.declarations)}{_outcomes(item)}"
        f"<itemBody>\n{_stem(question)}{before}{item.body}\n</itemBody>\n"
        f"<responseProcessing>\n{''.join(item.processing)}</responseProcessing>\n"
        f"{''.join(_modal(name, text) for name, text in item.feedback.items())}</assessmentItem>\n"
    )


def _outcomes(item: Item) -> str:
    score = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>\n'  # noqa: E501
    told = '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>\n'
    return score + (told if item.feedback else "")


def _stem(question: Question) -> str:
    """XHTML: our rich text has elements of it only, of which <br> must be closed and entities spelt out."""
    return question.stem.replace("<br>", "<br/>").replace("&nbsp;", "&#160;")


def _picture(question: Question, address: str) -> str:
    if not question.picture or not address:
        return ""
    return f"<p><img src={quoteattr(address)} alt={quoteattr(question.picture.alt)}/></p>"


def _modal(name: str, text: str) -> str:
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">'
        f"{escape(text)}</modalFeedback>\n"
    )
