"""A small SPARQL server on the loopback for tests, in a process of its own; it can be told to misbehave.

``python loopback_server.py FOLDER FAULTS``: prints its port. FAULTS is a JSON object; see ``Handler``.
Requests are written to FOLDER/requests.jsonl.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

FOLDER = Path(sys.argv[1])
FAULTS: dict[str, Any] = json.loads(sys.argv[2])
STORE = ox.Store()
SEEN: dict[str, int] = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.handle_any(b"")

    def do_PUT(self) -> None:
        self.handle_any(self.rfile.read(int(self.headers["Content-Length"])))

    do_POST = do_PUT

    def handle_any(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        kind = parts.path.strip("/")
        SEEN[kind] = SEEN.get(kind, 0) + 1
        with (FOLDER / "requests.jsonl").open("a", encoding="utf-8") as log:
            row = {"method": self.command, "path": kind, "authorization": self.headers.get("Authorization")}
            log.write(json.dumps({**row, "size": len(body)}) + "\n")
        if SEEN[kind] <= FAULTS.get("busy", 0):
            return self.answer(503, "text/plain", b"busy", {"Retry-After": "0"})
        if kind in FAULTS.get("status", {}):
            return self.answer(FAULTS["status"][kind], "text/plain", b"no: " + str(self.headers).encode())
        if SEEN[kind] == FAULTS.get("die_at", {}).get(kind):
            return self.connection.close()
        if wanted := FAULTS.get("login"):
            given = self.headers.get("Authorization", "")
            if not given.startswith(wanted.split()[0]):
                return self.answer(401, "text/plain", b"who are you?", {"WWW-Authenticate": wanted})
        if "redirect" in FAULTS:
            return self.answer(307, "text/plain", b"", {"Location": FAULTS["redirect"]})
        if FAULTS.get("drip"):
            return self.drip()
        try:
            self.serve(kind, parts.query, body)
        except (SyntaxError, ValueError) as error:
            self.answer(400, "text/plain", str(error).encode())

    def serve(self, kind: str, query: str, body: bytes) -> None:
        if kind == "store":
            graph = ox.NamedNode(parse_qs(query)["graph"][0])
            STORE.remove_graph(graph)
            STORE.bulk_load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
            if FAULTS.get("lossy"):
                STORE.remove(next(iter(STORE.quads_for_pattern(None, None, None, graph))))
            return self.answer(204, "text/plain", b"")
        form = parse_qs(body.decode())
        if kind == "update":
            STORE.update(form["update"][0])
            return self.answer(204, "text/plain", b"")
        union = not FAULTS.get("apart")
        found = STORE.query(form["query"][0], use_default_graph_as_union=union)
        if isinstance(found, ox.QueryTriples):
            data = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            return self.answer(200, "application/n-triples", data or b"")
        data = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        if FAULTS.get("cut"):
            return self.answer(
                200, "application/sparql-results+json", data[:-5], {"Content-Length": str(len(data))}
            )
        return self.answer(200, FAULTS.get("type", "application/sparql-results+json"), data)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def answer(self, status: int, kind: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        headers = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
