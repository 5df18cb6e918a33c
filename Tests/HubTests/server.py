"""A hub of models for one test: `python3 server.py ROOT`, which prints the port and serves until its input ends.

ROOT/hub.json says what there is: {"models": {NAME: {"sha": COMMIT, "files": {FILE: {"text": …, "large": bool}}}}, and how to
misbehave: "token", "cut" (bytes after which the first connection to each large file breaks), "corrupt" (a file's name),
"no ranges", "relative" (redirect the resolve address within the host first)}. Every request is written to ROOT/log, a line
each: method, path, range, whether a token came.
"""
import hashlib
import http.server
import json
import pathlib
import sys
import threading

root = pathlib.Path(sys.argv[1])
hub = json.loads((root / "hub.json").read_text())
broken = set()


def content(entry):
    return (entry["text"] * entry.get("times", 1)).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, fields=(), body=b"", cut=None):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in fields):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        token = self.headers.get("Authorization")
        with (root / "log").open("a") as log:
            log.write(f"{self.command} {self.path} {self.headers.get('Range', '-')} {token or '-'}\n")
        storage = self.server is not servers[0]
        if storage:
            return self.file(self.path.removeprefix("/storage/"))
        if hub.get("token") and token != "Bearer " + hub["token"]:
            return self.answer(401)
        if self.path.startswith("/api/models/"):
            name = self.path.removeprefix("/api/models/").removesuffix("/revision/main")
            model = hub["models"].get(name)
            if not model:
                return self.answer(404)
            siblings = [{"rfilename": file} for file in model["files"]]
            return self.answer(200, body=json.dumps({"sha": model["sha"], "siblings": siblings}).encode())
        name, _, rest = self.path[1:].partition("/resolve/")
        if hub.get("relative") and not name.startswith("moved/"):
            return self.answer(307, [("Location", f"/moved/{name}/resolve/{rest}")])
        self.file(name.removeprefix("moved/") + "/" + rest.partition("/")[2])

    def file(self, path):
        name, _, file = path.rpartition("/")
        entry = hub["models"].get(name, {}).get("files", {}).get(file)
        if entry is None:
            return self.answer(404)
        body = content(entry)
        large = entry.get("large")
        if large:
            tag = hashlib.sha256(body).hexdigest()
        else:
            tag = hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
        if large and self.server is servers[0]:
            location = f"http://127.0.0.1:{servers[1].server_port}/storage/{path}"
            fields = [("Location", location), ("X-Linked-Etag", f'"{tag}"'), ("X-Linked-Size", str(len(body)))]
            return self.answer(302, fields)
        if hub.get("corrupt") == file:
            body = b"?" + body[1:]
        fields = [("ETag", f'"{tag}"')]
        status, start = 200, 0
        wanted = self.headers.get("Range")
        if wanted and not hub.get("no ranges"):
            status, start = 206, int(wanted.removeprefix("bytes=").rstrip("-"))
            fields.append(("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}"))
        cut = None
        if large and hub.get("cut") and file not in broken and self.command == "GET":
            broken.add(file)
            cut = hub["cut"]
        self.answer(status, fields + [("Content-Length", str(len(body) - start))], body[start:], cut)


# The hub, and the storage that it sends one on to: another host, as far as tokens go.
servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
for server in servers:
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(servers[0].server_port, flush=True)
sys.stdin.read()
