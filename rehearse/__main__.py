"""``python -m rehearse``: the same as the command ``rehearse``."""

import sys

from rehearse.cli import main

sys.exit(main())
