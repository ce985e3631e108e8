"""The line of a page that says whether its round is closed."""

from markupsafe import escape

STARTS, ENDS = b"<!-- seal -->", b"<!-- /seal -->"  # no text of a page holds these: it is escaped


def with_state(data: bytes, words: str) -> bytes:
    """The page with ``words``, escaped, in its line of state; a page that has not exactly one such line is
    as it was."""
    before, start, rest = data.partition(STARTS)
    _, end, after = rest.partition(ENDS)
    if not (start and end) or STARTS in rest or ENDS in after:
        return data
    return b"".join((before, start, str(escape(words)).encode(), end, after))
