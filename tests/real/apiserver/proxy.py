#!/usr/bin/env python3
"""Stands between clients and the API server, and does what a test's rules say (../aws/faults.py; "operation" is "VERB /path?query", "client"
the program's name). Its address and CA are in KUBECONFIG-OUT, which has no user: clients bring their own.

usage: proxy.py DIR KUBECONFIG-OUT      (DIR is that of ./start; rules are set at /testbed/faults, as in the emulated AWS)
"""
import http.client, http.server, json, pathlib, ssl, sys, time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "aws"))
from faults import Rules, reset

FOLDER = pathlib.Path(sys.argv[1])
PORT = int((FOLDER / "port").read_text())
RULES = Rules()
UPSTREAM = ssl.create_default_context(cafile=FOLDER / "pki/apiserver.crt")
HOP = {"connection", "transfer-encoding", "keep-alive", "upgrade"}


def status(code, reason, message, **more):
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason, "code": code, **more}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def serve(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/testbed/faults":
            if self.command == "POST":
                RULES.replace(json.loads(self.body))
            return self.answer(200, RULES.shown())
        client = (self.headers.get("User-Agent") or "-").split("/")[0].split()[0]
        rule = RULES.hit(client, f"{self.command} {self.path}")
        fault = rule["fault"] if rule else None
        if fault == "throttle":
            return self.answer(429, status(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later", details={"retryAfterSeconds": 1}), {"Retry-After": "1"})
        if fault == "error":
            return self.answer(503, status(503, "ServiceUnavailable", "the server is currently unable to handle the request"))
        if fault == "expired":
            return self.answer(401, status(401, "Unauthorized", "Unauthorized"))
        if fault == "reset":
            return self.cut()
        if fault == "hold":
            RULES.hold(rule)
        self.forward(fault, rule)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def forward(self, fault, rule):
        upstream = http.client.HTTPSConnection("127.0.0.1", PORT, context=UPSTREAM, timeout=600)
        try:
            upstream.request(self.command, self.path, self.body or None, {k: v for k, v in self.headers.items() if k.lower() not in HOP | {"host", "content-length"}})
            answer = upstream.getresponse()
            if "watch=" in self.path and fault is None:
                return self.stream(answer)
            data = answer.read()
        except (OSError, http.client.HTTPException):
            return self.cut()
        finally:
            if fault is not None or "watch=" not in self.path:
                upstream.close()
        if fault == "lost":
            return self.cut()
        self.head(answer, {"Content-Length": str(len(data))})
        if fault == "truncated":
            self.wfile.write(data[:len(data) // 2])
            return self.cut()
        pieces = 10 if fault == "slow" else 1
        for i in range(pieces):
            if fault == "slow":
                time.sleep(rule.get("seconds", 3) / pieces)  # the fault itself, not a wait for something
            self.wfile.write(data[len(data) * i // pieces:len(data) * (i + 1) // pieces])

    def head(self, answer, more):
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"content-length", "date", "server"}:
                self.send_header(name, value)
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()

    def stream(self, answer):
        self.head(answer, {"Transfer-Encoding": "chunked"})
        while data := answer.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.write(b"0\r\n\r\n")

    def answer(self, code, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def cut(self):
        self.close_connection = True
        try:
            reset(self.connection)
        except OSError:
            pass

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:  # the client went away
            pass

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 128

    def handle_error(self, *_):
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "pki/apiserver.crt", FOLDER / "pki/apiserver.key")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    out = pathlib.Path(sys.argv[2])
    new = out.with_suffix(".new")
    new.write_text(json.dumps({"apiVersion": "v1", "kind": "Config", "clusters": [
        {"name": "testbed", "cluster": {"server": f"https://127.0.0.1:{server.server_port}", "certificate-authority": str(FOLDER / "pki/apiserver.crt")}}]}))
    new.rename(out)
    server.serve_forever()


main()
