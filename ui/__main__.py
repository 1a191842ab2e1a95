"""`python -m ui`, and the start of the built program."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    # the window is not to wait for what only the other commands need, nor a child process for either of them
    if sys.argv[1:2] == ["desktop"]:
        from ui.cli.desktop import main
    else:
        from ui.cli.app import main
    sys.exit(main())
