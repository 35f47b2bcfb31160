"""Windows' own wall: a job object that bounds memory and time, allows no second process and ends with its owner."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

if sys.platform == "win32":
    from ctypes import wintypes

    _BASIC_UI, _EXTENDED = 4, 9
    _PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x2, 0x8, 0x100
    _DIE_ON_FAULT, _KILL_ON_CLOSE = 0x400, 0x2000
    _ALL_UI = 0xFF
    """No clipboard, no desktop, no handles of other programs' windows, no settings, no log-off."""

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Counters(ctypes.Structure):
        _fields_ = tuple((name, ctypes.c_uint64) for name in ("a", "b", "c", "d", "e", "f"))

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", _Counters),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class Job:
        """A job object; OSError when Windows refuses one."""

        def __init__(self, memory: int, cpu: int) -> None:
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
            self._kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
            self._kernel.SetInformationJobObject.argtypes = (
                wintypes.HANDLE,
                ctypes.c_int,
                ctypes.c_void_p,
                wintypes.DWORD,
            )
            self._kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
            self._kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
            self._handle = self._kernel.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            told = _Extended()
            told.BasicLimitInformation.LimitFlags = (
                _PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_ON_FAULT | _KILL_ON_CLOSE
            )
            told.BasicLimitInformation.PerProcessUserTimeLimit = cpu * 10_000_000
            told.BasicLimitInformation.ActiveProcessLimit = 1
            told.ProcessMemoryLimit = memory
            self._set(_EXTENDED, told)
            self._set(_BASIC_UI, wintypes.DWORD(_ALL_UI))

        def _set(self, kind: int, told: Any) -> None:
            if not self._kernel.SetInformationJobObject(self._handle, kind, ctypes.byref(told), ctypes.sizeof(told)):
                raise ctypes.WinError(ctypes.get_last_error())

        def take(self, process: Any) -> None:
            """Put a process into the job before it is told what to do."""
            handle = int(getattr(process, "_handle"))  # noqa: B009 - Popen keeps it to itself
            if not self._kernel.AssignProcessToJobObject(self._handle, handle):
                raise ctypes.WinError(ctypes.get_last_error())

        def close(self) -> None:
            """Let go; whoever still runs in it ends."""
            if self._handle:
                self._kernel.CloseHandle(self._handle)
                self._handle = None
