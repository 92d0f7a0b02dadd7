"""The command line: data to stdout, words to stderr, `--json` for the shapes of the HTTP API."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tripqa.ask_command import Wished as Wish
from tripqa.ask_command import ask_file
from tripqa.conversation import Turn
from tripqa.doctor_command import doctor_command
from tripqa.errors import TripqaError
from tripqa.evaluate_command import Wished, evaluate_dataset, print_report
from tripqa.evaluation.evaluating import Options
from tripqa.exports.files import format_named, write_answer
from tripqa.index.lock import Wait
from tripqa.index_command import index_app
from tripqa.ingest_command import ingest_corpus, ingest_out, print_changes
from tripqa.key_command import key_app
from tripqa.library import Opened
from tripqa.mcp_command import mcp_command
from tripqa.names_command import names_command
from tripqa.options import (
    LANGUAGES_TAKEN,
    AnswersOut,
    AsJson,
    CorpusFolder,
    IndexFolder,
    InDocuments,
    InLanguage,
    InSection,
    Previous,
    Question,
    QuestionLanguage,
    QuestionsColumn,
    QuestionsFile,
    ServerUrl,
    ShownIn,
    Since,
    TopK,
    Until,
    Version,
    WaitSeconds,
    WithMark,
    where_of,
)
from tripqa.questions import DEFAULT_HITS
from tripqa.service import QuestionService
from tripqa.settings import Settings, load_settings
from tripqa.terminal import print_hits, print_reply
from tripqa.verify_command import verify_command
from tripqa.watching import watch
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.asking import Asking
from tripqa.wire.documents import Wire
from tripqa.wiring import (
    check_space,
    choose_encoder,
    choose_keys,
    load_for_all,
    make_service,
    open_index,
    open_service,
    open_writer,
)

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(index_app, name="index")
app.add_typer(key_app, name="key")
app.command("doctor")(doctor_command)
app.command("mcp")(mcp_command)
app.command("names")(names_command)
app.command("verify")(verify_command)
_OUT = Console(highlight=False, soft_wrap=True)
_WORDS = Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback(help=__doc__)
def root(version: Version = False) -> None:
    """Take what is said before a command."""


def main() -> None:
    """Run the command that the arguments name."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # Japanese goes through whatever the locale is
        sys.stdout.reconfigure(encoding="utf-8")
    run(app)


def run(command: Callable[[], object]) -> None:
    """Run a command; print what went wrong and exit 1 if it is something a caller can act on."""
    try:
        command()
    except TripqaError as error:
        _WORDS.print(Text.assemble(("error: ", "bold red"), str(error)))
        sys.exit(1)


@app.command("ingest")
def ingest_command(
    corpus: CorpusFolder = None,
    index: IndexFolder = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build anew even if nothing has changed.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Change nothing if one file cannot be used.")] = False,
    wait: WaitSeconds = 0,
    json: AsJson = False,
    follow: Annotated[
        bool, typer.Option("--watch", help="Go on, and ingest again what changes in the folder.")
    ] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks at the folder.")] = 2,
) -> None:
    """Read the reports and bring the index up to date with them. Does nothing where nothing has changed.

    Files that cannot be used are left out and told; the exit status is then 1.
    """
    settings = load_settings({"corpus": corpus, "index": index})
    if follow and rebuild:
        raise typer.BadParameter("--watch and --rebuild exclude each other")
    if follow:

        def ingest() -> None:
            with suppress(typer.Exit):  # files that cannot be used, which have been told
                ingest_command(corpus, index, strict=strict, wait=wait, json=json)

        watch(settings.corpus, every, ingest, _say)
        return
    done = ingest_corpus(settings, _WORDS, rebuild=rebuild, strict=strict, wait=Wait(wait, _say))
    if json:
        _print_json(ingest_out(done))
    else:
        print_changes(done, settings, _OUT, _WORDS)
    if done.corpus.failed:
        raise typer.Exit(1)


@app.command("serve")
def serve_command(
    index: IndexFolder = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on.")] = None,
) -> None:
    """Answer questions over HTTP."""
    settings = load_settings({"index": index, "host": host, "port": port})
    keys, writer = choose_keys(settings), open_writer(settings)
    encoder = choose_encoder(settings)
    check_space(settings, encoder)
    from tripqa.api.server import serve

    serve(
        lambda: load_for_all(encoder, settings),
        settings.index,
        settings.reload_seconds,
        settings.host,
        settings.port,
        settings.allowed_origins,
        settings.working_threads,
        settings.root_path,
        settings.trusted_proxy,
        settings.user_header,
        keys,
        settings.rates,
        settings.access_log,
        settings.public_url,
        settings.answerer,
        writer,
        settings.corpus if settings.originals else None,
    )


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(metavar="[QUESTION]", help=LANGUAGES_TAKEN)] = None,
    index: IndexFolder = None,
    top_k: TopK = DEFAULT_HITS,
    language: QuestionLanguage = None,
    document: InDocuments = None,
    section: InSection = None,
    document_language: InLanguage = None,
    since: Since = None,
    until: Until = None,
    previous: Previous = None,
    shown_in: ShownIn = None,
    file: QuestionsFile = None,
    out: AnswersOut = None,
    column: QuestionsColumn = None,
    url: ServerUrl = None,
    bom: WithMark = False,
    json: AsJson = False,
) -> None:
    """Answer a question, with the quotes that the answer rests on. It may go on from those given by --previous.

    Or answer each row of a file: its columns are kept, and the answer is written beside them. What is interrupted goes
    on when the same is run again. The exit status is 1 if a question was not taken.

    --out answer.md or answer.docx writes the answer to one question, with a footnote for each quote.
    """
    where, turns = where_of(document, section, document_language, since, until), [Turn(one) for one in previous or ()]
    settings = load_settings({"index": index})
    if file is not None and out is not None and question is None:
        how: Asking = {"top_k": top_k, "language": language, "where": where, "previous": turns, "shown_in": shown_in}
        wished = Wish(file, out, column, url, bom, how)
        if not ask_file(wished, settings, lambda: Opened.of(settings, _say), _WORDS):
            raise typer.Exit(1)
        return
    if question is None or file or column or url or bom or (out and json):
        raise typer.BadParameter("give one QUESTION, or --file and --out; --column, --url and --bom belong to these")
    if out:
        format_named(out)
    reply = open_service(settings, _say).ask(
        question, top_k=top_k, language=language, where=where, previous=turns, shown_in=shown_in
    )
    if out:
        write_answer(out, reply, settings.public_url)
    elif json:
        _print_json(AnswerOut.of(reply))
    else:
        print_reply(reply, _OUT, _WORDS)


@app.command("search")
def search_command(
    question: Question,
    index: IndexFolder = None,
    top_k: TopK = DEFAULT_HITS,
    language: QuestionLanguage = None,
    document: InDocuments = None,
    section: InSection = None,
    document_language: InLanguage = None,
    since: Since = None,
    until: Until = None,
    shown_in: ShownIn = None,
    json: AsJson = False,
) -> None:
    """Show the passages nearest to a question."""
    where = where_of(document, section, document_language, since, until)
    service = open_service(load_settings({"index": index}), _say)
    found = service.search(question, top_k=top_k, language=language, where=where, shown_in=shown_in)
    if json:
        _print_json(SearchOut.of(found))
    else:
        print_hits(found.hits, _OUT, _WORDS, found.shown_in)


@app.command("evaluate")
def evaluate_command(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder in BEIR form.")],
    run_file: Annotated[Path | None, typer.Option("--run", help="Write a TREC run of the dataset's ids.")] = None,
    answers_file: Annotated[Path | None, typer.Option("--answers", help="Write the answers, one a line.")] = None,
    table: Annotated[Path | None, typer.Option("--csv", help="Write a row for each question.")] = None,
    no_answers: Annotated[bool, typer.Option("--no-answers", help="Look at passages alone.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Ask a running server that serves the dataset.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Ask at most so many questions.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Judge by qrels/SPLIT.tsv.")] = None,
    compare: Annotated[Path | None, typer.Option("--compare", help="An earlier report, as --json prints it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Ask the questions of a dataset and measure what is found, cited and refused."""
    if no_answers and answers_file:
        raise typer.BadParameter("--answers and --no-answers exclude each other")
    options = Options(limit, not no_answers, run_file, answers_file, table)
    report = evaluate_dataset(Wished(dataset, options, url, compare, split), load_settings({}), _service, _WORDS)
    if json:
        _print_json(report)
    else:
        print_report(report, _OUT)


def _service(settings: Settings) -> QuestionService:
    encoder = choose_encoder(settings)
    return make_service(open_index(settings, encoder), encoder, settings)


def _say(words: str) -> None:
    _WORDS.print(Text(words))


def _print_json(shape: Wire) -> None:
    print(shape.model_dump_json(indent=2))
