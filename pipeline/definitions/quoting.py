"""How a text stands in a file of TOML."""

import json


def quoted(text: str) -> str:
    """A text as a basic string of TOML, whatever is in it."""
    # A string of JSON is one of TOML, but for the character that TOML alone escapes.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
