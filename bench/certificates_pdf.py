"""1,000 certificates of two pages by two processes; by itself: ``python -m bench.certificates_pdf``."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
COUNT, PROCESSES, WARM = 1000, 2, 50
_RENDER = """
import resource, sys, time, django
django.setup()
from dataclasses import replace
from certificates.pdf.content import Logo
from certificates.pdf.render import render_pdf
from tests.certificates.making import ADDRESS, paper, usual
from tests.certificates.template_making import raster
first, last, warm = map(int, sys.argv[1:])
logo = "a" * 64 + ".png"
one = paper(content=usual(logos=(Logo(logo, "Logo"),)), pictures={logo: raster(size=(600, 600))})
def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
size = early = 0
for place in range(first, last):
    facts = replace(one.facts, name=f"Siti Aminah {place}", number=f"421/{place:04}/KOMINFO/2026")
    size += len(render_pdf(replace(one, facts=facts, address=f"{ADDRESS}#{'AbC-_9x' * 38}{place}")))
    if place == first + warm:
        early = memory()
print(time.process_time(), early, memory(), size)
"""


def measure_certificates_pdf() -> list[Row]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    share = COUNT // PROCESSES
    began = time.monotonic()
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _RENDER, str(place * share), str((place + 1) * share), str(WARM)],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(PROCESSES)
    ]
    told = [worker.communicate()[0].split() for worker in workers]
    took = time.monotonic() - began
    assert all(worker.returncode == 0 for worker in workers)
    cpu = sum(float(one[0]) for one in told)
    early, late = (max(int(one[place]) for one in told) for place in (1, 2))
    size = sum(int(one[3]) for one in told) / COUNT
    return [
        ("A page of a certificate", f"{cpu / COUNT / 2 * 1000:.0f} ms of CPU", "≤ 60 ms"),
        (
            f"– {COUNT:,} certificates of two pages, 2 processes",
            f"{took:.0f} s ({cpu:.0f} s of CPU), at most {late} MB each, {early} MB after the first {WARM}; "
            f"{size / 1000:.0f} kB a file",
            "≤ 120 s, flat, ≤ 300 MB",
        ),
    ]


if __name__ == "__main__":
    for row in measure_certificates_pdf():
        print(" | ".join(row))
