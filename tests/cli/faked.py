"""The command line as a process of its own, with the fake grader and encoder."""

import sys

from rehearse.cli import main
from tests.cli.fakes import install_for_good

install_for_good()
sys.exit(main())
