from __future__ import annotations

import pytest
from h5p_wrapper.kinds import expected_type, is_related, media_type
from making import changed, found, png, report

HEADS = {
    "png": png(),
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "gif": b"GIF89a",
    "bmp": b"BM\x10\0\0\0",
    "tif": b"II*\0\x08",
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "mp4": b"\0\0\0\x20ftypisom",
    "m4a": b"\0\0\0\x20ftypM4A \0",
    "ogg": b"OggS\0",
    "mp3": b"ID3\x04\0",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "pdf": b"%PDF-1.7",
    "rtf": b"{\\rtf1",
    "docx": b"PK\x03\x04\x14\0",
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "woff": b"wOFF\0\1\0\0",
    "woff2": b"wOF2\0\1\0\0",
    "ttf": b"\0\1\0\0\0\x0f",
    "otf": b"OTTO\0",
    "eot": bytes(34) + b"LP",
    "glb": b"glTF\2\0\0\0",
    "swf": b"CWS\x08",
    "vtt": b"WEBVTT\n",
    "txt": b"BMW dan ID3 adalah teks biasa",
    "csv": "nama;nilai\né".encode("latin-1"),
    "json": b"{}",
    "gltf": b'{"asset": {}}',
    "md": b"<b>Halo</b>",
}


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_is_known_by_its_first_bytes(kind):
    assert media_type(HEADS[kind], f"a.{kind}") == expected_type(f"a.{kind}")


@pytest.mark.parametrize("kind", sorted(HEADS.keys() - {"txt", "csv", "json", "gltf", "md", "vtt"}))
def test_html_under_another_name_is_known_as_html(kind):
    assert media_type(b"\xef\xbb\xbf \n<!DOCTYPE html><script>", f"a.{kind}") == "text/html"
    assert not is_related("text/html", expected_type(f"a.{kind}") or "")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- x --><svg>", "image/svg+xml"),
        (b"<?xml version='1.0'?><x>", "application/xml"),
        (b"<?php echo 1;", "text/html"),
        (b"MZ\x90", "application/x-msdownload"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"\xff\xfb\x90\x44", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"", None),
        (b"\0\2\3\4", None),
    ],
)
def test_what_does_not_belong_is_named(head, kind):
    assert media_type(head, "a.png") == kind


def test_picture_in_another_format_is_a_warning():
    assert found(changed({"content/images/a.png": HEADS["jpg"]})) == [("misnamed-media", "content/images/a.png")]


@pytest.mark.parametrize(
    "body", [b"<html><script>", b"#!/bin/sh", b"just words", b"\0\1\2\3", b"MZ\x90\0", HEADS["mp3"]]
)
def test_picture_that_is_none_is_refused(body):
    assert found(changed({"content/images/a.png": body})) == [("wrong-media", "content/images/a.png")]


def test_program_named_as_text_is_refused():
    assert found(changed({"content/a.txt": b"MZ\x90\0\3\0\0\0"})) == [("wrong-media", "content/a.txt")]


def test_html_named_as_text_is_refused():
    assert found(changed({"content/a.txt": b"<script>alert(1)</script>"})) == [("wrong-media", "content/a.txt")]


def test_picture_in_a_library_is_looked_at_too():
    assert found(changed({"Test.Base-1.2/a.png": b"<html>"})) == [("wrong-media", "Test.Base-1.2/a.png")]


def test_empty_picture_is_a_warning():
    assert found(changed({"content/images/a.png": b""})) == [("empty-media", "content/images/a.png")]


@pytest.mark.parametrize("name", ["content/images/a.png", "Test.Base-1.2/a.png", "content/a.mp3"])
def test_zip_behind_a_file_is_refused(name):
    archive = b"PK\x03\x04" + bytes(70_000) + b"PK\x05\x06" + bytes(16) + b"\2\0hi"
    head = HEADS["mp3"] if name.endswith("mp3") else png()
    assert found(changed({name: head + archive})) == [("polyglot", name)]


def test_zip_ending_in_the_middle_of_a_file_is_chance():
    assert found(changed({"content/images/a.png": png(b"PK\x05\x06" + bytes(18))})) == []


@pytest.mark.parametrize("body", [png(), HEADS["jpg"] + b"\xff\xd9"])
def test_script_behind_a_picture_is_refused(body):
    problems = report(changed({"content/images/a.png": body + b"\n<ScRiPt>"})).problems.errors
    assert [problem.text for problem in problems] == ["Behind the png file there is <script."]


def test_script_inside_a_comment_of_a_picture_is_left_alone():
    assert found(changed({"content/images/a.png": png(b"<script>")})) == []
