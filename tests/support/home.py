"""Where the project stands, and on what."""

import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
WINE = False
if sys.platform == "win32":
    import ctypes

    WINE = hasattr(ctypes.windll.ntdll, "wine_get_version")
