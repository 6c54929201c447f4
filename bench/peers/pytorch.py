"""PyTorch on the processor as an ordinary user writes it: the same models, data and work as the other peers.

Reads orders as JSON lines and answers with JSON lines: open, prepare, run, dispose (see bench/python-host.ts).
Sampling runs without gradients, with a cache of keys and values that is allocated once and written in place.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F

PAGE = resource.getpagesize()
RATE = 1e-5


def read_tensors(path):
    """Tensors of a safetensors file, float32."""
    with open(path, "rb") as file:
        raw = bytearray(file.read())
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(bytes(raw[8:start]))
    tensors = {}
    for name, place in header.items():
        if name == "__metadata__":
            continue
        begin, end = place["data_offsets"]
        values = torch.frombuffer(raw, dtype=torch.float32, count=(end - begin) // 4, offset=start + begin)
        tensors[name] = values.reshape(place["shape"]).clone()
    return tensors


class Transformer(torch.nn.Module):
    """Learned positions, pre-norm blocks with a 4x MLP, no biases; a decoder, or an encoder of pictures (see bench/cases.ts)."""

    def __init__(self, tensors, role, size):
        super().__init__()
        self.width, self.heads, self.layers = size["width"], size["heads"], size["layers"]
        self.patch = size.get("patch")
        own = {name[len(role) + 1 :]: value for name, value in tensors.items() if name.startswith(role + ".")}
        # Names of parameters must not contain a dot.
        self.weights = torch.nn.ParameterDict(
            {name.replace(".", "_"): torch.nn.Parameter(value) for name, value in own.items()}
        )

    def new_cache(self, batch, length):
        """Keys and values of every layer [layers, 2, batch, heads, length, depth]."""
        return torch.zeros(self.layers, 2, batch, self.heads, length, self.width // self.heads)

    def embed(self, ids):
        """Embedded tokens, or patches and the class token behind them [batch, length, width]."""
        if self.patch is None:
            return F.embedding(ids, self.weights["embedding"])
        batch, pixels = ids.shape
        side = math.isqrt(pixels)
        patches = F.unfold(ids.view(batch, 1, side, side) / 15, self.patch, stride=self.patch)
        token = self.weights["class"].expand(batch, 1, self.width)
        return torch.cat([patches.transpose(1, 2) @ self.weights["embedding"], token], 1)

    def forward(self, ids, first=0, cache=None):
        """States after the last norm [batch, length, width] of tokens from position `first` on."""
        x = self.embed(ids)
        batch, length, width = x.shape
        heads = self.heads
        weights = self.weights
        x = x + weights["positions"][first : first + length]
        for layer in range(self.layers):
            qkv = F.layer_norm(x, (width,)) @ weights[f"{layer}_attention"]
            q, k, v = (
                part.view(batch, length, heads, width // heads).transpose(1, 2) for part in qkv.split(width, dim=-1)
            )
            if cache is not None:
                cache[layer, 0, :, :, first : first + length] = k
                cache[layer, 1, :, :, first : first + length] = v
                k = cache[layer, 0, :, :, : first + length]
                v = cache[layer, 1, :, :, : first + length]
            mixed = attention(q, k, v, causal=length > 1 and self.patch is None)
            x = x + mixed.transpose(1, 2).reshape(batch, length, width) @ weights[f"{layer}_attentionOut"]
            expanded = F.gelu(F.layer_norm(x, (width,)) @ weights[f"{layer}_expand"])
            x = x + expanded @ weights[f"{layer}_contract"]
        return F.layer_norm(x, (width,)) * weights["gain"]

    def head(self, states):
        """Logits [..., vocabulary]."""
        return states @ (self.weights["embedding"].t() if self.patch is None else self.weights["head"])


def attention(q, k, v, causal):
    # From version 2.0 on PyTorch has a fused one.
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if causal:
        length = q.shape[-2]
        scores = scores.masked_fill(torch.ones(length, length, dtype=torch.bool).triu(1), -1e9)
    return scores.softmax(-1) @ v


class Trainer:
    """Cross-entropy with soft or hard targets, Adam."""

    def __init__(self, model, prompt):
        self.model, self.prompt = model, prompt
        self.optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98))

    def update(self, sequences, targets):
        response = sequences.shape[1] - self.prompt
        logits = self.model.head(self.model(sequences[:, :-1])[:, -response:])
        if targets is None:
            loss = F.cross_entropy(logits.flatten(0, 1), sequences[:, self.prompt :].flatten())
        else:
            loss = -(targets * logits.log_softmax(-1)).sum(-1).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


def draw_pair(student, teacher, prompts, response, top_k):
    """One round of SKD: tokens, ranks of the proposals, which of them stood, the teacher's logits."""
    batch, prompt = prompts.shape
    with torch.inference_mode():
        caches = [model.new_cache(batch, prompt + response) for model in (student, teacher)]
        ids, first = prompts, 0
        tokens, ranks, stood, logits = [], [], [], []
        for _ in range(response):
            proposing = student.head(student(ids, first, caches[0])[:, -1])
            judging = teacher.head(teacher(ids, first, caches[1])[:, -1])
            first += ids.shape[1]
            proposed = torch.multinomial(proposing.softmax(-1), 1)
            rank = (judging > judging.gather(1, proposed)).sum(1, keepdim=True)
            stands = rank < top_k
            replacement = torch.multinomial(judging.softmax(-1), 1)
            ids = torch.where(stands, proposed, replacement)
            tokens.append(ids)
            ranks.append(rank)
            stood.append(stands)
            logits.append(judging)
        join = lambda parts: torch.cat(parts, 1)
        return join(tokens), join(ranks), join(stood), torch.stack(logits, 1)


def decode_greedily(model, prompts, response):
    batch, prompt = prompts.shape
    with torch.inference_mode():
        cache = model.new_cache(batch, prompt + response)
        ids, first, tokens = prompts, 0, []
        for _ in range(response):
            logits = model.head(model(ids, first, cache)[:, -1])
            first += ids.shape[1]
            ids = logits.argmax(-1, keepdim=True)
            tokens.append(ids)
        return torch.cat(tokens, 1)


def top_k_for(sample, share, vocabulary):
    """The K under which the wanted share of the proposals stands."""
    ranks = sample(math.ceil(share * vocabulary))[1].flatten().sort().values
    return int(ranks[int(share * (len(ranks) - 1))]) + 1


def prepare(work, tensors):
    """A unit of work and what is measured of it, as two functions."""
    kind = work["kind"]
    if kind == "product":
        a, b = tensors["a"], tensors["b"]

        def products():
            with torch.inference_mode():
                for _ in range(work["repeat"]):
                    a @ b

        return products, dict
    sequences = tensors["sequences"].long()
    prompt, response = work["prompt"], work["response"]
    prompts = sequences[:, :prompt]
    if kind == "train":
        trainer = Trainer(Transformer(tensors, "model", work["model"]), prompt)
        targets = tensors.get("targets")
        return (
            lambda: trainer.update(sequences, targets),
            lambda: {"loss": trainer.update(sequences, targets)},
        )
    if kind == "evaluate":
        model = Transformer(tensors, "model", work["model"])
        return lambda: decode_greedily(model, prompts, response), dict
    student = Transformer(tensors, "student", work["student"])
    teacher = Transformer(tensors, "teacher", work["teacher"])
    if kind == "distil":
        trainer = Trainer(student, prompt)

        def distil():
            with torch.inference_mode():
                targets = teacher.head(teacher(prompts)[:, -response:]).softmax(-1)
            trainer.update(sequences, targets.clone())

        return distil, dict
    sample = lambda top_k: draw_pair(student, teacher, prompts, response, top_k)
    top_k = top_k_for(sample, work["acceptance"], work["student"]["vocabulary"])
    facts = lambda: {"K": top_k, "acceptance": sample(top_k)[2].float().mean().item()}
    if kind == "round":
        return lambda: sample(top_k), facts
    trainer = Trainer(student, prompt)

    def step():
        tokens, _, _, logits = sample(top_k)
        trainer.update(torch.cat([prompts, tokens], 1), logits.softmax(-1))

    return step, facts


def measure(unit, units):
    started = time.perf_counter()
    for _ in range(units):
        unit()
    each = 1000 * (time.perf_counter() - started) / units
    with open("/proc/self/statm" if sys.platform == "linux" else "/dev/null") as statm:
        pages = statm.read().split()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "time": each,
        "resident": int(pages[1]) * PAGE if pages else None,
        # Kilobytes, but bytes on macOS.
        "mostResident": most if sys.platform == "darwin" else most * 1024,
    }


def blas():
    """The library of matrix products, as far as the process shows it: the rate depends on it."""
    if sys.platform != "linux":
        return ""
    with open("/proc/self/maps") as maps:
        loaded = maps.read().lower()
    names = {"mkl": "MKL", "openblas": "OpenBLAS", "blis": "BLIS", "libblas": "reference BLAS, slow"}
    return next((f" ({name})" for part, name in names.items() if part in loaded), "")


def main():
    unit = facts = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = None
            if order["type"] == "open":
                torch.set_num_threads(order["threads"])
                answer = f"PyTorch {torch.__version__}{blas()}"
            elif order["type"] == "prepare":
                unit, facts = prepare(order["work"], read_tensors(order["file"]))
            elif order["type"] == "run":
                answer = measure(unit, order["units"])
            elif order["type"] == "facts":
                answer = facts()
            else:
                unit = facts = None
            print(json.dumps({"value": answer}), flush=True)
        except Exception as error:  # noqa: BLE001: whatever it is belongs into the report
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if __name__ == "__main__":
    main()
