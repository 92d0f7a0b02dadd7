"""How many tokens a network can take: its tokenizer does not always know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch.nn import Module


def longest_input(network: Module, told: int | None) -> int | None:
    """Return the tokens of the longest input, of what a tokenizer tells and what there are positions for.

    RoBERTa and its kin count from behind their padding token: of 514 positions they use 512.
    """
    from torch.nn import Embedding

    found = [
        part.num_embeddings - (0 if part.padding_idx is None else part.padding_idx + 1)
        for name, part in network.named_modules()
        if name.endswith("position_embeddings") and isinstance(part, Embedding)
    ]
    return min((*found, *([told] if told else [])), default=None)
