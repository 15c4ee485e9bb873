"""What goes wrong between a client and AWS, on purpose: rules that a test sets, in front of everything else.

POST /testbed/faults takes a list of rules, which replaces those before; GET tells of each how often it matched and what it did. A rule is
{"client": GLOB, "operation": GLOB ("ec2 Create*"), "since": GLOB of the operation with which it begins to count (else with the first), "after": requests
that pass first, "times": how many it then hits, "fault": one of
  throttle   the service's own answer to too many requests        error     503, the service is away
  expired    the credentials are no longer good                   reset     the connection is reset, nothing was done
  lost       it was done, the connection is reset instead of the answer
  truncated  it was done, half of the answer comes                slow      it was done, the answer drips in "seconds" seconds
  hold       nothing happens until the rules are replaced (`held` in GET says that somebody waits)}
"""
import fnmatch, json, os, socket, struct, threading, time

THROTTLED = {"ec2": "RequestLimitExceeded", "s3": "SlowDown", "iam": "Throttling", "sts": "Throttling", "sqs": "ThrottlingException"}
TOKENS = ("clienttoken", "clientrequesttoken", "idempotencytoken", "creationtoken", "callerreference")
EXPIRED = {"ec2": "RequestExpired", "s3": "ExpiredToken", "iam": "ExpiredToken", "sts": "ExpiredToken"}


def matches(rule, client, operation):
    """Globs take words apart with `|`."""
    return (any(fnmatch.fnmatchcase(client, g) for g in rule.get("client", "*").split("|"))
            and any(fnmatch.fnmatchcase(operation, g) for g in rule.get("operation", "*").split("|")))


class Rules:
    """The rules and their counts; used for AWS here and for the API server by apiserver/faults.py."""

    def __init__(self):
        self.lock, self.rules, self.released = threading.Lock(), [], threading.Event()

    def replace(self, rules):
        with self.lock:
            self.rules = [{**r, "begun": "since" not in r, "matched": 0, "hit": 0, "held": 0} for r in rules]
            self.released.set()
            self.released = threading.Event()

    def shown(self):
        with self.lock:
            return [dict(r) for r in self.rules]

    def hit(self, client, operation):
        """The rule that hits this request, if one does."""
        with self.lock:
            for rule in self.rules:
                rule["begun"] = rule["begun"] or matches({"operation": rule["since"]}, client, operation)
                if not rule["begun"] or not matches(rule, client, operation):
                    continue
                rule["matched"] += 1
                if rule["matched"] > rule.get("after", 0) and rule["hit"] < rule.get("times", 1):
                    rule["hit"] += 1
                    rule["last"] = f"{client} {operation}"
                    return rule
        return None

    def hold(self, rule):
        with self.lock:
            rule["held"] += 1
            released = self.released
        released.wait(120)


def reset(connection):
    """Ends a connection as a peer does that went away: without a goodbye. Who still holds it writes to nowhere."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with open(os.devnull, "r+b") as nowhere:
        os.dup2(nowhere.fileno(), connection.fileno())


class Faults:
    """A WSGI application around `application` (answers.py); `operation_of(environ)` says what a request asks for (emulator.py)."""

    def __init__(self, application, operation_of, refusal):
        self.application, self.operation_of, self.refusal, self.rules = application, operation_of, refusal, Rules()

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/testbed/faults":
            return self.control(environ, start_response)
        if environ["PATH_INFO"].startswith("/testbed/") or not self.rules.rules:
            return self.application(environ, start_response)
        service, operation = self.operation_of(environ)
        client = (environ.get("HTTP_USER_AGENT") or "-").split("/")[0].split()[0]
        rule = self.rules.hit(client, f"{service} {operation}")
        if not rule:
            return self.application(environ, start_response)
        return getattr(self, rule["fault"])(environ, start_response, rule, service)

    def control(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            self.rules.replace(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
        body = json.dumps(self.rules.shown()).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def throttle(self, environ, start_response, _, service):
        return self.refusal(environ, start_response, THROTTLED.get(service, "ThrottlingException"), "Rate exceeded", "429 Too Many Requests" if service not in ("ec2", "s3") else "503 Service Unavailable")

    def error(self, environ, start_response, _, service):
        return self.refusal(environ, start_response, "ServiceUnavailable", "The service is unavailable. Please try again shortly.", "503 Service Unavailable")

    def expired(self, environ, start_response, _, service):
        return self.refusal(environ, start_response, EXPIRED.get(service, "ExpiredTokenException"), "The security token included in the request is expired",
                            "400 Bad Request" if service in ("ec2", "s3") else "403 Forbidden")

    def reset(self, environ, start_response, *_):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        reset(environ["werkzeug.socket"])
        start_response("200 OK", [])  # to nowhere
        return [b""]

    def lost(self, environ, start_response, *_):
        b"".join(self.application(environ, lambda *_: None))
        self.forget(environ)
        reset(environ["werkzeug.socket"])
        start_response("200 OK", [])  # to nowhere
        return [b""]

    def truncated(self, environ, start_response, *_):
        body = b"".join(self.application(environ, start_response))
        self.forget(environ)
        connection = environ["werkzeug.socket"]

        def half():
            yield body[:len(body) // 2]
            connection.shutdown(socket.SHUT_WR)
        return half() if body else [b""]

    def forget(self, environ):
        """Who asks again asks for a second one, as AWS takes it, unless the request has a token that tells AWS that it is the same."""
        if not any(name.lower() in TOKENS for name in environ.get("testbed.call", {}).get("parameters", {})):
            self.application.forget(environ.get("HTTP_AMZ_SDK_INVOCATION_ID"))

    def slow(self, environ, start_response, rule, _):
        body = b"".join(self.application(environ, start_response))

        def dripping():
            pieces = 10
            for i in range(pieces):
                time.sleep(rule.get("seconds", 3) / pieces)  # the fault itself, not a wait for something
                yield body[len(body) * i // pieces:len(body) * (i + 1) // pieces]
        return dripping()

    def hold(self, environ, start_response, rule, _):
        self.rules.hold(rule)
        return self.application(environ, start_response)
