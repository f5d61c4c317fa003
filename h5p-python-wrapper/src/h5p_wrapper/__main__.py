import sys

from h5p_wrapper.cli import main

sys.exit(main())
