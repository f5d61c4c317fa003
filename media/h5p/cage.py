"""What a page of an H5P content may do: run scripts, show what is served under /h5p/, and nothing else (SECURITY 12).

An origin that is not there matches no ``'self'``: ours is named. A direct visit is held by the same policy.
"""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

CLOSED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"  # of every other file
_PAGE = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: {files}; "
    "style-src 'unsafe-inline' blob: {files}; img-src {files} data: blob:{hosts}; "
    "media-src {files} data: blob:{hosts}; "
    "font-src {files} data:; connect-src {files} data: blob:; worker-src blob:; frame-src 'none'; object-src 'none'; "
    "form-action 'none'; base-uri {files}; frame-ancestors {origin}"
)
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
    "serial=(), usb=(), xr-spatial-tracking=(), browsing-topics=()"
)


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def page_policy(request: HttpRequest, hosts: Collection[str] = ()) -> str:
    """``hosts``: whose pictures, sounds and videos may be loaded, because this learner agreed."""
    origin = origin_of(request)
    return _PAGE.format(
        origin=origin, files=f"{origin}/h5p/", hosts="".join(f" https://{host}" for host in sorted(hosts))
    )
