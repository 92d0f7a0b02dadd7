"""Imports point to a lower layer, never up or sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tripqa.parsing.extracting import _MODULES

PACKAGE = Path(__file__).parent.parent / "src" / "tripqa"
LAYERS = (
    ("languages",),
    ("conversation", "domain", "errors", "generated", "manifest", "plain_file", "remembering", "written"),
    ("ports", "settings"),
    ("text", "parsing", "encoders", "index", "reading", "checking", "citations", "answers", "access"),
    ("ingesting", "scoring", "retrieval", "following", "generating", "models", "questions", "service"),
    ("localising",),
    ("wire", "progress", "web"),
    ("client", "exports", "mcp", "tabular"),
    ("evaluation",),
    ("wiring",),
    (
        "api",
        "evaluate_command",
        "index_command",
        "ingest_command",
        "options",
        "key_command",
        "terminal",
        "watching",
    ),
    ("doctor", "library", "mcp_command", "names_command", "verify_command"),
    ("ask_command", "doctor_command"),
    ("cli",),
    ("__main__",),
)
# Within a layer, what may lean on what: text is the ground of the others, and the service ranks.
LEANS = {
    ("parsing", "text"),
    ("checking", "text"),
    ("encoders", "text"),
    ("index", "text"),
    ("answers", "citations"),
    ("answers", "reading"),
    ("answers", "text"),
    ("reading", "encoders"),
    ("reading", "text"),
    ("retrieval", "scoring"),
    ("following", "retrieval"),
    ("models", "questions"),
    ("service", "following"),
    ("service", "models"),
    ("service", "questions"),
    ("service", "retrieval"),
    ("ingesting", "retrieval"),
}
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "tokenizers",
    "onnx",
    "onnxruntime",
    "sentencepiece",
    "faiss",
    "tantivy",
    "uvicorn",
    "fastapi",
    "httpx2",
    "mcp",
    "mcp_types",
    "ir_measures",
    "openai",
    "docx",
    "lxml",
    "mammoth",
    "markdown_it",
    "openpyxl",
    "pptx",
    "pypdfium2",
}
OWN = {
    "api": {"fastapi", "uvicorn"},
    "client": {"httpx2"},
    "index": {"faiss", "tantivy"},
    "parsing": {"docx", "lxml", "openpyxl", "pptx", "pypdfium2"},  # in what only the process imports that parses files
    "onnx_graph": {"onnx"},  # which making.py alone imports, in a process of its own
    "talking": {"httpx2", "openai"},  # which is imported where a model is set
    "speaking": {"mcp", "mcp_types"},  # which is imported where someone speaks it
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def dotted(path: Path) -> str:
    return ".".join(("tripqa", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reaches(path: Path) -> Iterator[str]:
    """Yield the modules that a module imports or, for a process of its own, names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
BY_NAME = {dotted(path): path for path in PACKAGE.rglob("*.py")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
        if module.startswith("tripqa."):
            there = module.split(".")[1]
            allowed = there == here or layer(there) < layer(here) or (here, there) in LEANS
            assert allowed, f"{here} imports {there}"


def test_nothing_that_is_delivered_knows_the_laboratory() -> None:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in MODULES)

    assert not [module for tree in trees for module in imported(tree) if module.startswith("tripqa_lab")]


def test_every_module_is_reached_by_the_command_line() -> None:
    reached, found = set[str](), ["tripqa.__main__", *(f"tripqa.parsing.{name}" for name in _MODULES.values())]
    while found:
        name = found.pop()
        if name in BY_NAME and name not in reached:
            reached.add(name)
            found += reaches(BY_NAME[name])

    assert set(map(dotted, MODULES)) - reached == {
        "tripqa.index.memory",  # what other indexes are compared with
        "tripqa.reading.checking",  # which the installer of a closed network runs
    }


def test_what_may_lean_on_another_of_its_layer_does() -> None:
    found = {
        (room(path), module.split(".")[1])
        for path in MODULES
        for module in imported(ast.parse(path.read_text(encoding="utf-8")))
        if module.startswith("tripqa.")
    }

    assert found >= LEANS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_load_only_where_they_are_needed(path: Path) -> None:
    at_import = {
        module.split(".")[0]
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in imported(node)
    }
    assert not (at_import & HEAVY) - OWN.get(room(path), set()) - OWN.get(path.stem, set())


def test_what_writes_the_light_encoder_is_imported_by_its_making_alone() -> None:
    importers = {
        name: {path.stem for path in MODULES if name in imported(ast.parse(path.read_text(encoding="utf-8")))}
        for name in ("tripqa.encoders.making", "tripqa.encoders.onnx_graph")
    }

    assert importers == {"tripqa.encoders.making": {"checking"}, "tripqa.encoders.onnx_graph": {"making"}}


def test_parsers_are_imported_by_nobody() -> None:
    importers = {
        path.stem
        for path in MODULES
        for module in imported(ast.parse(path.read_text(encoding="utf-8")))
        if module in {"tripqa.parsing.pdf", "tripqa.parsing.docx", "tripqa.parsing.pptx"}
    }

    assert importers == set()


def test_every_room_has_a_layer() -> None:
    assert {room(path) for path in MODULES} == {name for names in LAYERS for name in names}


def test_no_module_is_longer_than_300_lines() -> None:
    assert [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []
