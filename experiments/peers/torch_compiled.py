"""PyTorch with torch.compile around the loss, or around the whole step of a dream, and the fused Adam."""

import os

# In this process and not in helpers of its own, which would run beside others' measurements.
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")

import torch

import models
import protocol


def build(name):
    torch.compiler.reset()
    step = models.build(name, models.How(lambda function: torch.compile(function, dynamic=False), fused=True))
    # Compiling is no part of any measurement; a second step compiles what depends on the first one's results.
    for _ in range(3):
        step()
    return step


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    protocol.serve({"torch": torch.__version__}, build)
