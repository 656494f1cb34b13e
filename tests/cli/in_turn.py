"""Several commands one after the other, in one process with the fake grader and encoder.

What each printed ends with its exit code between two NULs.
"""

import io
import json
import os
import sys

from rehearse.cli import main
from tests.cli.fakes import install_for_good

install_for_good()
for words, given in json.loads(sys.argv[1]):
    piped = io.BytesIO(given.encode("utf-8"))
    sys.stdin = io.TextIOWrapper(piped, sys.stdin.encoding, sys.stdin.errors)
    # As the interpreter makes arguments of bytes, whatever the locale.
    code = main([os.fsdecode(word.encode("utf-8")) for word in words])
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\0%d\0" % code)
