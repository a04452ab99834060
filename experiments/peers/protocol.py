"""How a peer talks: it reads one request per line on standard input and answers each with one line of JSON.

    row NAME        builds the step of a row; the answer holds the versions in use
    run STEPS SECONDS
                    runs the step at least so often and so long; the answer holds how often and how long it was
    check CASE      {"name": ..., ...} as JSON: the loss and the gradients of one batch

A request that cannot be done is answered with {"error": ...}. The end of the input ends the peer. Between requests it
sleeps in a blocking read, so that it takes no time from whoever is measured meanwhile.
"""

import json
import os
import sys
import time


def serve(versions, build, check=None):
    """Answers requests until the input ends.

    versions: a map from the name of a package to its version
    build: makes a step, a function without arguments, for the name of a row
    check: answers a check, where the peer has one
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # Whatever a library prints must not be taken for an answer.
    os.dup2(2, 1)
    step = None
    for line in sys.stdin:
        request = line.strip().split(" ", 1)
        try:
            if request[0] == "row":
                step = build(request[1])
                answer = {"row": request[1], "versions": versions}
            elif request[0] == "run":
                least_steps, least_seconds = request[1].split()
                answer = run(step, int(least_steps), float(least_seconds))
            elif request[0] == "check" and check is not None:
                answer = check(json.loads(request[1]))
            else:
                answer = {"error": "unknown request: " + request[0]}
        except Exception as failure:  # Any failure is the answer: the next request may succeed.
            lines = str(failure).strip().splitlines()
            answer = {"error": type(failure).__name__ + (": " + lines[0] if lines else "")}
        try:
            print(json.dumps(answer), file=answers)
        except BrokenPipeError:
            break


def run(step, least_steps, least_seconds):
    steps = 0
    began = time.perf_counter()
    elapsed = 0.0
    while steps < least_steps or elapsed < least_seconds:
        step()
        steps += 1
        elapsed = time.perf_counter() - began
    return {"steps": steps, "seconds": elapsed, "peakRssKiB": peak_rss_kib()}


def peak_rss_kib():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass  # Only Linux has this file.
    return None
