"""Lets the tests of the review import their labelled sets."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
