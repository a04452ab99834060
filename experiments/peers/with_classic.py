"""The API of 2016 as its own server and client spoke it: HTTP/1.0, a connection for each request, JSON.

That server needs a Gym and a Flask that no longer install, so the same calls are answered here by the standard library's server, which
does less for each request than Flask did, over today's Gymnasium. The client opens a connection for each request, as theirs had to.
"""

import http.client
import http.server
import json
import subprocess
import sys
import threading

import gymnasium

import protocol

_INSTANCE = "3c657dbc"


class _Handler(http.server.BaseHTTPRequestHandler):
    """One environment; HTTP/1.0 is what the base class speaks unless told otherwise."""

    environment = None

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        request = json.loads(self.rfile.read(length) or b"{}")
        if self.path.endswith("/step/"):
            observation, reward, terminated, truncated, info = self.environment.step(request["action"])
            reply = {
                "observation": observation.tolist(),
                "reward": float(reward),
                "done": bool(terminated or truncated),
                "info": info,
            }
        else:
            reply = {"observation": self.environment.reset()[0].tolist()}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing of each request."""


def build(row):
    """A step of CartPole through the wire."""
    if row != "gym-cartpole-1":
        raise ValueError(f"the classic API has no such row: {row}")
    # It ends with its input, which ends with this process.
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline())
    post(port, "reset", {})
    count = 0

    def step():
        nonlocal count
        count += 1
        if post(port, "step", {"action": count // 7 % 2, "render": False})["done"]:
            post(port, "reset", {})

    return step


def serve():
    """Serves until the input ends."""
    _Handler.environment = gymnasium.make("CartPole-v1")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


def post(port, call, document):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/v1/envs/{_INSTANCE}/{call}/", json.dumps(document), headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        protocol.serve({"gymnasium": gymnasium.__version__}, build)
