"""A credential inside a picture (Open Badges 3.0 §5.3). Pure. Reading it back: certificates.badges.verify."""

from __future__ import annotations

import zlib

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_HEADER = len(PNG_BEGINS) + 4 + 4 + 13 + 4  # and the chunk IHDR: length, type, content, checksum


def in_png(picture: bytes, credential: bytes) -> bytes:
    """As uncompressed international text, right behind the header."""
    chunk = b"iTXt" + KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential
    framed = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    return picture[:_HEADER] + framed + picture[_HEADER:]


def in_svg(picture: bytes, credential: bytes) -> bytes:
    """``credential`` is ASCII. “]]>” would end the section it stands in; in JSON it may be written otherwise."""
    opening, _, rest = picture.partition(b">")
    content = credential.replace(b"]]>", b"]]\\u003e")
    return (
        opening
        + f' xmlns:openbadges="{NAMESPACE}"><openbadges:credential><![CDATA['.encode()
        + content
        + b"]]></openbadges:credential>"
        + rest
    )
