"""What the bundled program starts with; the same as the `clashreader` command of the wheel."""

import os
import sys

# The loader pointed LD_LIBRARY_PATH at our own libraries, and has read it. A browser that we open
# must not be given them: it has its own.
_BEFORE = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _BEFORE is not None:
    os.environ["LD_LIBRARY_PATH"] = _BEFORE
elif sys.platform.startswith("linux"):
    os.environ.pop("LD_LIBRARY_PATH", None)

from clashreader.cli import main  # noqa: E402 - the environment comes first

sys.exit(main())
