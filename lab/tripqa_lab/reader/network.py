"""The reader's network: the encoder's own layers over question and passage, and three heads.

The lowest `meet` layers read question and passage apart, as the encoder does, and stay as they are; the others read
both together and are trained (Cao et al., 2020, "DeFormer: Decomposing Pre-trained Transformers for Faster Question
Answering"). With `meet` 0 they are together from the first layer on. A learned vector tells the question's tokens from
the passage's, and another, by how like its word is to the likest word of the other side, those that have a partner from
those that have none (Chen et al., 2017, "Reading Wikipedia to Answer Open-Domain Questions", its exact match).
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, EPSILON = 384, 12, 12, 1e-12
NOWHERE = -1e4


class Layer(nn.Module):
    """One layer of BERT. Attention is written out: its backward pass is faster so on CPUs than the fused one."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.own = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.gathered = nn.Linear(HIDDEN, HIDDEN)
        self.middle = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.wide = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.fed = nn.Linear(4 * HIDDEN, HIDDEN)
        self.out = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.dropout = dropout

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Take (texts, tokens, hidden) and a mask (texts, 1, 1, tokens) that is added to the attention's scores."""
        texts, tokens, _ = states.shape
        query, key, value = self.own(states).view(texts, tokens, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (HIDDEN // HEADS) ** -0.5 + mask
        attended = (scores.softmax(-1) @ value).transpose(1, 2).reshape(texts, tokens, HIDDEN)
        states = self.middle(states + self._dropped(self.gathered(attended)))
        out: Tensor = self.out(states + self._dropped(self.fed(functional.gelu(self.wide(states)))))
        return out

    def _dropped(self, states: Tensor) -> Tensor:
        return functional.dropout(states, self.dropout, self.training) if self.dropout else states


class ReaderNetwork(nn.Module):
    """Embedding and lower layers, frozen; upper layers and heads, trained."""

    words: Tensor
    positions: Tensor
    common: Tensor

    def __init__(self, encoder: Path, meet: int, dropout: float = 0.0) -> None:
        """Start from the encoder's sentence-transformers folder."""
        super().__init__()
        weights = load_file(encoder / "model.safetensors")
        self.meet = meet
        self.register_buffer("words", weights["embeddings.word_embeddings.weight"], persistent=False)
        positions = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self.register_buffer("positions", positions, persistent=False)
        self.register_buffer("common", self.words.mean(0), persistent=False)
        self.embedded = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.embedded.load_state_dict(_part(weights, "embeddings.LayerNorm"))
        layers = [_layer(weights, number, dropout if number >= meet else 0.0) for number in range(LAYERS)]
        self.lower, self.upper = nn.ModuleList(layers[:meet]), nn.ModuleList(layers[meet:])
        self.embedded.requires_grad_(False)
        self.lower.requires_grad_(False)
        self.side = nn.Parameter(torch.zeros(2, HIDDEN))  # what is added to the question's tokens, and to the passage's
        self.partnered = nn.Parameter(torch.zeros(2, HIDDEN))  # the same, times the likeness of the likest word
        self.weighs = nn.Parameter(torch.tensor(0.5))  # what the spans' lead over "nowhere" says of standing
        self.tokens = nn.Linear(HIDDEN, 3)  # of each token: it begins an answer, ends one, lies inside one
        self.partner = nn.Linear(HIDDEN, HIDDEN)  # of each word of the question: what it lacks in the passage
        self.contradicted = nn.Linear(HIDDEN, 1)  # of each token of the question: the passage says otherwise
        self.against = nn.Parameter(torch.tensor(0.5))  # what the most contradicted token says against standing
        joined, told = nn.Linear(3 * HIDDEN, HIDDEN), nn.Linear(HIDDEN, 1)
        self.stands = nn.Sequential(joined, nn.GELU(), told)
        for linear in (self.tokens, self.partner, self.contradicted, joined, told):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)
        nn.init.constant_(self.contradicted.bias, -3.0)
        nn.init.normal_(self.side, std=0.02)
        nn.init.normal_(self.partnered, std=0.02)

    def trained(self) -> dict[str, Tensor]:
        """Return what training changes, by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}

    @torch.no_grad()
    def apart(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the states (texts, tokens, hidden) of texts that are read alone; ids and mask (texts, tokens)."""
        states: Tensor = self.embedded(functional.embedding(ids, self.words) + self.positions[: ids.shape[1]])
        added = _added(mask)
        for layer in self.lower:
            states = layer(states, added)
        return states

    def forward(
        self, ids: Tensor, states: Tensor, mask: Tensor, question: Tensor, candidates: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Read pairs, all (pairs, tokens): `question` marks the question's tokens, `candidates` the passage's own.

        Return scores of tokens (pairs, tokens, 3), of which the first token's are those of "nowhere"; whether
        the answer stands there, as a logit (pairs,); and of each token of the question whether the passage says
        otherwise, as a logit (pairs, tokens).
        """
        likest = self._likest(ids, mask, question)[..., None]
        asked = question[..., None]
        states = states + torch.where(asked, self.side[0], self.side[1])
        states = states + likest * torch.where(asked, self.partnered[0], self.partnered[1])
        added = _added(mask)
        for layer in self.upper:
            states = layer(states, added)
        scores = self.tokens(states)
        held = candidates.clone()
        held[:, 0] = True
        scores = scores.masked_fill(~held[..., None], NOWHERE)
        inner = (scores[..., 0] + scores[..., 1]).masked_fill(~candidates, NOWHERE)
        span = ((inner / 2).softmax(-1).detach()[..., None] * states).sum(1)
        lacking = self.partner(states).masked_fill(~question[..., None], NOWHERE).amax(1)
        lead = scores[..., :2].masked_fill(~candidates[..., None], NOWHERE).logsumexp(1) - scores[:, 0, :2]
        lead = lead.mean(-1) - candidates.sum(1).clamp(min=1).log()
        contradicted = self.contradicted(states)[..., 0].masked_fill(~question, NOWHERE)
        against = self.against * functional.softplus(contradicted.amax(1))
        stands: Tensor = self.stands(torch.cat([states[:, 0], span, lacking], -1))[:, 0]
        return scores, stands + self.weighs * lead - against, contradicted

    @torch.no_grad()
    def _likest(self, ids: Tensor, mask: Tensor, question: Tensor) -> Tensor:
        """Return of each token the cosine (pairs, tokens) of its word with the likest of the other side."""
        words = functional.normalize(functional.embedding(ids, self.words) - self.common, dim=-1)
        across = (question[:, :, None] != question[:, None, :]) & mask[:, None, :]
        return (words @ words.transpose(1, 2)).masked_fill(~across, -1.0).amax(-1)


def _added(mask: Tensor) -> Tensor:
    return torch.zeros(mask.shape).masked_fill(~mask, NOWHERE)[:, None, None, :]


def _part(weights: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {kind: weights[f"{name}.{kind}"] for kind in ("weight", "bias")}


def _layer(weights: dict[str, Tensor], number: int, dropout: float) -> Layer:
    layer, prefix = Layer(dropout), f"encoder.layer.{number}."
    own = [_part(weights, f"{prefix}attention.self.{kind}") for kind in ("query", "key", "value")]
    layer.own.load_state_dict({kind: torch.cat([one[kind] for one in own]) for kind in ("weight", "bias")})
    for module, name in (
        (layer.gathered, "attention.output.dense"),
        (layer.middle, "attention.output.LayerNorm"),
        (layer.wide, "intermediate.dense"),
        (layer.fed, "output.dense"),
        (layer.out, "output.LayerNorm"),
    ):
        module.load_state_dict(_part(weights, prefix + name))
    return layer
