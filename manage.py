#!/usr/bin/env python3
"""`up` sets everything up and serves, `test` sets everything up and tests; anything else is Django's own."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("Python 3.11 atau lebih baru diperlukan; ini Python %s.\n" % sys.version.split()[0])
    sys.stderr.write("Pasang Python yang lebih baru, lalu: python3.11 manage.py up\n")
    sys.exit(2)

from lms.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
