"""Workbooks that Excel encrypted although nobody set a password to open them."""

import io

from pipeline.read.refusal import Refusal

# What Excel encrypts with, and tries before it asks, where only the structure of a workbook is
# protected or a shared one is ([MS-OFFCRYPTO] 2.3.2, [MS-XLS] 2.2.10).
_DEFAULT = "VelvetSweatshop"


def decrypted(data: bytes) -> bytes:
    """The same file as it opens in Excel without a password. Raises Refusal, ``encrypted``, where it
    wants one, or is damaged so that nobody knows."""
    import msoffcrypto  # type: ignore[import-untyped]  # no type hints

    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=_DEFAULT)
        file.decrypt(opened)
    except MemoryError:
        raise
    except Exception as error:  # of its libraries, each with errors of its own
        raise Refusal("encrypted") from error
    return opened.getvalue()
