"""Write anew what is made of the command line's parsers and of the changelog.

    .venv/bin/python tools/generated.py

The guide's page of the command line, the manual page, completions, releases in the metainfo.
To be run after every change of an option, and before a release.
"""

from __future__ import annotations

import sys

import completions
import guide
import man
import metainfo


def main() -> int:
    """Write all of it; return the exit code."""
    return guide.main(["write"]) or man.main() or completions.main() or metainfo.main()


if __name__ == "__main__":
    sys.exit(main())
