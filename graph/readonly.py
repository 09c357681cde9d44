"""Is an ad-hoc query plainly one reading statement, for either store?

Neither store's read-only mode is enough alone: both can be made to touch files of the host or the network. This guard reads
the text as both engines do, and where the two could read it differently (a lone carriage return, a comment in a comment, an
escape that is replaced before reading) it refuses rather than guesses.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NoReturn

from ontology.errors import InputError, QueryRefused
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

STARTS = ("MATCH", "OPTIONAL MATCH", "WITH", "UNWIND", "RETURN")
"""Clauses that a query may begin with."""

DENIED = frozenset({
    "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CALL", "CHECKPOINT", "COMMENT", "COMMIT", "COPY", "CREATE",
    "DEALLOCATE", "DELETE", "DENY", "DETACH", "DROP", "DRYRUN", "DUMP", "ENABLE", "EXPLAIN", "EXPORT",
    "FINISH", "FORCE", "FOREACH", "GRANT", "IMPORT", "INSERT", "INSTALL", "LOAD", "MACRO",
    "MERGE", "NODETACH", "PERIODIC", "PROFILE", "PROJECT", "REMOVE", "RENAME", "REVOKE", "ROLLBACK", "SET",
    "SHOW", "START", "STOP", "TERMINATE", "TRANSACTION", "TRANSACTIONS", "UNINSTALL", "UPDATE", "USE",
    "USING",
})  # fmt: skip
"""Words that a query may not hold, in capitals, unless as a name: after a dot, a colon, a dollar sign, or in backticks."""

_BLANKS = " \t\n\r\u3000"
"""Blanks that people type; the wide one is what a Chinese keyboard gives."""
_STRANGE = ("Cc", "Cf", "Co", "Cn", "Cs", "Zs", "Zl", "Zp")
_TOKEN = re.compile(r"[^\W\d]\w*|\d\w*|\S")
_WORD = re.compile(r"[^\W\d]\w*")
_ENDS = {"'": message("query.string"), '"': message("query.string"), "`": message("query.quoted_name")}
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|/\*.*?\*/|//[^\n]*", re.DOTALL)
_OPENING = re.compile(r"['\"`]|/\*|//")


def refuse_writing(text: str) -> str:
    """The statement without what may follow it (a semicolon, comments).

    Raises QueryRefused unless it is one statement that begins with a reading clause and holds no word of DENIED.
    """
    _refuse_ambiguous(text)
    bare = _bare(text)
    end = bare.find(";")
    if end >= 0:
        if bare[end + 1 :].strip():
            _refuse(message("query.several"), message("query.one_question"))
        text, bare = text[:end], bare[:end]
    tokens = [(found.group(), found.start()) for found in _TOKEN.finditer(bare)]
    _refuse_other_start([word for word, _ in tokens[:2]])
    for place, (word, _) in enumerate(tokens):
        if _is_denied(word) and not _is_name(tokens, place):
            _refuse(
                message("query.denied", word=word),
                message("query.reads_only", word=word),
            )
    return text.strip()


def must_be_given(text: str, parameters: Collection[str]) -> None:
    """Raises InputError for a `$name` that no parameter has: one engine takes it for null and finds nothing."""
    asked = dict.fromkeys(re.findall(r"\$([^\W\d]\w*)", _bare(text)))
    missing = [f"${name}" for name in asked if name not in parameters]
    if missing:
        raise InputError("query.parameters", names=missing)


def _bare(text: str) -> str:
    """The text, as long as it was, without comments and what is quoted: blanks, and underlines where a name would stand."""
    parts: list[str] = []
    place = 0
    while opening := _OPENING.search(text, place):
        quoted = _QUOTED.match(text, opening.start())
        what = opening.group()
        if quoted is None:
            _refuse(
                message("query.no_end", what=_ENDS.get(what, message("query.comment")), sign=what),
                message("query.close_it"),
            )
        inside = quoted.group()
        if what == "/*" and "/*" in inside[2:]:
            _refuse(message("query.nested_comment"), message("query.take_out"))
        # The quotes become blanks, so that a word right beside them stays a word.
        kept = " " * len(inside) if what in ("/*", "//") else f" {'_' * (len(inside) - 2)} "
        parts += [text[place : opening.start()], kept]
        place = quoted.end()
    return "".join([*parts, text[place:]])


def _refuse_ambiguous(text: str) -> None:
    r"""Refuses what one engine replaces or ends a line at, and another does not."""
    if re.search(r"\\u", text, re.IGNORECASE):
        _refuse(
            message("query.escape"),
            message("query.write_character"),
        )
    strange = [c for c in text if c not in _BLANKS and unicodedata.category(c) in _STRANGE]
    if strange or re.search(r"\r(?!\n)", text):
        shown = f"U+{ord(strange[0] if strange else chr(13)):04X}"
        _refuse(
            message("query.invisible", character=shown),
            message("query.plain_blank"),
        )


def _refuse_other_start(words: Sequence[str]) -> None:
    first = [_folded(word) for word in words]
    if not first:
        _refuse(message("query.empty"), message("query.begin_with", starts=STARTS))
    if first[0] not in STARTS and " ".join(first) not in STARTS:
        _refuse(message("query.begins_with", word=words[0]), message("query.only_reading", starts=STARTS))


def _is_name(tokens: Sequence[tuple[str, int]], place: int) -> bool:
    """Whether the word at `place` can only be a name: directly after `x.`, `:` or `$`."""
    word, start = tokens[place]
    before, at = tokens[place - 1] if place else ("", -1)
    if at + 1 != start:
        return False
    earlier = tokens[place - 2][0] if place > 1 else ""
    if before == ".":  # not the dot of a number or of a range
        return _WORD.fullmatch(earlier) is not None or earlier in (")", "]", "}")
    if before == ":":
        return earlier != ":"
    return before == "$" and not word[0].isdigit()


def _is_denied(word: str) -> bool:
    folded = _folded(word)
    # `1SET` is a number and a word to one engine, an error to another.
    return folded in DENIED or (word[0].isdigit() and folded.endswith(tuple(DENIED)))


def _folded(word: str) -> str:
    """In capitals, full-width and other odd forms of letters as plain ones."""
    return unicodedata.normalize("NFKC", word).upper()


def _refuse(what: Message, instead: Message) -> NoReturn:
    raise QueryRefused("query.refused", what=what, instead=instead)
