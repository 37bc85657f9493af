"""The study's model in PyTorch, as quick as plain PyTorch makes it: answers `steps N` with the seconds of each step.

Used by againstPyTorch.ts and gpu.mjs; the same shapes, the same optimizer, the same dropout.
The environment may name another DEVICE (cuda), MODE (eager, bf16, compiled), LAYERS, WIDTH and DROPOUT.
"""

import contextlib
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as functional

LAYERS, WIDTH, CONTEXT = int(os.environ.get("LAYERS", 4)), int(os.environ.get("WIDTH", 256)), 128
HEADS = WIDTH // 32
DROPOUT = float(os.environ.get("DROPOUT", 0))
DEVICE, MODE = os.environ.get("DEVICE", "cpu"), os.environ.get("MODE", "eager")


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.key, self.query = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.value, self.proj = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))
        self.drop, self.drop_attention = nn.Dropout(DROPOUT), nn.Dropout(DROPOUT)

    def attend(self, x):
        batch, length, _ = x.shape
        split = lambda y: y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        if hasattr(functional, "scaled_dot_product_attention"):
            mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True, dropout_p=DROPOUT)
        else:
            hidden = torch.triu(torch.full((length, length), -1e10), diagonal=1)
            weights = torch.softmax(q @ k.transpose(-2, -1) / (WIDTH // HEADS) ** 0.5 + hidden, dim=-1)
            mixed = self.drop_attention(weights) @ v
        return self.proj(mixed.transpose(1, 2).reshape(batch, length, WIDTH))

    def forward(self, x):
        x = x + self.drop(self.attend(self.ln1(x)))
        return x + self.drop(self.mlp(self.ln2(x)))


class Model(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.tok_emb = nn.Embedding(vocabulary, WIDTH)
        self.pos_emb = nn.Parameter(torch.zeros(1, CONTEXT, WIDTH))
        self.drop = nn.Dropout(DROPOUT)
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.ln_f = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.drop(self.tok_emb(tokens) + self.pos_emb[:, : tokens.shape[1]])
        return self.head(self.ln_f(self.blocks(x)))


def main():
    rows, length, vocabulary, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    model = Model(vocabulary).to(DEVICE)
    decayed = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() != 2]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95))
    tokens = torch.randint(1, vocabulary, (rows, length), device=DEVICE)
    targets = torch.randint(1, vocabulary, (rows, length), device=DEVICE)

    run = torch.compile(model) if MODE == "compiled" else model
    precision = torch.autocast(DEVICE, torch.bfloat16) if MODE == "bf16" else contextlib.nullcontext()

    def step():
        with precision:
            logits = run(tokens)
        logits = logits.float()
        loss = functional.cross_entropy(logits.view(-1, vocabulary), targets.view(-1), ignore_index=0)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line.split()[1])):
            start = time.perf_counter()
            step()
            if DEVICE == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
        print(" ".join(f"{value:.6f}" for value in seconds), flush=True)


main()
