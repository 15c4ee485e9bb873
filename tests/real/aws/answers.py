"""One answer for each invocation, however often the client sends it, and a line for each request in the log.

aws-sdk-go-v2 closes the body of a request as soon as the answer's header is there. Go's transport may not have finished reading that
body then, when the answer came within two milliseconds, as it does on loopback: it takes the request for failed and closes the
connection before the answer's body is read, and the SDK sends the request again (aws-sdk-go-v2 issues #1825 and #2737; #2949 has it
try again). What is not idempotent would be done twice: a security group's rule is there already, or no longer. A client says which
invocation a request belongs to, and which attempt it is, so the second attempt gets the answer of the first.
"""
import concurrent.futures, json, re, threading, time

KEPT = 2000  # answers; a client asks again within seconds


class Answers:
    """A WSGI application around `application`, which leaves the operation's name in environ["testbed.operation"], and in
    environ["testbed.call"] what it is about. `log` is a file: a line for each request has its time, seconds, invocation, attempt, status, client and
    operation. `calls` is another: JSON, a line for each call that differs from those before."""

    def __init__(self, application, log, calls):
        self.application, self.log, self.calls = application, log, calls
        self.seen = set()
        self.lock = threading.Lock()
        self.answers = {}  # invocation -> future of (status, headers, body), the oldest first

    def __call__(self, environ, start_response):
        start = time.monotonic()
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        attempt = int((re.search(r"attempt=(\d+)", environ.get("HTTP_AMZ_SDK_REQUEST", "")) or [0, 1])[1])
        answer, mine = self.answer_of(invocation, attempt > 1)
        if mine:
            try:
                answer.set_result(self.ask(environ))
            except BaseException as e:
                self.forget(invocation)
                answer.set_exception(e)
                raise
        else:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, headers, body = answer.result()
        if mine and status.startswith("5"):
            self.forget(invocation)  # it was not done: the next attempt may succeed
        agent = (environ.get("HTTP_USER_AGENT") or "-").split("/")[0].split()[0]
        what = environ.get("testbed.operation", f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}") if mine else "answered before"
        with self.lock:
            print(f"{time.time():.3f} {time.monotonic() - start:.3f} {invocation or '-'} {attempt} {status.split()[0]} {agent} {what}", file=self.log, flush=True)
            call = json.dumps({"client": agent, **environ.get("testbed.call", {"operation": what, "region": "-"})}, sort_keys=True)
            if mine and call not in self.seen:
                self.seen.add(call)
                print(call, file=self.calls, flush=True)
        start_response(status, headers)
        return [body]

    def answer_of(self, invocation, again):
        """The future of an invocation's answer, and whether it is the caller's to give."""
        with self.lock:
            if again and invocation in self.answers:
                return self.answers[invocation], False
            answer = concurrent.futures.Future()
            if invocation:
                self.answers[invocation] = answer
                while len(self.answers) > KEPT:
                    del self.answers[next(iter(self.answers))]
            return answer, True

    def forget(self, invocation):
        with self.lock:
            self.answers.pop(invocation, None)

    def ask(self, environ):
        reply = {}
        body = b"".join(self.application(environ, lambda status, headers, _=None: reply.update(status=status, headers=headers)))
        return reply["status"], reply["headers"], body
