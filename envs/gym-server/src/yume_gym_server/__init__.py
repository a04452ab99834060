"""Serves Gymnasium environments over the OpenAI Gym HTTP API and its superset (see docs/gym-http.md)."""

VERSION = "1.0.0"
PROTOCOL = 2
