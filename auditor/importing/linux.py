"""Linux' own walls by system calls of which Python knows nothing: Landlock for files, seccomp for the rest."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_KILL = 9

# Landlock (linux/landlock.h); its calls have the same numbers everywhere.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REMOVE_DIR, _REMOVE_FILE, _MAKE_REG = 1 << 4, 1 << 5, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FILES = (1 << 13) - 1
"""All rights over files of the first version."""
_NET = 3
_SCOPES = 3
"""Abstract sockets and signals."""

# seccomp and BPF (linux/seccomp.h, linux/filter.h)
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
_X32 = 0x40000000
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_TGKILL = {"x86_64": 234, "aarch64": 131}
_NEW = (*range(424, 436), 438, 440, 442, 452, 463, 466, 467)
"""Same numbers everywhere: io_uring, pidfds, mounts, clone3, fchmodat2, attributes by path."""
_CALLS: dict[str, tuple[int, ...]] = {
    # sockets; clone, fork, vfork, execve; kill, ptrace; modes, owners, times, names, attributes; nodes and links;
    # mounts and namespaces; modules; keys; other processes; shared memory and queues
    "x86_64": (
        *range(41, 56), 288, 299, 307, 56, 57, 58, 59, 322, 62, 200, 129, 297, 101, 135, 302,
        90, 91, 92, 93, 94, 260, 268, 132, 235, 261, 280, 76, 188, 189, 190, 197, 198, 199,
        133, 259, 86, 88, 265, 266, 155, 161, 165, 166, 167, 168, 169, 272, 308, 304, 300, 301,
        175, 176, 179, 246, 313, 320, 248, 249, 250, 298, 310, 311, 312, 317, 321, 323, 29, 30, 31, 64, 68, 240,
    ),
    "aarch64": (
        *range(198, 213), 242, 243, 269, 220, 221, 281, 129, 130, 138, 240, 117, 92, 261,
        52, 53, 54, 55, 88, 45, 5, 6, 7, 14, 15, 16, 33, 36, 37, 39, 40, 41, 51, 97, 142, 224, 225,
        268, 265, 262, 263, 60, 104, 105, 106, 273, 294, 217, 218, 219, 241, 270, 271, 272, 277, 280, 282,
        180, 186, 190, 194,
    ),
}  # fmt: skip


def shut_in(folder: Path, files: Sequence[Path], readable: Sequence[Path]) -> list[str]:
    """Die with the parent, read only what is named, write only into the folder, call nothing that reaches out."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    parent = os.getppid()
    libc.prctl(_PR_SET_PDEATHSIG, _KILL, 0, 0, 0)
    if os.getppid() != parent or parent == 1:
        raise ProcessLookupError
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return []
    walls = []
    if _landlock(libc, folder, files, readable):
        walls.append("landlock")
    if _seccomp(libc):
        walls.append("seccomp")
    return walls


def _landlock(libc: ctypes.CDLL, folder: Path, files: Iterable[Path], readable: Iterable[Path]) -> bool:
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    handled = _FILES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    handled |= _IOCTL_DEV if version >= 5 else 0
    net = _NET if version >= 4 else 0
    scopes = _SCOPES if version >= 6 else 0
    wanted = struct.pack("=QQQ", handled, net, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(_CREATE, wanted, ctypes.c_size_t(len(wanted)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        writing = _WRITE_FILE | _READ_FILE | _READ_DIR | _MAKE_REG | _REMOVE_FILE | _TRUNCATE
        _permit(libc, rules, folder, writing & handled)
        for path in (*files, *readable):
            _permit(libc, rules, path, _READ_FILE | _READ_DIR | _EXECUTE if path.is_dir() else _READ_FILE)
        return not libc.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _permit(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be read; the file itself is told of when it is opened
    try:
        beneath = struct.pack("=Qi", rights, place)
        libc.syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(1), beneath, ctypes.c_uint32(0))
    finally:
        os.close(place)


def _seccomp(libc: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in _CALLS or struct.calcsize("P") != 8:
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(program)
    # struct sock_fprog: the number of instructions, then (aligned) where they stand.
    told = struct.pack("=HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    return not libc.prctl(_PR_SET_SECCOMP, 2, told, 0, 0)


def _program(machine: str) -> bytes:
    """The filter: another architecture ends the process, the calls named are refused, all others pass."""
    calls = sorted({*_CALLS[machine], *_NEW})
    made = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL_PROCESS),
        # A process may end itself by a signal (abort), but send none to others.
        (_EQUAL, 0, 4, _TGKILL[machine]),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 0, 1, os.getpid()),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE | 1),
    ]
    for call in calls:
        made += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE | 1)]
    made.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *each) for each in made)
