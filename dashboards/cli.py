"""What can be asked on the command line?

Results go to standard output, messages and progress to standard error. Exit status: 0 done; 1 a check failed or something unforeseen;
2 the request is not understood; 3 a load was refused; 4 the store cannot do it; 5 two computations differ (nothing was published).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dashboards import usage
from dashboards.commands import (  # they put their commands on the list
    asking,
    circumstances,
    dashboard,
    following,
    guarding,
    judging,
    papering,
    proving,
    reviewing,
    storing,
    supposing,
    texting,
)
from dashboards.commands.context import LANGUAGES, Context, note
from dashboards.commands.options import (
    AsOfOption,
    FormatOption,
    LangOption,
    OutputOption,
    ReaderGoneError,
    StoreOption,
    app,
)
from dashboards.one_heap import share_one_heap
from dashboards.target import standard_output
from ontology.errors import LoadRefused, ZerenError
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "app",
    "asking",
    "circumstances",
    "dashboard",
    "following",
    "guarding",
    "judging",
    "main",
    "papering",
    "proving",
    "reviewing",
    "storing",
    "supposing",
    "texting",
]


def _version(value: bool) -> None:
    if value:
        from graph.digest import engine_version

        sys.stdout.write(f"zeren {engine_version()}\n")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    store: StoreOption = None,
    lang: LangOption = None,
    as_of: AsOfOption = None,
    format_: FormatOption = None,
    output: OutputOption = None,
    version: Annotated[  # noqa: ARG001  its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Options that go before the command."""
    # The environment is weaker than an option in either place.
    ctx.obj = Context(url=os.environ.get("ZEREN_STORE") or None).given(store, lang, as_of, format_, output)


def _language(arguments: Sequence[str]) -> str:
    """The language that was asked for, whether or not the rest of the request is understood."""
    from dashboards.wording import default_language

    pairs = zip(arguments, (*arguments[1:], ""), strict=False)  # no arguments, no pairs
    asked = [
        value or after
        for (option, _, value), after in ((argument.partition("="), after) for argument, after in pairs)
        if option == "--lang"
    ]
    return next((lang for lang in reversed(asked) if lang in LANGUAGES), None) or default_language()


def _tell(said: Message) -> None:
    note(f"zeren: {said.told(_language(sys.argv[1:]))}")


def main() -> None:
    """Runs the command line: a message instead of a traceback, an exit status that is documented."""
    share_one_heap()
    try:
        app(sys.argv[1:] or ["--help"], prog_name="zeren", standalone_mode=False)
        with standard_output():
            pass
    except LoadRefused as refused:  # its problems have been shown
        sys.exit(refused.exit_status)
    except ZerenError as error:
        _tell(error.message)
        sys.exit(error.exit_status)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _tell(message("cli.interrupted"))
        sys.exit(130)
    except (BrokenPipeError, ReaderGoneError):
        # The reader has gone (`| head`): nothing is wrong, and nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except typer.TyperException as error:
        _tell(usage.told(error))
        sys.exit(error.exit_code)
    except Exception as error:
        if os.environ.get("ZEREN_DEBUG"):
            raise
        _tell(message("cli.unforeseen", name=type(error).__name__, error=str(error)))
        sys.exit(ZerenError.exit_status)


if __name__ == "__main__":
    main()
