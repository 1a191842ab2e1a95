"""The line that every bench prints first: on which machine, with which versions, from which seed its figures come."""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_PACKAGES = ("opencv-python-headless", "numpy", "pytesseract", "rapidfuzz", "pebble", "pillow", "cryptography", "sqlcipher3", "psycopg")


def describe_machine(seed: int) -> str:
    """Processor, usable cores, memory, system, Python, Tesseract and package versions, load and seed, in four lines."""
    packages = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    load = ", ".join(f"{value:.1f}" for value in psutil.getloadavg())
    return "\n".join(
        [
            f"machine: {_processor()}, {_usable_cores()} usable cores, {psutil.virtual_memory().total / 2**30:.0f} GiB memory; load {load}",
            f"system: {platform.platform()}; Python {platform.python_version()}; {_tesseract()}",
            f"packages: {packages}",
            f"seed: {seed}",
        ]
    )


def _usable_cores() -> int:
    """Cores this process may run on; a container may allow fewer than the machine has."""
    process = psutil.Process()
    return len(process.cpu_affinity()) if hasattr(process, "cpu_affinity") else psutil.cpu_count() or 1


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _tesseract() -> str:
    try:
        answer = subprocess.run(["tesseract", "--version"], capture_output=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return "no tesseract"
    return answer.stdout.decode(errors="replace").splitlines()[0]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


if __name__ == "__main__":
    print(describe_machine(0))
