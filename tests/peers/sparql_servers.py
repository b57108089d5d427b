"""Three SPARQL servers on this machine's loopback, each started on a fresh database and ended again.

    python tests/peers/sparql_servers.py oxigraph|fuseki|virtuoso [FOLDER]

starts one by hand, says its address and waits for Ctrl-C. What each needs:

- Oxigraph: ``pip install 'claimgraph[peers]'`` (its command beside this Python, or on the PATH)
- Fuseki 5: Java 17, and ``org.apache.jena:jena-fuseki-server`` from Maven Central (``mvn`` fetches it)
- Virtuoso: ``apt-get install virtuoso-opensource-7-bin``
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen

from downloads import CACHE, MAVEN, NotFetched, fetch_all

FUSEKI = "5.5.0"

_LOG = "server.log"

# Seconds that a server has until it answers, on a machine that does much else.
_PATIENCE = 300


class Missing(Exception):
    """A server that cannot be had here, with the reason."""


class Server(NamedTuple):
    """A running server. ``environment`` holds its user and password; the other two are where it differs."""

    name: str
    query: str
    update: str | None = None
    store: str | None = None
    environment: Mapping[str, str] = MappingProxyType({})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def _running(prepare: Callable[[], tuple[list[str], str]], folder: Path) -> Iterator[None]:
    """A server until the block ends; ``prepare`` chooses ports, and gives a command and what then answers.

    Between choosing a port and opening it another program may take it: then it is chosen again.
    """
    process = _start(*prepare(), folder) or _start(*prepare(), folder) or _start(*prepare(), folder)
    if process is None:
        text = (folder / _LOG).read_text("utf-8", "replace")[-2000:]
        raise Missing(f"{prepare()[0][0]} did not start: {text}")
    try:
        yield
    finally:
        _end(process)


def _start(command: list[str], url: str, folder: Path) -> subprocess.Popen[bytes] | None:
    with (folder / _LOG).open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=folder, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL
        )
    try:
        deadline = time.monotonic() + _PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            # Who answers must be ours.
            if _answers(url) and process.poll() is None:
                return process
            time.sleep(0.2)
    except BaseException:
        _end(process)
        raise
    _end(process)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if program is None:
        raise Missing("the Oxigraph server is not installed (pip install 'claimgraph[peers]')")
    base = ""

    def prepare() -> tuple[list[str], str]:
        nonlocal base
        port = _free_port()
        base = f"http://127.0.0.1:{port}"
        words = ["serve", "-l", str(folder / "db"), "-b", f"127.0.0.1:{port}", "--union-default-graph"]
        return [program, *words], base

    with _running(prepare, folder):
        yield Server("oxigraph", f"{base}/query")


def _fuseki_jar() -> Path:
    if shutil.which("java") is None:
        raise Missing("Java is not installed")
    jar = CACHE / f"jena-fuseki-server-{FUSEKI}.jar"
    if not jar.is_file():
        if shutil.which("mvn") is None:
            raise Missing("Maven, which fetches Fuseki, is not installed")
        artifact = f"-Dartifact=org.apache.jena:jena-fuseki-server:{FUSEKI}"
        try:
            fetch_all(["mvn", *MAVEN, "dependency:get", artifact, "-Dtransitive=false"])
            fetch_all(["mvn", *MAVEN, "dependency:copy", artifact, f"-DoutputDirectory={CACHE}"])
        except NotFetched as reason:
            raise Missing(f"Fuseki: {reason}") from reason
    return jar


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    jar = _fuseki_jar()
    (folder / "db").mkdir(exist_ok=True)
    base = ""

    def prepare() -> tuple[list[str], str]:
        nonlocal base
        port = _free_port()
        words = ["java", "-Xmx2g", "-jar", str(jar), "--localhost", f"--port={port}", "--tdb2", "--loc=db"]
        words += ["--set", "tdb2:unionDefaultGraph=true", "--update", "/wiki"]
        base = f"http://127.0.0.1:{port}/wiki"
        return words, f"{base}/query?query=ASK%7B%7D"

    with _running(prepare, folder):
        yield Server("fuseki", f"{base}/query")


# Virtuoso's example file says how many rows and seconds an answer may have; an answer cut short is no answer.
_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = .
NumberOfBuffers = 100000
MaxDirtyBuffers = 75000
MaxClientConnections = 10
CheckpointInterval = 0
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 100
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    server, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if server is None or client is None:
        raise Missing("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    base = ""

    def prepare() -> tuple[list[str], str]:
        nonlocal base
        sql, http = _free_port(), _free_port()
        (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http), encoding="utf-8")
        (folder / "virtuoso.lck").unlink(missing_ok=True)
        base = f"http://127.0.0.1:{http}"
        return [server, "+foreground", "+configfile", "virtuoso.ini"], f"{base}/sparql"

    with _running(prepare, folder):
        user = {"CLAIMGRAPH_ENDPOINT_USER": "dba", "CLAIMGRAPH_ENDPOINT_PASSWORD": "dba"}
        yield Server(
            "virtuoso",
            f"{base}/sparql",
            f"{base}/sparql-auth",
            f"{base}/sparql-graph-crud-auth",
            user,
        )


SERVERS = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}


def main(words: list[str]) -> int:
    if not words or words[0] not in SERVERS:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as fresh:
        folder = Path(words[1] if len(words) > 1 else fresh).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with SERVERS[words[0]](folder) as server:
                print(f"--endpoint {server.query}", flush=True)
                for option, url in (("--update-url", server.update), ("--store-url", server.store)):
                    if url:
                        print(f"{option} {url}", flush=True)
                for name, value in server.environment.items():
                    print(f"{name}={value}", flush=True)
                while True:
                    time.sleep(1)
        except KeyboardInterrupt:
            return os.EX_OK
        except Missing as reason:
            print(reason, file=sys.stderr)
            return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
