"""Runs a Neo4j server in the foreground and prints where it answers, as one line of JSON.

python -m tests.server              until Ctrl-C, in a temporary folder
python -m tests.server --home DIR   the same, its data kept in DIR
python -m tests.server --prepare    only obtains what it needs, and ends
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import sys
from pathlib import Path

from tests.server import NoServerError, prepare, running_server
from tests.server.install import say


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.server", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--prepare", action="store_true", help="only obtain what the server needs")
    parser.add_argument("--home", type=Path, help="keep the server's data in this folder")
    arguments = parser.parse_args()
    try:
        if arguments.prepare:
            _prepare()
        else:
            _run(arguments.home)
    except NoServerError as error:
        say(str(error))
        return 3
    return 0


def _prepare() -> None:
    if uri := os.environ.get("NEO4J_TEST_URI"):
        say(f"NEO4J_TEST_URI is set: the tests use {uri}")
        return
    installation = prepare()
    say(f"Neo4j {installation.version} is at hand in {installation.lib}, Java in {installation.java}")


def _run(home: Path | None) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the server is stopped in good order
    try:
        with running_server(home) as server:
            print(json.dumps(dataclasses.asdict(server)), flush=True)
            signal.pause()
    except KeyboardInterrupt:
        say("Stopped")


if __name__ == "__main__":
    sys.exit(main())
