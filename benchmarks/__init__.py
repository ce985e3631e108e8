"""What the program costs, beside others that do the same: ``python -m benchmarks.NAME``."""

import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.append(str(HOME / "tests" / "support"))  # the made-up exports, and the plain filling of forms
