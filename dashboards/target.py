"""How does a result reach a file whole or not at all, or a device, a pipe or standard output as it comes?"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ontology.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def bytes_to(target: Path | None) -> Iterator[IO[bytes]]:
    """A stream into a file, which appears whole or not at all; into what else stands there (a pipe, a device); None = standard output.

    A link is followed. Raises InputError where it cannot be written.
    """
    if target is None:
        with standard_output():
            yield sys.stdout.buffer
        return
    target = target.resolve()
    with writable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            # What is no plain file is not ours to replace.
            with target.open("wb") as stream:
                yield stream
            return
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            part = Path(file.name)
            try:
                yield cast("IO[bytes]", file)
            except BaseException:
                part.unlink()
                raise
        part.chmod(0o666 & ~_umask())
        part.replace(target)


@contextlib.contextmanager
def standard_output() -> Iterator[None]:
    """Writes to standard output inside; raises InputError for a full disk behind it. A reader that has gone stays a BrokenPipeError."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno in (errno.EPIPE, errno.EINVAL):
            raise
        raise InputError("target.no_output", error=error) from None


@contextlib.contextmanager
def writable(target: Path | None) -> Iterator[None]:
    """Turns what a file or standard output refuses into InputError."""
    if target is None:
        with standard_output():
            yield
        return
    try:
        yield
    except OSError as error:
        raise InputError("target.not_writable", path=target, error=error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
