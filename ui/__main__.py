"""`python -m ui`, and the start of the built program."""

import multiprocessing
import sys

from ui.cli.app import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
