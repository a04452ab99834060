"""Pyro: the model and the guide as programs, and its variational inference."""

import os
import re

import pyro
import pyro.distributions as dist
import torch
from pyro.infer import SVI, TraceMeanField_ELBO
from torch.nn import functional as F

import models
import protocol


def build(name):
    match = re.fullmatch("mlp-vae-h([0-9]+)-z([0-9]+)", name)
    if not match:
        raise ValueError("this peer has no such row: " + name)
    hidden, latents = int(match.group(1)), int(match.group(2))
    torch.manual_seed(1)
    pyro.clear_param_store()
    network = models.MlpVae(models.PIXELS, hidden, latents)
    data, cycle = models.mlp_data()

    def model(x):
        pyro.module("network", network)
        with pyro.plate("examples", x.shape[0]):
            z = pyro.sample("z", dist.Normal(x.new_zeros(x.shape[0], latents), 1.0).to_event(1))
            logits = network.out(F.relu(network.back(z)))
            pyro.sample("x", dist.Bernoulli(logits=logits, validate_args=False).to_event(1), obs=x)

    def guide(x):
        pyro.module("network", network)
        with pyro.plate("examples", x.shape[0]):
            h = F.relu(network.hidden(x))
            scale = torch.exp(0.5 * network.log_variance(h))
            pyro.sample("z", dist.Normal(network.mean(h), scale).to_event(1))

    # This bound has the divergence in closed form.
    inference = SVI(model, guide, pyro.optim.Adam({"lr": 1e-3}), TraceMeanField_ELBO())

    def step():
        return inference.step(torch.from_numpy(data[cycle.next()]))

    return step


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    # As fast as it goes: neither checks of shapes nor of supports.
    pyro.enable_validation(False)
    protocol.serve({"pyro-ppl": pyro.__version__, "torch": torch.__version__}, build)
