"""Pixyz: distributions, a symbolic loss, and its VAE class. It knows probabilities only, no logits."""

import os
import re
from importlib import metadata

import torch
from pixyz.distributions import Bernoulli, Normal
from pixyz.losses import KullbackLeibler
from pixyz.models import VAE
from torch import nn
from torch.nn import functional as F

import models
import protocol


class Inference(Normal):
    def __init__(self, hidden, latents):
        super().__init__(var=["z"], cond_var=["x"], name="q")
        self.hidden = nn.Linear(models.PIXELS, hidden)
        self.mean = nn.Linear(hidden, latents)
        self.log_variance = nn.Linear(hidden, latents)

    def forward(self, x):
        h = F.relu(self.hidden(x))
        return {"loc": self.mean(h), "scale": torch.exp(0.5 * self.log_variance(h))}


class Generator(Bernoulli):
    def __init__(self, hidden, latents):
        super().__init__(var=["x"], cond_var=["z"], name="p")
        self.back = nn.Linear(latents, hidden)
        self.out = nn.Linear(hidden, models.PIXELS)

    def forward(self, z):
        return {"probs": torch.sigmoid(self.out(F.relu(self.back(z))))}


def build(name):
    match = re.fullmatch("mlp-vae-h([0-9]+)-z([0-9]+)", name)
    if not match:
        raise ValueError("this peer has no such row: " + name)
    hidden, latents = int(match.group(1)), int(match.group(2))
    torch.manual_seed(1)
    prior = Normal(
        loc=torch.tensor(0.0), scale=torch.tensor(1.0), var=["z"], features_shape=[latents], name="p_prior"
    )
    q = Inference(hidden, latents)
    vae = VAE(
        q,
        Generator(hidden, latents),
        regularizer=KullbackLeibler(q, prior),
        optimizer=torch.optim.Adam,
        optimizer_params={"lr": 1e-3},
    )
    data, cycle = models.mlp_data()

    def step():
        return vae.train({"x": torch.from_numpy(data[cycle.next()])}).item()

    return step


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    protocol.serve({"pixyz": metadata.version("pixyz"), "torch": torch.__version__}, build)
