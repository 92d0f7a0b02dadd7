"""Whether the two arms of the search find what they are known to find: FAISS and tantivy, in memory."""

from __future__ import annotations

from collections.abc import Iterator

from tripqa.doctor.finding import Finding, broken, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import pip


def check_engine(installation: Installation) -> Iterator[Finding]:
    """Search a few vectors and terms, of which is known what is nearest."""
    from tripqa.index.known_search import found_by_terms, found_by_vectors, versions

    if found_by_vectors() != [[0, 1], [0, 1]]:
        yield broken("FAISS finds other vectors than the nearest", pip("faiss-cpu", anew=True))
    if found_by_terms() != [1, 2]:
        yield broken("tantivy finds other terms than those asked for", pip("tantivy", anew=True))
    yield well(f"{versions()} find what they are known to find")
