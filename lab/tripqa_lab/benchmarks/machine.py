"""What a figure was taken on, without which none says anything, and how much memory a process has there."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tripqa_lab.errors import BenchmarkError

_PACKAGES = (
    *("numpy", "faiss-cpu", "tantivy", "onnxruntime", "sentencepiece", "uvicorn", "httptools", "uvloop"),
    *("torch", "sentence-transformers", "tokenizers"),  # of the reference encoder
)
_THREADS = "OMP_NUM_THREADS"
_KIB = 1024


def describe_machine() -> str:
    """Return processor, cores, memory, system, Python and packages in one line."""
    threads = f"{_THREADS}={os.environ[_THREADS]}, " if _THREADS in os.environ else ""
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {_memory()} GB, load {os.getloadavg()[0]:.1f} before; "
        f"{platform.system()} {platform.machine()}, {threads}Python {platform.python_version()}, {_packages()}"
    )


def resident(pid: int) -> int:
    """Return the bytes of a process that are in memory now."""
    return _counted(pid, "VmRSS")


def peak_of_this() -> int:
    """Return the most bytes that this process has had in memory. (`getrusage` counts what its parent had, too.)"""
    return _counted(os.getpid(), "VmHWM")


def resident_of_this() -> int:
    """Return the bytes of this process that are in memory now."""
    return resident(os.getpid())


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found[1] if found else platform.processor() or "unknown processor"


def _memory() -> str:
    found = re.search(r"^MemTotal:\s+(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    return f"{int(found[1]) / 1e6:.0f}" if found else "?"


def _packages() -> str:
    return ", ".join(f"{name} {installed}" for name in _PACKAGES if (installed := _version(name)))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return ""


def _counted(pid: int, name: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise BenchmarkError(f"memory is read from /proc/{pid}/status, which only Linux has ({error})") from error
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise BenchmarkError(f"the process {pid} has ended before its memory was read")
    return int(found[1]) * _KIB
