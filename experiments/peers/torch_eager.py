"""PyTorch as it is, one operation after the other."""

import os

import torch

import models
import protocol

if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    protocol.serve({"torch": torch.__version__}, models.build, models.check)
