"""What POSIX alone offers to the store. Nothing else of the store may call it; windows.py has the same names."""

import errno
import grp
import os
import re
import stat
import sys
from pathlib import Path

from station.domain.errors import StationError

assert sys.platform != "win32"

_OWNER_ONLY, _OWNER_FILE = 0o700, 0o600
_GROUP_FOLDER, _GROUP_FILE = 0o2770, 0o660
"""With the set-group-ID bit what is made in a folder belongs to the folder's group, whoever makes it (inode(7))."""
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


def require_group(group: str) -> None:
    """Raise StationError `share.group` unless there is such a group and this account may give files to it."""
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError as error:
        raise StationError("share.group", group=group) from error
    if os.geteuid() != 0 and number not in {os.getegid(), *os.getgroups()}:
        raise StationError("share.group", group=group)


def make_group_place(place: Path, group: str) -> None:
    """A folder that the group alone can enter, where files belong to it. Raises StationError `share.place` when it cannot be made here."""
    try:
        if not place.exists():
            place.mkdir()
            os.chown(place, -1, grp.getgrnam(group).gr_gid)
            place.chmod(_GROUP_FOLDER)
        fits = stat.S_IMODE(place.stat().st_mode) == _GROUP_FOLDER and place.stat().st_gid == grp.getgrnam(group).gr_gid
    except OSError as error:
        raise StationError("share.place", path=str(place), group=group) from error
    if not fits:
        raise StationError("share.place", path=str(place), group=group)


def open_to_group(folder: Path, group: str) -> None:
    """The folder and everything in it for the group, the folder itself last. Raises StationError `share.reach`, `share.group`."""
    number = grp.getgrnam(group).gr_gid
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH and not (mode & stat.S_IXGRP and parent.stat().st_gid == number):
            raise StationError("share.reach", path=str(parent))
    _open(folder, -1, number, _GROUP_FOLDER, _GROUP_FILE)


def close_to_others(folder: Path) -> None:
    """The folder and everything in it for its owner alone, the folder itself first."""
    make_private(folder)
    _open(folder, -1, os.getegid(), _OWNER_ONLY, _OWNER_FILE)


def _open(folder: Path, owner: int, group: int, folder_mode: int, file_mode: int) -> None:
    try:
        for place, _, names in os.walk(folder, topdown=False):
            for path, mode in ((Path(place) / name, file_mode) for name in names):
                os.chown(path, owner, group)
                path.chmod(mode)
            os.chown(place, owner, group)
            Path(place).chmod(folder_mode)
    except PermissionError as error:
        raise StationError("share.owner", path=str(error.filename)) from error


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
