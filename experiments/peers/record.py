"""Records what PyTorch says of the small models with which AgreementTest compares ours.

Run it with the Python of the peers: ~/.cache/yume/peers/bin/python experiments/peers/record.py
"""

import json
import pathlib

import torch

import models

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src/test/resources/io/yume/experiment/bench"


def seven_digits(answer):
    """Single precision has no more, and the file stays small."""
    gradients = {name: [float(f"{x:.7g}") for x in values] for name, values in answer["gradients"].items()}
    return {"loss": answer["loss"], "gradients": gradients}


if __name__ == "__main__":
    torch.set_num_threads(1)
    lines = (FOLDER / "agreement-requests.json").read_text(encoding="utf-8").splitlines()
    requests = [json.loads(line) for line in lines]
    answers = {request["model"]: seven_digits(models.check(request)) for request in requests}
    recorded = {"torch": torch.__version__, "answers": answers}
    (FOLDER / "agreement-answers.json").write_text(json.dumps(recorded) + "\n", encoding="utf-8")
