from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tripqa_lab.reader.network import HIDDEN, LAYERS


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder of random weights that knows sixty words."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("encoder")
    sizes = {
        "attention.self.query": (HIDDEN, HIDDEN),
        "attention.self.key": (HIDDEN, HIDDEN),
        "attention.self.value": (HIDDEN, HIDDEN),
        "attention.output.dense": (HIDDEN, HIDDEN),
        "intermediate.dense": (4 * HIDDEN, HIDDEN),
        "output.dense": (HIDDEN, 4 * HIDDEN),
    }
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(60, HIDDEN),
        "embeddings.position_embeddings.weight": torch.randn(64, HIDDEN) / 10,
        "embeddings.token_type_embeddings.weight": torch.zeros(2, HIDDEN),
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        prefix = f"encoder.layer.{number}."
        norms += [f"{prefix}attention.output.LayerNorm", f"{prefix}output.LayerNorm"]
        for name, size in sizes.items():
            weights[f"{prefix}{name}.weight"] = torch.randn(size) / size[1] ** 0.5
            weights[f"{prefix}{name}.bias"] = torch.zeros(size[0])
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.ones(HIDDEN), torch.zeros(HIDDEN)
    save_file(weights, folder / "model.safetensors")
    return folder
