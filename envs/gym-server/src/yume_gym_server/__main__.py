"""Starts the server: ``python -m yume_gym_server``."""

import sys

from yume_gym_server.cli import main

if __name__ == "__main__":
    sys.exit(main())
