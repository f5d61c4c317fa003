"""The SCORM 1.2 package against its specification: ADL SCORM 1.2 CAM §2.3, IMS Content Packaging 1.1.2.

Only what the standards say is asked here; that a system plays it is asked in tests/e2e/test_scorm.py.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree

from courses.editions.archive import zipped
from courses.editions.model import LessonPart
from courses.editions.scorm import TooLong, scorm_files
from tests.factories.editions import edition

CP, ADL = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}", "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
NCNAME = re.compile(r"[A-Za-z_][\w.-]*")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return scorm_files(edition())


@pytest.fixture(scope="module")
def manifest(files) -> Element:
    return ElementTree.fromstring(files["imsmanifest.xml"], forbid_dtd=True)


def names(element: Element) -> list[str]:
    return [child.tag for child in element]


def test_the_manifest_stands_at_the_root_and_says_what_it_is(files, manifest):
    assert files["imsmanifest.xml"].startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert manifest.tag == f"{CP}manifest"
    assert NCNAME.fullmatch(manifest.get("identifier", ""))
    metadata = manifest[0]
    assert [(child.tag, child.text) for child in metadata] == [
        (f"{CP}schema", "ADL SCORM"), (f"{CP}schemaversion", "1.2"),
    ]  # fmt: skip


def test_elements_stand_in_the_order_of_the_schema(manifest):
    assert names(manifest) == [f"{CP}metadata", f"{CP}organizations", f"{CP}resources"]
    organizations = manifest.find(f"{CP}organizations")
    assert names(organizations) == [f"{CP}organization"]
    assert names(organizations[0]) == [f"{CP}title", f"{CP}item"]
    assert names(organizations[0][1]) == [f"{CP}title", f"{ADL}masteryscore"]
    resource = manifest.find(f"{CP}resources/{CP}resource")
    assert set(names(resource)) == {f"{CP}file"}


def test_references_lead_to_what_is_there_and_identifiers_are_unique(manifest):
    identifiers = [element.get("identifier") for element in manifest.iter() if element.get("identifier")]
    assert len(identifiers) == len(set(identifiers)) == 4
    assert all(NCNAME.fullmatch(identifier) for identifier in identifiers)
    organizations = manifest.find(f"{CP}organizations")
    assert organizations.get("default") == organizations[0].get("identifier")
    resource = manifest.find(f"{CP}resources/{CP}resource")
    assert [item.get("identifierref") for item in manifest.iter(f"{CP}item")] == [resource.get("identifier")]


def test_the_one_resource_is_a_sco_that_begins_with_a_file_of_its_own(files, manifest):
    resource = manifest.find(f"{CP}resources/{CP}resource")
    assert (resource.get("type"), resource.get(f"{ADL}scormtype")) == ("webcontent", "sco")
    assert resource.get("href") in [file.get("href") for file in resource]
    assert resource.get("href") in files


def test_every_file_is_listed_once_and_every_listed_file_is_there(files, manifest):
    listed = [file.get("href") for file in manifest.iter(f"{CP}file")]
    assert len(listed) == len(set(listed))
    assert set(listed) == files.keys() - {"imsmanifest.xml"}
    assert all(re.fullmatch(r"[a-z0-9._/-]+", name) and not name.startswith("/") for name in listed)


def test_everything_that_a_page_asks_for_is_in_the_package(files):
    for name, content in files.items():
        if name.endswith(".html"):
            page = BeautifulSoup(content, "html.parser")
            asked = [tag[side] for side in ("href", "src") for tag in page.select(f"[{side}]")]
            own = [address for address in asked if not address.startswith(("https://", "#"))]
            assert own, name
            assert set(own) <= files.keys(), name


def test_the_mastery_score_is_a_percentage_and_missing_where_nothing_is_scored(manifest):
    assert manifest.find(f".//{ADL}masteryscore").text == "70"
    told = edition()
    bare = replace(told, modules=tuple(replace(m, lessons=tuple(replace(p, pieces=()) for p in m.lessons)) for m in told.modules))  # fmt: skip
    without = ElementTree.fromstring(scorm_files(bare)["imsmanifest.xml"])
    assert without.find(f".//{ADL}masteryscore") is None


def test_titles_keep_their_signs_and_stay_within_the_standard(files):
    long = ElementTree.fromstring(scorm_files(edition(title="Jual & <beli> " * 30))["imsmanifest.xml"])
    titles = [title.text for title in long.iter(f"{CP}title")]
    assert all(title.startswith("Jual & <beli> Jual") and len(title) == 200 for title in titles)


def test_the_player_knows_every_page_and_which_questions_count(files):
    body = BeautifulSoup(files["main.html"], "html.parser").body
    assert json.loads(body["data-pages"]) == ["01-layar", "02-sandi", "03-praktik"]
    assert json.loads(body["data-questions"]) == [1, 2, 3, 4, 5, 6]  # the seventh is compared with an example


def test_a_course_that_the_standard_cannot_remember_is_refused():
    page = LessonPart("x", "X", "lesson", 1, "", ())
    module = replace(edition().modules[0], lessons=(page,) * 4100)
    with pytest.raises(TooLong):
        scorm_files(edition(modules=(module,)))


def test_the_same_course_is_the_same_file(files):
    first, again = zipped(files), zipped(scorm_files(edition()))
    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == files.keys()
