"""Was a file of lines, each written once, changed afterwards by anything but appending?

Lines of JSON, each with its number, when, who, what, the digest of the line before it and its own: an edit, a removal or an insertion
breaks the chain at that line. Removing lines *from the end* leaves a shorter chain that is whole: to find that out, keep a `Head`
elsewhere and give it to `verify`. The digests are no signatures: who can write the file can write a whole new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import IO, TYPE_CHECKING, Any

from graph.digest import content_digest
from graph.store_folder import disk_errors, sync_folder
from ontology.errors import Altered
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

START = "sha256:" + "0" * 64
"""What the first line names as the line before it."""
_TAIL = 65_536


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain went when somebody looked: so many lines, the last with this digest. Of an empty one: 0, START."""

    number: int = 0
    digest: str = START


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` counts from 1, `at` is UTC, `previous` the digest of the line before, `digest` that of all the rest."""

    number: int
    at: str
    who: str
    what: Mapping[str, Any]
    previous: str
    digest: str

    @property
    def head(self) -> Head:
        """The chain up to here."""
        return Head(self.number, self.digest)

    def text(self) -> str:
        """The line as it stands in a file, without its end."""
        return _canonical(asdict(self))


@dataclass(frozen=True, slots=True)
class Chain:
    """What a file holds: whole lines in order, and the bytes of a last line whose writing was cut off (never acknowledged)."""

    lines: tuple[Line, ...] = ()
    torn: bytes = b""

    @property
    def head(self) -> Head:
        """The end of the chain."""
        return self.lines[-1].head if self.lines else Head()


def following(head: Head, who: str, what: Mapping[str, Any], at: datetime | None = None) -> Line:
    """The line after `head`; `at` (UTC) is now unless given. Raises TypeError for what JSON cannot say; days become ISO text."""
    moment = (at or datetime.now(UTC).replace(tzinfo=None)).isoformat(timespec="microseconds")
    plain = json.loads(_canonical(what))  # as it will be read back
    bare = Line(head.number + 1, moment, who, plain, head.digest, "")
    return Line(bare.number, moment, who, plain, bare.previous, _digest(bare))


def verify(lines: Iterable[Line], where: str | Message, known: Head | None = None) -> None:
    """Raises Altered at the first line of `where` that does not follow from the one before, or if the chain never was at `known`."""
    head, met = Head(), known is None or known == Head()
    for line in lines:
        if line.number != head.number + 1 or line.previous != head.digest:
            raise Altered("altered.order", where=where, place=head.number + 1, number=line.number)
        if line.digest != _digest(line):
            raise Altered("altered.text", where=where, number=line.number, at=line.at, who=line.who)
        head = line.head
        met = met or head == known
    if not met:
        assert known is not None
        raise Altered(
            "altered.missing", where=where, number=known.number, digest=known.digest, now=head.number
        )


def read(path: Path, known: Head | None = None) -> Chain:
    """What the file holds (nothing, if it is not there), verified; raises Altered, StoreUnavailable."""
    with disk_errors(path):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raw = b""
    *whole, rest = raw.split(b"\n")
    lines = [_line(text, path, number) for number, text in enumerate(whole, 1)]
    torn = b""
    if rest:
        try:  # only the end of the line may be missing
            lines.append(_line(rest, path, len(lines) + 1))
        except Altered:
            torn = rest
    verify(lines, str(path), known)
    return Chain(tuple(lines), torn)


def append(path: Path, who: str, what: Mapping[str, Any], at: datetime | None = None) -> Line:
    """Writes one more line, on disk before this returns; the file is made if it is not there.

    Appends of several processes wait for each other. A last line that was cut off goes to the file `NAME.torn`. Only the last
    line is looked at: what an append costs does not grow with the file. Raises Altered, StoreUnavailable.
    """
    with disk_errors(path):
        made = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b", buffering=0) as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            line = following(_end(stream, path), who, what, at)
            before = os.fstat(stream.fileno()).st_size
            try:
                _write(stream, line.text().encode() + b"\n")
            except OSError:
                with contextlib.suppress(OSError):
                    stream.truncate(before)
                raise
        if made:
            sync_folder(path.parent)
    return line


def _end(stream: IO[bytes], path: Path) -> Head:
    """The end of the chain, after which the next line may be written: a cut-off line is moved away, a missing line end put there."""
    size = stream.seek(0, os.SEEK_END)
    kept, length = b"", 0
    while length < size and kept.count(b"\n") < 2:  # the last whole line, and what stands after it
        length = min(size, max(_TAIL, 2 * length))
        stream.seek(size - length)
        kept = stream.read(length)
    *whole, rest = kept.split(b"\n")
    if rest:
        try:
            last = _line(rest, path)
        except Altered:
            with path.with_name(path.name + ".torn").open("ab", buffering=0) as aside:
                _write(aside, rest + b"\n")
            stream.truncate(size - len(rest))
        else:
            head = _head(last, path)
            _write(stream, b"\n")
            return head
    return _head(_line(whole[-1], path), path) if whole else Head()


def _head(line: Line, path: Path) -> Head:
    if line.digest != _digest(line):
        raise Altered("altered.before_adding", path=path, number=line.number)
    return line.head


def _line(text: bytes, path: Path, number: int | None = None) -> Line:
    found = None
    with contextlib.suppress(ValueError, TypeError):
        found = Line(**json.loads(text))
    if found is None or found.text().encode() != text:
        place = message("altered.last_line") if number is None else message("altered.line", number=number)
        raise Altered("altered.foreign", path=path, place=place)
    return found


def _write(stream: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]
    os.fsync(stream.fileno())


def _digest(line: Line) -> str:
    said = {name: value for name, value in asdict(line).items() if name != "digest"}
    return content_digest(_canonical(said))


def _canonical(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
    )


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a line cannot hold {type(value).__name__}")
