"""The house runs from its folder, and so does the distribution that lies in it: this copy, not one installed before."""

import sys

from core.environment import WRAPPER_DIR

sys.path[:] = [str(WRAPPER_DIR), *(path for path in sys.path if path != str(WRAPPER_DIR))]
