"""Is an ad-hoc query plainly a single reading statement?

One of four walls (this, a read-only handle or access mode, a time limit, a row limit): neither store's read-only mode is
enough alone, since both can touch the host's files or the network.
"""

from __future__ import annotations

import re
import unicodedata

from ontology.errors import QueryRefused

STARTS = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN")
DENIED = frozenset(
    """ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DELETE DENY DETACH DROP DRYRUN DUMP EXPLAIN EXPORT
    EXTENSION FINISH FORCE FOREACH GRANT IMPORT INSERT INSTALL LOAD MACRO MERGE PROFILE PROJECT REMOVE RENAME REVOKE ROLLBACK SET SHOW
    START STOP TERMINATE TRANSACTION TRANSACTIONS UNINSTALL UPDATE USE USING""".split()
)
"""Words that no reading query needs; as names of properties or labels they can stand in backticks, after a dot or a colon."""

_TOKEN = re.compile(
    r"""
      (?P<comment>//[^\n\r]*|/\*.*?\*/)
    | (?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
    | (?P<quoted>`(?:``|[^`])*`)
    | (?P<word>[^\W\d]\w*)
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def refuse_writing(text: str) -> str:
    """The statement without trailing semicolon; raises QueryRefused with the reason if it is not plainly a read."""
    _refuse_hidden_characters(text)
    words: list[str] = []
    before, ended = "", False
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind in ("comment", "space"):
            continue
        if ended:
            raise QueryRefused("one statement at a time: there is something after the semicolon")
        if kind == "other" and token in "'\"`":
            raise QueryRefused(f"a {token} is opened and never closed")
        if kind == "other" and text.startswith("/*", match.start()):
            raise QueryRefused("a comment is opened and never closed")
        if token == ";":
            ended = True
        elif kind == "word":
            word = token.upper()
            if word in DENIED and before not in (".", ":"):
                raise QueryRefused(
                    f"{word} is refused: ad-hoc queries only read (MATCH ... RETURN). A property or label of that name is written `{token}`"
                )
            words.append(word)
        before = token if kind == "other" else ""
    if not words:
        raise QueryRefused("the query is empty")
    if words[0] not in STARTS or _first_token(text) != words[0]:
        raise QueryRefused(f"a query starts with MATCH, OPTIONAL MATCH, WITH, UNWIND or RETURN, not with {_first_token(text) or words[0]}")
    return text.strip().rstrip(";").strip()


def _first_token(text: str) -> str:
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in ("comment", "space"):
            return match.group().upper()
    return ""


def _refuse_hidden_characters(text: str) -> None:
    """Characters that a reader does not see can make an engine read another text than this guard."""
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cf", "Co", "Cn", "Cs") or (category == "Cc" and character not in "\n\r\t"):
            raise QueryRefused(f"the query holds an invisible character (U+{ord(character):04X}); remove it")
        if category in ("Zs", "Zl", "Zp") and character not in " \u3000":
            raise QueryRefused(f"the query holds an unusual kind of space (U+{ord(character):04X}); use a plain one")
