"""The command line as a process of its own, with the fake grader."""

import sys

from rehearse.cli import main
from tests.cli.fakes import install

install()
sys.exit(main())
