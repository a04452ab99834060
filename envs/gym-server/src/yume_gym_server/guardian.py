"""Ends what a server leaves behind when it is killed. It needs nothing but the standard library, and imports little of that.

It reads lines: ``+ GROUP FOLDER`` when a worker's process group has started, ``- GROUP`` when it has ended. When the server's
end of the pipe closes, for whatever reason, all groups that are left are killed and their folders removed. A worker that
hangs in native code, and the game process that ViZDoom starts, would otherwise live on.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys


def main() -> None:
    """Watches until the input ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, str] = {}
    for line in sys.stdin:
        sign, _, rest = line.rstrip("\n").partition(" ")
        group, _, folder = rest.partition(" ")
        if sign == "+":
            groups[int(group)] = folder
        else:
            groups.pop(int(group), None)
    for group, folder in groups.items():
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            pass  # It is gone already.
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
