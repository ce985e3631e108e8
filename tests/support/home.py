"""Where the project stands."""

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
