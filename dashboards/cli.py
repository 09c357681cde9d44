"""What can be asked on the command line?

Results go to standard output, messages and progress to standard error. Exit status: 0 done; 1 a check failed or something unforeseen;
2 the request is not understood; 3 a load was refused; 4 the store cannot do it; 5 two computations differ (nothing was published).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from dashboards.commands.context import Context, day, ids, note, parameters
from dashboards.output import Format
from dashboards.wording import default_language
from ontology.errors import InputError, LoadRefused, ZerenError
from ontology.vocabulary import LANGUAGES

STATUS = (
    """Exit status: 0 done, 1 a check failed, 2 not understood, 3 load refused, 4 store, 5 inconsistent."""
)

app = typer.Typer(
    name="zeren",
    help=f"Who answers for what, why, and where a lead goes (责任). {STATUS}",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    ctx: typer.Context,
    store: Annotated[
        str,
        typer.Option(help="Folder of an embedded store, or bolt:// or neo4j:// URL.", envvar="ZEREN_STORE"),
    ] = "zeren-store",
    lang: Annotated[Optional[str], typer.Option(help="zh or en; default from the locale.")] = None,  # noqa: UP045  typer reads it
    as_of: Annotated[
        str | None, typer.Option(help="The day that is asked about, such as 2024-09-30.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How tables are written.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
) -> None:
    """Options that go before the command."""
    language = lang or default_language()
    if language not in LANGUAGES:
        raise InputError(f"--lang takes {' or '.join(LANGUAGES)}, not {language!r}")
    ctx.obj = Context(store, language, day(as_of, "--as-of"), format_, output)


@app.command()
def demo(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where demo-store/ and out/ are made.")] = Path(),
) -> None:
    """Show the whole job on a fictional district.

    Example:  zeren demo
    """
    from dashboards.commands.demo import demo as run

    run(ctx.obj.lang, folder)


@app.command()
def template(
    ctx: typer.Context, target: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.")]
) -> None:
    """Write the empty workbook to fill in: a sheet a class, a column a property, lists for codes.

    Example:  zeren template template.xlsx
    """
    from dashboards.commands import keeping

    keeping.template(ctx.obj, target)


@app.command()
def load(
    ctx: typer.Context,
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, shipped:NAME, synthetic:issues=N,seed=N.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and say what would change; write nothing.")
    ] = False,
    who: Annotated[Optional[str], typer.Option(help="Who loads; default the user of this machine.")] = None,  # noqa: UP045
) -> None:
    """Load records, all or nothing, and decide.

    Example:  zeren load shipped:jintan-2023 shipped:domains shipped:district --dry-run
    """
    from dashboards.commands import keeping

    keeping.load(ctx.obj, sources, dry_run=dry_run, who=who)


@app.command()
def validate(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(help="Files to check; none: what the store holds.")
    ] = None,
) -> None:
    """Check files, or the store, and list every problem.

    Example:  zeren validate shipped:jintan-2023 shipped:domains
    """
    from dashboards.commands import keeping

    keeping.validate(ctx.obj, sources or [])


@app.command()
def assign(
    ctx: typer.Context,
    subjects: Annotated[
        list[str] | None, typer.Argument(help="Ids of issues or duties; - reads them; none: all.")
    ] = None,
) -> None:
    """Say who answers for issues and duties: grade, bearer, role, ground, days, provision.

    Example:  zeren assign is-wt-1
    """
    from dashboards.commands import answering

    answering.assign(ctx.obj, ids(subjects))


@app.command()
def chain(
    ctx: typer.Context, subject: Annotated[str, typer.Argument(help="Id of an issue or a duty.")]
) -> None:
    """Show the whole chain of one issue or duty, with reasons, facts and sources.

    Example:  zeren chain is-wt-1
    """
    from dashboards.commands import answering

    answering.chain(ctx.obj, subject)


@app.command()
def gaps(
    ctx: typer.Context,
    kind: Annotated[Optional[list[str]], typer.Option(help="Only this kind, such as NoOneInCharge.")] = None,  # noqa: UP045
    organization: Annotated[Optional[list[str]], typer.Option(help="Only this organization (id).")] = None,  # noqa: UP045
) -> None:
    """List what is missing or in conflict in posts and divisions of labor, and the issues it hits.

    Example:  zeren gaps --kind NoOneInCharge
    """
    from dashboards.commands import answering

    answering.gaps(ctx.obj, kind or [], organization or [])


@app.command()
def refer(
    ctx: typer.Context,
    leads: Annotated[list[str] | None, typer.Argument(help="Ids of leads; - reads them; none: all.")] = None,
    on: Annotated[Optional[str], typer.Option(help="Day of the decision; default the as-of day.")] = None,  # noqa: UP045
) -> None:
    """Say through which offices a lead must go, hop by hop.

    Example:  zeren refer le-01
    """
    from dashboards.commands import answering

    answering.refer(ctx.obj, ids(leads), day(on, "--on"))


@app.command("why-not")
def why_not(
    ctx: typer.Context,
    lead: Annotated[str, typer.Argument(help="Id of a lead.")],
    organ: Annotated[str, typer.Argument(help="Id of an organization.")],
    on: Annotated[Optional[str], typer.Option(help="Day of the decision; default the as-of day.")] = None,  # noqa: UP045
) -> None:
    """Say which condition keeps a lead from an organ, and the shortest lawful way from there.

    Example:  zeren why-not le-06 o-org
    """
    from dashboards.commands import answering

    answering.why_not(ctx.obj, lead, organ, day(on, "--on"))


@app.command()
def cypher(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="A reading query; - reads it.")],
    param: Annotated[Optional[list[str]], typer.Option(help="name=value, as $name in the query.")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(help="Most rows.", min=1)] = 1000,
    timeout: Annotated[float, typer.Option(help="Most seconds.", min=0.1)] = 30.0,
) -> None:
    """Ask the graph in Cypher; it only reads.

    Example:  zeren cypher "MATCH (o:Organization) WHERE o.level = 'Town' RETURN o.id, o.zh ORDER BY o.id"
    """
    from dashboards.commands import answering

    answering.cypher(ctx.obj, text, parameters(param), limit, timeout)


@app.command()
def check(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Case files, or folders of them.")],
    through: Annotated[
        str, typer.Option(help="memory, or embedded: through a fresh store a case.")
    ] = "memory",
) -> None:
    """Run case files and say what came out otherwise.

    Example:  zeren check tests/cases/heads.yaml
    """
    from dashboards.commands import checking

    checking.check(ctx.obj, files, through)


@app.command()
def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="records, or graph.")],
    as_: Annotated[
        str,
        typer.Option("--as", help="yaml, json, jsonld, turtle, parquet, csv, xlsx; graphml for the graph."),
    ] = "yaml",
) -> None:
    """Write the records, or the graph of organizations and authority.

    Example:  zeren export records --as turtle
    """
    from dashboards.commands import keeping

    keeping.export(ctx.obj, what, as_)


@app.command()
def rollback(
    ctx: typer.Context,
    to: Annotated[Optional[int], typer.Option(help="The version; default the one before.")] = None,  # noqa: UP045
) -> None:
    """Make an earlier version current.

    Example:  zeren rollback --to 1
    """
    from dashboards.commands import keeping

    keeping.rollback(ctx.obj, to)


@app.command()
def info(ctx: typer.Context) -> None:
    """Say what the store holds, and of which day.

    Example:  zeren info
    """
    from dashboards.commands import keeping

    keeping.info(ctx.obj)


def main() -> None:
    """Runs the command line: a message instead of a traceback, an exit status that is documented."""
    try:
        app(standalone_mode=False)
    except LoadRefused as refused:  # its problems have been shown
        sys.exit(refused.exit_status)
    except ZerenError as error:
        note(f"zeren: {error}")
        sys.exit(error.exit_status)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        note("zeren: interrupted; the store is as it was")
        sys.exit(130)
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing is wrong, and nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "format_message"):  # what the option parser refuses
            note(f"zeren: {error.format_message()}; see `zeren --help`")
            sys.exit(2)
        raise


if __name__ == "__main__":
    main()
