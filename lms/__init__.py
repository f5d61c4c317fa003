"""The house runs from its folder, and so does the distribution that lies in it: this copy, not one installed before."""

import sys

from core.environment import WRAPPER_DIR

if str(WRAPPER_DIR) not in sys.path:
    sys.path.insert(0, str(WRAPPER_DIR))
