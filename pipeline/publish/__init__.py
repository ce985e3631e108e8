"""Files that appear whole or not at all, and sets of files of which the last says that all stand.

Knows nothing of what is in them. docs/reliability.md says what is promised.
"""

from pipeline.publish.folder import LASTING, PRIVATE, Last, Written, publish, standing
from pipeline.publish.whole import put_file, write_whole

__all__ = ["LASTING", "PRIVATE", "Last", "Written", "publish", "put_file", "standing", "write_whole"]
