"""``python -m clashreader``: the same as the ``clashreader`` command."""

from __future__ import annotations

import sys

from clashreader.cli import main

if __name__ == "__main__":
    sys.exit(main())
