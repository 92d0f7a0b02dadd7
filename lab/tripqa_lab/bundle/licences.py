"""The licences of all that a bundle installs, as the packages themselves carry them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

TABLE = "licences.tsv"
_NAMES = ("licen", "copying", "notice", "authors")  # how a file that says so begins, in lower case
_CLASSIFIER = "License :: "


def write_licences(packages: Path, folder: Path) -> None:
    """Write a table of the packages of an environment, and beside it what each has to say of its licence."""
    folder.mkdir(parents=True)
    found = sorted(distributions(path=[str(packages)]), key=lambda one: one.name.lower())
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(("package", "version", "licence", "files"))
        for package in found:
            rows.writerow((package.name, package.version, licence(package), _copied(package, folder)))


def licence(package: Distribution) -> str:
    """Return what a package calls its licence, in one line; empty where it does not say."""
    said = package.metadata
    told, written = ((said[name] or "").strip() for name in ("License-Expression", "License"))
    classified = [
        name.rsplit(" :: ", 1)[-1] for name in said.get_all("Classifier") or [] if name.startswith(_CLASSIFIER)
    ]
    return told or ", ".join(classified) or (written.splitlines() or [""])[0]


def _copied(package: Distribution, folder: Path) -> int:
    """Copy the files of one package, by their own paths below its name, and return how many there are."""
    count = 0
    for file in _files(package):
        to = folder / f"{package.name}-{package.version}" / Path(*file.parts[1:])
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(Path(str(file.locate())).read_bytes())
        count += 1
    return count


def _files(package: Distribution) -> Iterator[PackagePath]:
    for file in package.files or []:
        of_metadata = file.parts[0].endswith(".dist-info") and len(file.parts) > 1
        if of_metadata and (file.parts[1] == "licenses" or file.name.lower().startswith(_NAMES)):
            yield file
