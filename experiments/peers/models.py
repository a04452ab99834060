"""The models of the rows in plain PyTorch, with the arithmetic of ours: same sizes, same loss, same optimiser.

A step is a function without arguments that takes the next batch from memory, draws its noise and makes one whole update
(or, for a dream, one step of all dreams). Parameters have the names and, for a check, the layout of ours.
"""

import math
import re

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)

ROWS = {
    "mlp-vae-h(?P<hidden>[0-9]+)-z(?P<latents>[0-9]+)": lambda sizes, how: mlp_vae_step(how, **sizes),
    "conv-vae-b(?P<batch>[0-9]+)": lambda sizes, how: conv_vae_step(how, **sizes),
    "mdn-rnn-b(?P<batch>[0-9]+)x(?P<sequence>[0-9]+)": lambda sizes, how: mdn_rnn_step(how, **sizes),
    "dream-(?P<rows>[0-9]+)": lambda sizes, how: dream_step(how, **sizes),
}


class How:
    """How a step runs: what wraps a function of tensors, and whether Adam updates in one native call.

    That is several times faster on a CPU than PyTorch's default, a loop over tensors and operations.
    """

    def __init__(self, wrap=lambda function: function, fused=False):
        self.wrap = wrap
        self.fused = fused

    def adam(self, model, rate):
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        return torch.optim.Adam(trained, lr=rate, fused=self.fused)


def build(name, how=None):
    """The step of a row."""
    for pattern, make in ROWS.items():
        match = re.fullmatch(pattern, name)
        if match:
            torch.manual_seed(1)
            return make({key: int(value) for key, value in match.groupdict().items()}, how or How())
    raise ValueError("this peer has no such row: " + name)


def spread(count, *shape):
    """Numbers in (0, 1) that look arbitrary, without a generator."""
    size = count * math.prod(shape)
    return np.modf(np.arange(1, size + 1, dtype=np.float64) * 0.6180339887498949)[0].reshape(count, *shape)


class Cycle:
    """Batches of row numbers, over and over, in an order that is not that of memory."""

    def __init__(self, count, batch):
        order = (np.arange(count, dtype=np.int64) * 7919) % count
        self.batches = [order[at : at + batch] for at in range(0, count - batch + 1, batch)]
        self.at = 0

    def next(self):
        self.at = (self.at + 1) % len(self.batches)
        return self.batches[self.at]


# --- VAE of two dense layers on each side -------------------------------------------------------------------------


class MlpVae(nn.Module):
    def __init__(self, pixels, hidden, latents):
        super().__init__()
        self.hidden = nn.Linear(pixels, hidden)
        self.mean = nn.Linear(hidden, latents)
        self.log_variance = nn.Linear(hidden, latents)
        self.back = nn.Linear(latents, hidden)
        self.out = nn.Linear(hidden, pixels)

    def layout(self):
        return {
            **dense("encoder.hidden", self.hidden),
            **dense("encoder.mean", self.mean),
            **dense("encoder.logVariance", self.log_variance),
            **dense("decoder.hidden", self.back),
            **dense("decoder.out", self.out),
        }

    def loss(self, x, noise):
        """Nats per example: cross-entropy of the pixels plus the divergence from the standard normal."""
        h = F.relu(self.hidden(x))
        mean = self.mean(h)
        log_variance = self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * noise
        logits = self.out(F.relu(self.back(z)))
        cross_entropy = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        return (cross_entropy + divergence(mean, log_variance).sum()) / x.shape[0]


def divergence(mean, log_variance):
    return -0.5 * (1 + log_variance - mean.square() - log_variance.exp())


PIXELS = 784
BATCH = 128


def mlp_data():
    return spread(1024, PIXELS).astype(np.float32), Cycle(1024, BATCH)


def mlp_vae_step(how, hidden, latents):
    model = MlpVae(PIXELS, hidden, latents)
    optimiser = how.adam(model, 1e-3)
    data, cycle = mlp_data()
    loss_of = how.wrap(lambda x, noise: model.loss(x, noise))

    def step():
        x = torch.from_numpy(data[cycle.next()])
        loss = loss_of(x, torch.randn(BATCH, latents))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


# --- Vision of World Models (Ha and Schmidhuber, 2018) ------------------------------------------------------------


class ConvVae(nn.Module):
    def __init__(self, latents, channels):
        super().__init__()
        widths = [3, *channels]
        self.encoder = nn.ModuleList(nn.Conv2d(widths[i], widths[i + 1], 4, stride=2) for i in range(4))
        flat = channels[3] * 4
        self.mean = nn.Linear(flat, latents)
        self.log_variance = nn.Linear(flat, latents)
        self.dense = nn.Linear(latents, flat)
        widths = [flat, channels[2], channels[1], channels[0], 3]
        kernels = [5, 5, 6, 6]
        self.decoder = nn.ModuleList(
            nn.ConvTranspose2d(widths[i], widths[i + 1], kernels[i], stride=2) for i in range(4)
        )

    def layout(self):
        named = {
            **dense("encoder.mean", self.mean),
            **dense("encoder.logVariance", self.log_variance),
            **dense("decoder.dense", self.dense),
        }
        for side, layers in (("encoder", self.encoder), ("decoder", self.decoder)):
            for i, layer in enumerate(layers):
                named[f"{side}.conv{i}.weight"] = (layer.weight, False)
                named[f"{side}.conv{i}.bias"] = (layer.bias, False)
        return named

    def loss(self, frames, noise, free_bits):
        """Squared error of a frame plus its divergence, which costs a constant below so many nats per latent."""
        x = frames
        for layer in self.encoder:
            x = F.relu(layer(x))
        # Ours flattens channels, rows and columns in this order too.
        x = x.flatten(1)
        mean = self.mean(x)
        log_variance = self.log_variance(x)
        z = mean + torch.exp(0.5 * log_variance) * noise
        x = self.dense(z)[:, :, None, None]
        for layer in self.decoder[:3]:
            x = F.relu(layer(x))
        x = torch.sigmoid(self.decoder[3](x))
        squared_error = (x - frames).square().sum() / frames.shape[0]
        floored = divergence(mean, log_variance).sum(1).clamp(min=free_bits * mean.shape[1])
        return squared_error + floored.mean()


def planes(pixels):
    """Unsigned bytes [batch, 64, 64, 3] as floats [batch, 3, 64, 64] in [0, 1]."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format).mul_(
        1 / 255
    )


def conv_vae_step(how, batch):
    latents = 32
    model = ConvVae(latents, [32, 64, 128, 256])
    optimiser = how.adam(model, 1e-4)
    frames = (spread(512, 64, 64, 3) * 256).astype(np.uint8)
    cycle = Cycle(512, batch)
    loss_of = how.wrap(lambda x, noise: model.loss(x, noise, 0.5))

    def step():
        loss = loss_of(planes(frames[cycle.next()]), torch.randn(batch, latents))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


# --- Memory of World Models: an LSTM with a mixture density --------------------------------------------------------


class Memory(nn.Module):
    def __init__(self, latents, actions, hidden, mixtures):
        super().__init__()
        self.latents = latents
        self.mixtures = mixtures
        self.lstm = nn.LSTM(latents + actions, hidden)
        # The forget gate is biased by a constant 1; PyTorch's second bias holds it and is not trained.
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
            self.lstm.bias_hh_l0[hidden : 2 * hidden] = 1
        self.lstm.bias_hh_l0.requires_grad_(False)
        self.weight = nn.Linear(hidden, mixtures * latents)
        self.mean = nn.Linear(hidden, mixtures * latents)
        self.log_sigma = nn.Linear(hidden, mixtures * latents)
        self.done = nn.Linear(hidden, 1)

    def layout(self):
        return {
            "lstm.input.weight": (self.lstm.weight_ih_l0, True),
            "lstm.hidden.weight": (self.lstm.weight_hh_l0, True),
            "lstm.bias": (self.lstm.bias_ih_l0, False),
            **dense("mixture.weight", self.weight),
            **dense("mixture.mean", self.mean),
            **dense("mixture.logSigma", self.log_sigma),
            **dense("done", self.done),
        }

    def mixture(self, h):
        shape = (-1, self.mixtures, self.latents)
        log_weights = F.log_softmax(self.weight(h).reshape(shape), 1)
        log_sigmas = 4 * torch.tanh(self.log_sigma(h).reshape(shape) / 4) - 1
        return log_weights, self.mean(h).reshape(shape), log_sigmas

    def loss(self, means, log_variances, actions, mask, done, noise, done_weight):
        """Nats per dimension of the next code plus the weighted cross-entropy of the end, over what is not masked.

        Time comes first in all of them: codes [steps + 1, rows, latents], the others [steps, rows, ...].
        """
        codes = means + torch.exp(0.5 * log_variances) * noise
        hidden, _ = self.lstm(torch.cat([codes[:-1], actions], 2))
        hidden = hidden.reshape(-1, hidden.shape[2])
        log_weights, mean, log_sigmas = self.mixture(hidden)
        deviation = (codes[1:].reshape(-1, 1, self.latents) - mean) * torch.exp(-log_sigmas)
        joint = -0.5 * deviation.square() - log_sigmas - HALF_LOG_TWO_PI + log_weights
        mask = mask.reshape(-1, 1)
        count = mask.sum().clamp(min=1)
        nll = -(torch.logsumexp(joint, 1) * mask).sum() / count / self.latents
        done_loss = F.binary_cross_entropy_with_logits(
            self.done(hidden),
            done.reshape(-1, 1),
            weight=mask,
            pos_weight=torch.tensor(done_weight),
            reduction="sum",
        )
        return nll + done_loss / count


def mdn_rnn_step(how, batch, sequence):
    latents, actions, burn_in, done_weight = 32, 3, 4, 10.0
    model = Memory(latents, actions, 256, 5)
    optimiser = how.adam(model, 1e-3)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    episodes, length = 32, 200
    all_means = (spread(episodes, length + 1, latents) * 2 - 1).astype(np.float32)
    all_log_variances = (spread(episodes, length + 1, latents) * 2 - 3).astype(np.float32)
    all_actions = np.eye(actions, dtype=np.float32)[
        (np.arange(episodes * length) * 7919 % actions).reshape(episodes, length)
    ]
    random = np.random.default_rng(1)
    scored = torch.ones(sequence, batch)
    scored[:burn_in] = 0
    loss_of = how.wrap(lambda *tensors: model.loss(*tensors, done_weight))

    def cut(values, episode, at):
        return torch.from_numpy(values[episode[None, :], at])

    def step():
        episode = random.integers(episodes, size=batch)
        at = random.integers(length - sequence + 1, size=batch)[None, :] + np.arange(sequence + 1)[:, None]
        done = np.zeros((sequence, batch), dtype=np.float32)
        done[at[1:] == length] = 1
        loss = loss_of(
            cut(all_means, episode, at),
            cut(all_log_variances, episode, at),
            cut(all_actions, episode, at[:-1]),
            scored,
            torch.from_numpy(done),
            torch.randn(sequence + 1, batch, latents),
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_value_(trained, 1.0)
        optimiser.step()
        return loss.item()

    return step


# --- A step of dreams, with the controller inside ------------------------------------------------------------------


class Dream(nn.Module):
    """Memory of the paper's Doom experiment and its linear controller: below -1/3 left, above 1/3 right."""

    def __init__(self, memory, latents, hidden):
        super().__init__()
        self.memory = memory
        self.latents = latents
        self.controller = nn.Linear(latents + hidden, 1)

    def forward(self, z, h, c):
        chosen = torch.tanh(self.controller(torch.cat([z, h], 1)))
        action = 1 + (chosen > 1 / 3).to(torch.int64) - (chosen < -1 / 3).to(torch.int64)
        inputs = torch.cat([z, F.one_hot(action[:, 0], 3).to(z.dtype)], 1)
        lstm = self.memory.lstm
        h, c = torch.lstm_cell(
            inputs, (h, c), lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0
        )
        log_weights, means, log_sigmas = self.memory.mixture(h)
        # The temperature is 1, on both sides.
        below = torch.cumsum(log_weights.exp(), 1)[:, :-1]
        picked = (torch.rand(z.shape[0], 1, self.latents) > below).sum(1, keepdim=True)
        mean = means.gather(1, picked)[:, 0]
        sigma = log_sigmas.gather(1, picked)[:, 0].exp()
        z = mean + sigma * torch.randn(z.shape[0], self.latents)
        ends = torch.sigmoid(self.memory.done(h) - math.log(1e12)) > torch.rand(z.shape[0], 1)
        return z, h, c, ends


def dream_step(how, rows):
    latents, hidden = 64, 512
    dream = Dream(Memory(latents, 3, hidden, 5), latents, hidden)
    dream.requires_grad_(False)
    forward = how.wrap(dream)
    state = [torch.zeros(rows, latents), torch.zeros(rows, hidden), torch.zeros(rows, hidden)]

    def step():
        # Inference mode is the fastest that PyTorch has for this.
        with torch.inference_mode():
            *state[:], ends = forward(*state)
            # Somebody has to look at what the dream did.
            return int(ends.numpy().sum())

    return step


# --- Checks --------------------------------------------------------------------------------------------------------


def dense(name, layer):
    return {name + ".weight": (layer.weight, True), name + ".bias": (layer.bias, False)}


def formula_weights(index, size):
    """The weights of tensor number index in a check: the same short formula on both sides."""
    positions = np.arange(size, dtype=np.float64)
    return (0.25 * np.sin(0.7 * positions + 1.3 * index + 0.2)).astype(np.float32)


def tensor(values, *shape):
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


def check(case):
    """The loss and the gradients, in our layout, of the batch that a case describes."""
    sizes = case["sizes"]
    if case["model"] == "mlp-vae":
        model = MlpVae(sizes["pixels"], sizes["hidden"], sizes["latents"])
        fill(model)
        batch = sizes["batch"]
        loss = model.loss(
            tensor(case["data"], batch, sizes["pixels"]), tensor(case["noise"], batch, sizes["latents"])
        )
    elif case["model"] == "conv-vae":
        model = ConvVae(sizes["latents"], sizes["channels"])
        fill(model)
        batch = sizes["batch"]
        # The same formula on both sides: 12,288 numbers per frame would only make a file large.
        at = np.arange(batch * 64 * 64 * 3, dtype=np.int64)
        pixels = (at * 31 + at // 7 * 17) % 256
        loss = model.loss(
            planes(pixels.astype(np.uint8).reshape(batch, 64, 64, 3)),
            tensor(case["noise"], batch, sizes["latents"]),
            sizes["freeBits"],
        )
    elif case["model"] == "mdn-rnn":
        model = Memory(sizes["latents"], sizes["actions"], sizes["hidden"], sizes["mixtures"])
        fill(model)
        steps, rows = sizes["sequence"], sizes["batch"]
        loss = model.loss(
            tensor(case["means"], steps + 1, rows, sizes["latents"]),
            tensor(case["logVariances"], steps + 1, rows, sizes["latents"]),
            tensor(case["actions"], steps, rows, sizes["actions"]),
            tensor(case["mask"], steps, rows),
            tensor(case["done"], steps, rows),
            # Ours draws per row, and turns the axes.
            tensor(case["noise"], rows, steps + 1, sizes["latents"]).permute(1, 0, 2),
            sizes["doneWeight"],
        )
    else:
        raise ValueError("this peer has no such model: " + case["model"])
    loss.backward()
    return {"loss": loss.item(), "gradients": gradients(model)}


def fill(model):
    for index, (name, (parameter, transposed)) in enumerate(sorted(model.layout().items())):
        values = torch.from_numpy(formula_weights(index, parameter.numel()))
        with torch.no_grad():
            if transposed:
                parameter.copy_(values.reshape(parameter.shape[1], parameter.shape[0]).t())
            else:
                parameter.copy_(values.reshape(parameter.shape))


def gradients(model):
    flat = {}
    for name, (parameter, transposed) in model.layout().items():
        gradient = parameter.grad.t() if transposed else parameter.grad
        flat[name] = [float(np.float32(value)) for value in gradient.reshape(-1).tolist()]
    return flat
