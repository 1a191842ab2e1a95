"""First thing in the built program: system programs that it calls (tesseract, setpriv) must find the system's libraries, not the bundle's.

The boot loader has put the bundle's folder into LD_LIBRARY_PATH and kept the user's value beside it. This process has read it already.
"""

import os

if "LD_LIBRARY_PATH_ORIG" in os.environ:
    os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
