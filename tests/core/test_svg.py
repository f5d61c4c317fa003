"""Only pictures come through: what could run, call out or blow up is refused, with the reason."""

import re

import pytest

from core.svg import CleanSvg, UnsafeSvg, clean_svg

ROOT = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str = "", size: str = 'width="24" height="16"') -> bytes:
    return f"<svg {ROOT} {size}>{inside}</svg>".encode()


def test_a_drawing_comes_through_with_its_size():
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16" width="24px" height="15.6"><path d="M0 0h9"/></svg>'
    assert clean_svg(drawn) == CleanSvg(
        content=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16" width="24px" height="15.6"><path d="M0 0h9" /></svg>',
        width=24,
        height=16,
    )


def test_references_inside_the_picture_stay():
    inside = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        "<style>.x { fill: url(#a) } .y { stroke: url( '#a' ) }</style>"
        '<rect class="x" fill="url(#a)" width="3" height="3"/><use href="#a"/><text xml:space="preserve">a  b</text>'
    )
    cleaned = clean_svg(svg(inside)).content.decode()
    assert [part in cleaned for part in ('href="#a"', 'fill="url(#a)"', ".x { fill: url(#a) }", "a  b")] == [True] * 4


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<script>alert(1)</script>", "element <script> is not allowed"),
        ('<script href="https://evil.example/x.js"/>', "element <script> is not allowed"),
        ("<foreignObject><body/></foreignObject>", "element <foreignObject> is not allowed"),
        ('<x xmlns="http://www.w3.org/1999/xhtml"/>', "element <{http://www.w3.org/1999/xhtml}x> is not allowed"),
        (
            '<script xmlns="http://www.w3.org/1999/xhtml"/>',
            "element <{http://www.w3.org/1999/xhtml}script> is not allowed",
        ),
        ('<image href="#a"/>', "element <image> is not allowed"),
        ('<a href="#a"/>', "element <a> is not allowed"),
        ('<animate attributeName="href"/>', "element <animate> is not allowed"),
        ('<set attributeName="onload"/>', "element <set> is not allowed"),
        ('<SCRIPT xmlns="http://www.w3.org/2000/svg"/>', "element <SCRIPT> is not allowed"),
        ('<g onload="alert(1)"/>', "attribute onload on <g> is not allowed"),
        ('<g onClick="alert(1)"/>', "attribute onClick on <g> is not allowed"),
        ('<g style="fill:red"/>', "attribute style on <g> is not allowed"),
        ('<use xlink:href="#a"/>', "attribute {http://www.w3.org/1999/xlink}href on <use> is not allowed"),
        ('<use href="https://evil.example/x.svg#a"/>', "href may only point inside the picture"),
        ('<use href="//evil.example/x.svg#a"/>', "href may only point inside the picture"),
        ('<use href="data:image/svg+xml;base64,AA"/>', "href may only point inside the picture"),
        ('<use href="javascript:alert(1)"/>', "href may only point inside the picture"),
        ('<use href=" #a"/>', "href may only point inside the picture"),
        ('<use href=""/>', "href may only point inside the picture"),
        ('<g fill="url(https://evil.example/a)"/>', "attribute fill refers to something outside the picture"),
        ('<g fill="URL( &quot;//evil.example/a&quot; )"/>', "attribute fill refers to something outside the picture"),
        ('<g fill="u\\72l(https://evil.example)"/>', "attribute fill refers to something outside the picture"),
        ('<g class="javascript:x"/>', "attribute class refers to something outside the picture"),
        (
            "<g mask=\"image-set('https://evil.example/x.png' 1x)\"/>",
            "attribute mask refers to something outside the picture",
        ),
        ("<style><g/></style>", "the <style> element may hold text only"),
    ],
)
def test_what_could_run_or_call_out_is_refused(inside, reason):
    with pytest.raises(UnsafeSvg, match=f"^{re.escape(reason)}$"):
        clean_svg(svg(inside))


@pytest.mark.parametrize(
    "css",
    [
        "@import url(https://evil.example/x.css);",
        '@import "https://evil.example/x.css";',
        "@IMPORT 'x.css';",
        "<![CDATA[@import 'x.css';]]>",
        "g { fill: url(https://evil.example/x) }",
        "g { fill: url(\n  '//evil.example/x') }",
        "g { fill: URL(data:image/png;base64,AA) }",
        "g { width: expression(alert(1)) }",
        "g { fill: u\\72l(x) }",
        # The text of an element is all its text, also behind a child.
        "<title/>@import url(https://evil.example/x.css);",
        "<g>a{}</g> b { fill: url(https://evil.example/x) }",
        # Some functions of CSS load an address without url().
        "svg { background: image-set('https://evil.example/x.png' 1x) }",
        "svg { background: -webkit-image-set('https://evil.example/x.png' 1x) }",
        "svg { background: src('https://evil.example/x.png') }",
        "@font-face { font-family: x; src: local(x) }",
        "@namespace 'https://evil.example';",
    ],
)
def test_a_style_may_not_load_anything(css):
    with pytest.raises(UnsafeSvg, match=r"^the <style> element|is not allowed$"):
        clean_svg(svg(f"<style>{css}</style>"))


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        '<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE svg [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % outside SYSTEM "https://evil.example/x.dtd">%outside;]>',
    ],
)
def test_no_document_type_no_entities(head):
    with pytest.raises(UnsafeSvg, match=r"^not well-formed XML: "):
        clean_svg(head.encode() + svg("<text>&c;</text>" if "ENTITY c" in head else ""))


def test_comments_and_processing_instructions_do_not_come_along():
    content = b'<?xml-stylesheet href="https://evil.example/x.css"?>' + svg("<!-- <script> --><?php x ?><g/>")
    assert clean_svg(content).content == (b'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16"><g /></svg>')


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<html><body>no</body></html>",
        b"<svg/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<?xml version='1.0' encoding='no-such-encoding'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0' encoding='shift_jis'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xfe<\x00s\x00",
    ],
)
def test_what_is_no_svg_is_refused_and_nothing_else_happens(content):
    with pytest.raises(UnsafeSvg):
        clean_svg(content)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ('width="10" height="20"', (10, 20)),
        ('width="10.5px" height="4000"', (10, 4000)),
        ('viewBox="0 0 360 202"', (360, 202)),
        ('viewBox="0,0,360.4,201.6"', (360, 202)),
        ('width="100%" height="100%" viewBox="0 0 8 9"', (8, 9)),
        ('width="10" viewBox="-5 -5 8 9"', (8, 9)),
    ],
)
def test_the_size_comes_from_width_and_height_else_from_the_view_box(size, wanted):
    cleaned = clean_svg(svg(size=size))
    assert (cleaned.width, cleaned.height) == wanted


@pytest.mark.parametrize(
    "size",
    [
        "",
        'width="10"',
        'viewBox="0 0 10"',
        'viewBox="a b c d"',
        'width="0" height="10"',
        'width="4001" height="10"',
        'viewBox="0 0 -3 10"',
        'viewBox="0 0 nan nan"',
        'viewBox="0 0 inf 10"',
        'viewBox="0 0 1e400 10"',
        f'width="{"9" * 400}" height="10"',
    ],
)
def test_a_picture_without_a_sensible_size_is_refused(size):
    with pytest.raises(UnsafeSvg):
        clean_svg(svg(size=size))


def test_nesting_without_end_is_refused_and_does_not_bring_the_process_down():
    with pytest.raises(UnsafeSvg):
        clean_svg(svg("<g>" * 50_000 + "</g>" * 50_000))


def test_what_pictures_need_passes():
    inside = (
        "<style>@media (prefers-color-scheme: dark) { .x:not(.y) { fill: rgb(1 2 3); transform: rotate(3deg) } }</style>"
        '<g class="x" transform="translate(3 4) scale(2)" aria-label="Tombol(kanan) @warga"><text>url(https://kota.example)</text></g>'
        + "<g>" * 30
        + "</g>" * 30
    )
    cleaned = clean_svg(svg(inside)).content.decode()
    assert [part in cleaned for part in ("@media (", "rotate(3deg)", "Tombol(kanan) @warga", "url(https")] == [True] * 4
