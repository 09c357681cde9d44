"""The list of commands about the texts of regulations: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import Ids, command


@command(
    "zeren compare tests/loaders/texts/measures-2021.txt tests/loaders/texts/measures-2024.txt",
    "zeren compare tests/loaders/texts/measures-2021.txt tests/loaders/texts/measures-2024.txt --format json",
)
def compare(
    context: Context,
    before: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier text, .txt or .docx.")],
    after: Annotated[Path, typer.Argument(metavar="NEW", help="The later text.")],
) -> None:
    """Compare two versions of a regulation's text, provision by provision."""
    from dashboards.commands import regulation_texts

    regulation_texts.compare(context, before, after)


@command(
    "zeren beside tests/loaders/texts/measures-2024.txt",
    "zeren beside tests/loaders/texts/measures-2024.txt shipped:jintan-2023 --format json",
)
def beside(
    context: Context,
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Your copy of the regulation, .txt or .docx.")],
    rules: Annotated[
        Ids, typer.Argument(metavar="[RULES]...", help="Files of rules; default shipped:jintan-2023.")
    ] = None,
) -> None:
    """Put your own copy of a regulation's text beside the rules, joined by number."""
    from dashboards.commands import regulation_texts

    regulation_texts.beside(context, text, rules or ["shipped:jintan-2023"])
