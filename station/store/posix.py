"""What POSIX alone offers to the store. Nothing else of the store may call it; windows.py has the same names."""

import errno
import os
import re
import sys
from pathlib import Path

assert sys.platform != "win32"

_OWNER_ONLY = 0o700
_MOUNTS = Path("/proc/self/mountinfo")
NETWORK_KINDS = frozenset({
    "9p", "afs", "ceph", "cifs", "coda", "davfs", "fuse.ceph-fuse", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.mfs",
    "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
    "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
})  # fmt: skip
"""File systems whose other end is another machine, or the host of a virtual one: locks and shared memory do not hold there."""
_NO_FOLDER_FSYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS})


def make_private(folder: Path) -> None:
    """Close the folder to everybody but its owner."""
    folder.chmod(_OWNER_ONLY)


def reserve(path: Path, size: int) -> None:
    """A file of `size` bytes whose blocks are really taken; raise OSError when there is no room (posix_fallocate(3))."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)


def flush_written(descriptor: int) -> None:
    """Nothing yet: `flush_medium` writes everything out at once, a hundred times faster than file by file."""


def flush_medium(root: Path) -> None:
    """Write out what waits for the file system under `root`, names too; raise OSError. FAT and shares refuse fsync of a folder."""
    os.sync()
    descriptor = os.open(root, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FSYNC:
            raise
    finally:
        os.close(descriptor)


def forget_cached(descriptor: int) -> None:
    """The next read of this file comes from the medium, not from memory; where the system does not know how, nothing happens."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def network_kind(path: Path) -> str:
    """The kind of network file system under `path` (`nfs4`, `cifs`, `fuse.sshfs`…), empty for a local disk; from /proc/self/mountinfo.

    Where there is no such file (other systems than Linux) nothing is known and nothing is refused.
    """
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    kind, depth = "", -1
    for line in lines:
        place, type_ = mount_of(line)
        # of mounts at one place the last one lies on top
        if path.is_relative_to(place) and len(place.parts) >= depth:
            kind, depth = type_, len(place.parts)
    return kind if kind in NETWORK_KINDS else ""


def mount_of(line: str) -> tuple[Path, str]:
    """(mount point, type) of a line of mountinfo (proc_pid_mountinfo(5)): optional fields end with a lone hyphen; blanks are octal."""
    before, _, after = line.partition(" - ")
    place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), before.split(" ")[4])
    return Path(place), after.split(" ")[0]
