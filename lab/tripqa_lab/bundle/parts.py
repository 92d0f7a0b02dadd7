"""What a closed network needs, in one tar: wheels, models, an example corpus, and what says what is in it.

    FOLDER/tripqa-VERSION-cp311-linux-x86_64.tar
        install.sh, target          who installs, and for which Python and machine
        wheels/                     tripqa and all that it needs
        cache/                      encoder and reader, made here and checked again where they are installed
        corpus/                     the example
        sbom.cdx.json, licences/    CycloneDX, and each package's own words
        SHA256SUMS                  of every other file

The tar is written last, under another name until it is whole.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa_lab.bundle.licences import write_licences
from tripqa_lab.errors import BundleError

SUMS, SBOM, TARGET, INSTALLER = "SHA256SUMS", "sbom.cdx.json", "target", "install.sh"
_EXTRAS = "mcp"
_SOURCE = ("pyproject.toml", "README.md", "LICENSE", "NOTICE")  # beside src/, what a wheel is made of
_OF_GRAPHICS_CARDS = "nvidia_*.whl"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a bundle is made for: the Python and the machine that it is made with."""

    python: str  # such as 3.11
    machine: str  # such as x86_64

    @classmethod
    def here(cls) -> Target:
        """Return this one."""
        return cls(f"{sys.version_info[0]}.{sys.version_info[1]}", platform.machine())

    def name(self, version: str) -> str:
        """Return the name of a version's bundle."""
        return f"tripqa-{version}-cp{self.python.replace('.', '')}-linux-{self.machine}"


def make_bundle(root: Path, out: Path, say: Say) -> Path:
    """Return the tar that was made below `out`, of the checkout `root`. BundleError says what to do if it cannot be."""
    target = Target.here()
    name = target.name(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=out) as made:
        aside, folder = Path(made), Path(made) / name
        say("collecting wheels")
        collect_wheels(root, aside / "source", folder / "wheels")
        say("installing them, as the closed network will")
        packages = install(folder / "wheels", aside / "environment")
        say("making encoder and reader")
        _run("-P", "-m", "tripqa.reading.checking", folder / "cache", python=aside / "environment/bin/python")
        say("writing what is in it")
        write_licences(packages, folder / "licences")
        write_sbom(aside / "environment", root, folder / SBOM)
        lay_out(root, target, folder)
        write_sums(folder)
        say("writing the tar")
        pack(folder, aside / "whole.tar")
        return (aside / "whole.tar").replace(out / f"{name}.tar")


def collect_wheels(root: Path, source: Path, wheels: Path) -> None:
    """Fill a folder with the wheel of a checkout and those of all that it needs, as constraints.txt has them."""
    source.mkdir()
    shutil.copytree(root / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in _SOURCE:
        shutil.copy(root / name, source)
    _pip("wheel", "--constraint", root / "constraints.txt", "--wheel-dir", wheels, f"{source}[{_EXTRAS}]")
    if large := sorted(wheels.glob(_OF_GRAPHICS_CARDS)):
        raise BundleError(
            f"pip took the PyTorch for graphics cards, which brings {len(large)} packages and several GB; README.md "
            "says under Start how the smaller build is taken; then run this again"
        )


def install(wheels: Path, environment: Path) -> Path:
    """Make an environment of a folder of wheels alone, and return its folder of packages."""
    _run("-m", "venv", environment)
    python = environment / "bin/python"
    _pip("install", "--no-compile", "--no-index", "--find-links", wheels, f"tripqa[{_EXTRAS}]", python=python)
    return Path(_run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))", python=python).strip())


def write_sbom(environment: Path, root: Path, file: Path) -> None:
    """Write what an environment holds in CycloneDX."""
    about = ("--pyproject", root / "pyproject.toml", "--output-format", "JSON", "--output-file", file)
    _run("-m", "cyclonedx_py", "environment", *about, environment / "bin/python")


def lay_out(root: Path, target: Target, folder: Path) -> None:
    """Add what needs no making: the installer, what it is for, and the example corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).with_name(INSTALLER), folder)
    (folder / INSTALLER).chmod(0o755)
    (folder / TARGET).write_text(f"python={target.python}\nmachine={target.machine}\n", encoding="utf-8")
    shutil.copytree(root / "corpus", folder / "corpus")


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of every file, as `sha256sum --check` reads them."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / SUMS)
    lines = [f"{_sha256(file)}  {file.relative_to(folder)}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def pack(folder: Path, tar: Path) -> None:
    """Write a folder as a tar that names nobody of this machine; wheels are packed already."""
    with tarfile.open(tar, "w") as file:
        file.add(folder, folder.name, filter=_nobody_s)


def _nobody_s(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pip(command: str, *arguments: str | Path, python: str | Path = sys.executable) -> None:
    _run("-m", "pip", "--disable-pip-version-check", command, "--quiet", *arguments, python=python)


def _run(*arguments: str | Path, python: str | Path = sys.executable) -> str:
    command: Sequence[str] = [str(python), *map(str, arguments)]
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, env=outside, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BundleError(f"`{' '.join(command)}` ended with {done.returncode}; it has said why above")
    return done.stdout
