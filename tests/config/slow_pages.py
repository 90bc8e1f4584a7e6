"""A WSGI application for test_processes: each answer takes a moment, and says which process gave it to whom."""

import json
import os
import time

SECONDS = 0.3


def application(environ, start_response):
    time.sleep(SECONDS)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"process": os.getpid(), "caller": environ.get("REMOTE_ADDR", "")}).encode()]
