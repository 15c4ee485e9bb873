#!/usr/bin/env python3
"""Emulated AWS on loopback: moto, plus the operations that moto lacks and a platform on EKS needs (eks.py, gaps.py), less its errors (fixes.py).

usage: shim.py PORT [EXISTING]      (existing.py says what that is)

Environment: TESTBED_KUBECONFIG, a kubeconfig (it may come later) of the Kubernetes API server that every EKS cluster is to be.
"""
import logging, os, sys

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import run_simple

import fixes  # noqa: F401  (first: it corrects moto)
import eks, gaps  # noqa: F401  (they register their handlers)
import existing
from emulator import Emulator

port = int(sys.argv[1])
os.environ["TESTBED_SELF"] = f"http://127.0.0.1:{port}"  # where handlers reach this same emulator
os.environ["MOTO_PORT"] = str(port)
if len(sys.argv) > 2:
    existing.make(sys.argv[2])
logging.getLogger("werkzeug").setLevel(logging.WARNING)
run_simple("127.0.0.1", port, Emulator(), threaded=True, request_handler=MotoRequestHandler)
