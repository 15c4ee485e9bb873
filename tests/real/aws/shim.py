#!/usr/bin/env python3
"""Emulated AWS on loopback: moto, plus the operations that moto lacks and a platform on EKS needs (eks.py, gaps.py, account.py), less its errors (fixes.py).

usage: shim.py DIR [EXISTING]      (DIR gets the files `port`, `requests` with a line for each, and `calls` with what each was about; existing.py says what EXISTING is)

Environment: TESTBED_KUBECONFIG, a kubeconfig (it may come later) of the Kubernetes API server that every EKS cluster is to be.
"""
import logging, os, pathlib, sys

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

import fixes  # noqa: F401  (first: it corrects moto)
import account, eks, gaps  # noqa: F401  (they register their handlers)
import existing
from answers import Answers
from emulator import Emulator
from faults import Faults

folder = pathlib.Path(sys.argv[1])
logging.getLogger("werkzeug").setLevel(logging.WARNING)
emulator = Emulator()
application = Faults(Answers(emulator, open(folder / "requests", "w"), open(folder / "calls", "w")), emulator.operation_of, emulator.refusal)
server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
os.environ["MOTO_PORT"] = str(server.port)
os.environ["TESTBED_SELF"] = f"http://127.0.0.1:{server.port}"  # where handlers reach this same emulator
if len(sys.argv) > 2:
    existing.make(sys.argv[2])
(folder / "port.new").write_text(str(server.port))
(folder / "port.new").rename(folder / "port")
server.serve_forever()
