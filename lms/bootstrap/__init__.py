"""From a machine with nothing but Python to a served, or tested, system (DESIGN §6). Standard library only.

In a production environment – Django importable, no `.venv` of ours – all of this steps aside.
"""

from __future__ import annotations

import importlib.util
import os
import sys

from lms.bootstrap.environment import Stop, in_own_environment, own_python


def main(argv: list[str]) -> int:
    command = argv[1] if len(argv) > 1 else ""
    try:
        if command == "up":
            from lms.bootstrap.up import up

            return up(argv[2:])
        if command == "test":
            from lms.bootstrap.test import test

            return test(argv[2:])
        if command == "screenshots":
            from lms.bootstrap.test import screenshots

            return screenshots(argv[2:])
        return _django(argv)
    except Stop as stop:
        print(f"\n✗ {stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("\nDihentikan. Jalankan lagi untuk meneruskan.", file=sys.stderr)
        return 130


def _django(argv: list[str]) -> int:
    if importlib.util.find_spec("django") is None:
        if in_own_environment() or not own_python().exists():
            raise Stop("Django belum terpasang. Jalankan dulu: python3 manage.py up")
        os.execv(own_python(), [str(own_python()), *argv])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
    return 0
