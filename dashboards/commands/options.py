"""Which options does every command take, before its name or after it, and how is a command put on the list?"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ORDER = (
    "demo", "dashboard", "template", "load", "review", "validate", "assign", "chain", "gaps", "findings", "near-miss", "refer", "why-not", "what-if", "impact", "confirm", "dismiss", "decide", "decisions", "lead", "person", "due", "verify", "weakest", "consistency", "dossier", "letter", "ledger", "cypher", "check", "compare", "beside", "export", "scope", "audit", "rollback", "info",
)  # fmt: skip

STORE = "Folder of an embedded store, or bolt:// or neo4j:// URL; default zeren-store."
LANG = "zh or en; default from the locale."
AS_OF = "The day that is asked about, such as 2024-09-30; default the day for which the store is derived (load: today)."
FORMAT = "table, json, csv or xlsx; default by the ending of -o, else table."
OUTPUT = "Write to this file instead of standard output."

ABOUT = """Who answers for what, why, and where a lead goes (责任).

Results go to standard output, messages to standard error. The options below may stand before a command or after it.

Exit status: 0 done, 1 a check failed or something unforeseen, 2 not understood, 3 load refused, 4 store, 5 inconsistent (nothing was
published)."""


Ids = Optional[list[str]]  # noqa: UP045  typer reads annotations at run time
Text = Optional[str]  # noqa: UP045  typer reads annotations at run time
Folder = Optional[Path]  # noqa: UP045

StoreOption = Annotated[Text, typer.Option("--store", metavar="URL", help=STORE)]
LangOption = Annotated[Text, typer.Option("--lang", metavar="LANG", help=LANG)]
AsOfOption = Annotated[Text, typer.Option("--as-of", metavar="DAY", help=AS_OF)]
FormatOption = Annotated[Text, typer.Option("--format", "-f", metavar="FORMAT", help=FORMAT)]
OutputOption = Annotated[Folder, typer.Option("--output", "-o", metavar="FILE", help=OUTPUT)]

SubjectsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Ids of issues or duties; - reads them from standard input, one a line."
    ),
]
LeadsArgument = Annotated[
    Ids,
    typer.Argument(
        metavar="[LEAD...]", help="Ids of leads; - reads them from standard input, one a line; none: all."
    ),
]
OwnerOption = Annotated[
    Text,
    typer.Option(
        "--for",
        metavar="ORGANIZATION",
        help="Whose documents they are, by id or name, where they do not say it.",
    ),
]

COMMON = {"store": StoreOption, "lang": LangOption, "as_of": AsOfOption, "format_": FormatOption, "output": OutputOption}  # fmt: skip


class ReaderGoneError(Exception):
    """Who read the output (`| head`) has seen enough."""


class Commands(TyperGroup):
    """The list of commands, in the order in which a newcomer meets them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


class Command(TyperCommand):
    """A command whose help ends with examples, a line each."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Writes the examples as they are: a command line that is broken in two cannot be copied."""
        formatter.write_paragraph()
        formatter.write("Examples:\n")
        for line in (self.epilog or "").splitlines():
            formatter.write(f"  {line}\n")


app = typer.Typer(
    cls=Commands,
    name="zeren",
    help=ABOUT,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def command(
    *examples: str, name: str | None = None, without: Collection[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Puts a function on the list of commands: its first parameter is the Context, the rest are the command's own.

    The common options are added, except those that the function has itself and those that mean nothing to it (`without`).
    """

    def register(run: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
        common = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=None)
            for key, kind in COMMON.items()
            if key not in {p.name for p in own} and key not in without
        ]

        def call(ctx: typer.Context, **values: Any) -> None:
            given = {key: values.pop(key) if key in {p.name for p in common} else None for key in COMMON}
            try:
                run(ctx.obj.given(**given), **values)
            except BrokenPipeError:
                # Not as an OSError: typer would end with status 1, as if something were wrong.
                raise ReaderGoneError from None

        first = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        every = [first, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *common]
        # Typer reads it; that a function may have one, mypy does not know.
        call.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        call.__annotations__ = {p.name: p.annotation for p in every}
        call.__doc__ = run.__doc__
        app.command(name or run.__name__, cls=Command, epilog="\n".join(examples))(call)
        return run

    return register
