"""A signature as an appended part of a PDF (PAdES baseline B-B, ETSI EN 319 142-1): the bytes before stay as they are.

The same file, key and time give the same bytes wherever the kind of key allows it (RSA with PKCS#1 v1.5 does).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.port import Refused

DIGEST = "sha256"
# A hidden widget needs no place in the structure tree (ISO 14289-1 §7.18.1): the document stays PDF/UA.
_HIDDEN = InvisSigSettings(set_print_flag=False, set_hidden_flag=True)


class _SameEachTime(IncrementalPdfFileWriter):
    """Nothing of what is appended comes from chance or from the clock of the machine."""

    def _update_meta(self) -> None:
        """The metadata are those of the page; the signature itself says when it was made."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        """The second half of the file identifier (ISO 32000-1 §14.4) follows from what is signed."""
        prev.stream.seek(0)
        changed = hashlib.sha256(prev.stream.read()).digest()[:16]
        first = prev.trailer["/ID"][0] if "/ID" in prev.trailer else generic.ByteStringObject(changed)
        if isinstance(first, generic.TextStringObject):
            first = generic.ByteStringObject(first.original_bytes)
        return generic.ArrayObject([first, generic.ByteStringObject(changed)])


def sign_pdf(
    pdf: bytes,
    *,
    field: str,
    label: str,
    at: datetime,
    room: int,
    sign_digest: Callable[[bytes], bytes],
    locks: bool = False,
) -> bytes:
    """``sign_digest``: SHA-256 of all but the signature → CMS in DER, of at most ``room`` bytes. ``label`` is what
    screen readers call the field. ``locks``: nothing may be added later (DocMDP, ISO 32000-1 §12.8.2.2)."""
    writer = _SameEachTime(BytesIO(pdf))
    spec = SigFieldSpec(field, on_page=0, invis_sig_settings=_HIDDEN, readable_field_name=label)
    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(field_name=field, writer=writer)
    next(steps)
    placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * room)
    lock = SigMDPSetup(md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES) if locks else None
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=lock))
    prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=False))
    cms = sign_digest(prepared.document_digest)
    if len(cms) > room:
        raise Refused(f"a signature of {len(cms)} bytes, where {room} were agreed")
    prepared.fill_with_cms(output, cms)
    return bytes(output.getvalue())


def ready_for_signatures(pdf: bytes) -> bytes:
    """With a form that has no field yet. What signing changes can then be told from everything else that somebody may
    change: pyHanko compares the form before and after."""
    writer, output = _SameEachTime(BytesIO(pdf)), BytesIO()
    form = generic.DictionaryObject({generic.NameObject("/Fields"): generic.ArrayObject()})
    writer.root[generic.NameObject("/AcroForm")] = writer.add_object(form)
    writer.update_root()
    writer.write(output)
    return output.getvalue()


class _Signer(SimpleSigner):
    """pyHanko reads and checks the private key for every signature anew, which takes longer than all the rest."""

    private: Any = None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        match self.private:
            case rsa.RSAPrivateKey():
                return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
            case ec.EllipticCurvePrivateKey():
                return self.private.sign(data, ec.ECDSA(hashes.SHA256()))
            case _:
                return bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))


@lru_cache(maxsize=2)
def signer_of(key: Any, certificate: x509.Certificate, *chain: x509.Certificate) -> Callable[[bytes], bytes]:
    """SHA-256 → CMS by a private key that is at hand."""
    store = SimpleCertificateStore()
    store.register_multiple([_asn1(one) for one in chain])
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = _Signer(_asn1(certificate), asn1_keys.PrivateKeyInfo.load(der), store)
    signer.private = key
    return lambda digest: bytes(asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True)).dump())


def room_of(key: Any, *certificates: x509.Certificate) -> int:
    """Bytes that its signatures take at most."""
    signature = key.key_size // 8 if isinstance(key, rsa.RSAPrivateKey) else 160
    return sum(len(one.public_bytes(Encoding.DER)) for one in certificates) + signature + 700


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
