"""PyTorch as it is, one operation after the other; with the argument "fused" Adam updates in one native call."""

import os
import sys

import torch

import models
import protocol

if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    how = models.How(fused="fused" in sys.argv[1:])
    protocol.serve({"torch": torch.__version__}, lambda name: models.build(name, how), models.check)
