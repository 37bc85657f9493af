"""Loads what Attention Lab exported with the tools that it was exported for, and compares their numbers.

usage: round_trip.py FOLDER   (made by roundTrip.ts: huggingface/ or none, onnx/, pytorch/, expected.json)

Prints one line a comparison; exits with 1 when one differs. Nothing is downloaded.
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402

LIMIT = 1e-4
failures = 0


def report(what, passed, figure=""):
    global failures
    failures += 0 if passed else 1
    print(f"{what}: {figure} {'passed' if passed else 'FAILED'}", flush=True)


def difference(theirs, ours):
    return float((torch.as_tensor(theirs) - torch.as_tensor(ours)).abs().max())


def hugging_face(folder, expected):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    wrong = [row for row in expected["rows"] if tokenizer(row["text"]).input_ids != row["tokens"]]
    report("transformers, token ids", not wrong, f"{len(wrong)} of {len(expected['rows'])} differ")
    back = [row for row in expected["rows"] if tokenizer.decode(row["tokens"]) != row["text"]]
    report("transformers, texts of tokens", not back, f"{len(back)} differ")
    worst = 0.0
    with torch.no_grad():
        for row in expected["rows"]:
            if "logits" in row:
                logits = model(torch.tensor([row["tokens"]])).logits[0]
                worst = max(worst, difference(logits, row["logits"]))
    report("transformers, logits", worst <= LIMIT, f"{worst:.1e}")
    differing = 0
    for row in expected["rows"]:
        prompt = torch.tensor([row["tokens"]])
        said = model.generate(prompt, max_new_tokens=32, do_sample=False, attention_mask=torch.ones_like(prompt))
        answer = [token for token in said[0, prompt.shape[1] :].tolist()]
        ends = [at for at, token in enumerate(answer) if token in (0, 1)]
        differing += answer[: ends[0] if ends else None] != row["answer"]
    report("transformers, greedy answers", differing == 0, f"{differing} of {len(expected['rows'])} differ")


def onnx(path, expected):
    try:
        import onnxruntime
    except ImportError:
        print("onnxruntime in Python: skipped, it is not installed")
        return
    session = onnxruntime.InferenceSession(path)
    worst = 0.0
    for row in expected["rows"]:
        if "logits" in row:
            tokens = torch.tensor([row["tokens"]], dtype=torch.int32).numpy()
            (logits,) = session.run(["logits"], {"tokens": tokens})
            worst = max(worst, difference(logits[0], row["logits"]))
    report("onnxruntime in Python, logits", worst <= LIMIT, f"{worst:.1e}")


def state_dict(path, expected):
    tensors = torch.load(path, weights_only=True)
    wrong = [name for name, shape in expected["shapes"].items() if list(tensors[name].shape) != shape]
    sums = [abs(float(tensors[name].double().sum()) - total) for name, total in expected["sums"].items()]
    report("torch.load, tensors", not wrong and max(sums) < 1e-3, f"{len(tensors)} read, sums differ by {max(sums):.1e}")


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        expected = json.load(file)
    if os.path.isdir(os.path.join(folder, "huggingface")):
        hugging_face(os.path.join(folder, "huggingface"), expected)
    onnx(os.path.join(folder, "onnx", "model.onnx"), expected)
    state_dict(os.path.join(folder, "pytorch", "model.params"), expected)
    return 1 if failures else 0


sys.exit(main())
