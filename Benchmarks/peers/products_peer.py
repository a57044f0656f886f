"""What an encoder could reach if it did nothing but its products: those of torch, which takes them from oneDNN and MKL.

    python products_peer.py [--hidden 384] [--inner 1536] [--layers 6] [--threads 2] [--rows 2048]

Times the four products of a layer (query, key and value at once; attention's output; both of the feed-forward part) and
prints tokens per second for each precision, as JSON: {"f32": N, "bf16": N, "int8": N}. Attention's own products, sums,
norms and activations take no time here, so that no encoder reaches these figures.
"""

import argparse
import json
import time

import torch


def seconds(call, repeats=15):
    """The least time of some; the first calls choose kernels and are not counted."""
    for _ in range(3):
        call()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def product(kind, rows, depth, columns):
    """A call that multiplies rows × depth by depth × columns, the weights made ready before."""
    generator = torch.Generator().manual_seed(1)
    if kind == "int8":
        left = torch.randint(-127, 128, (rows, depth), dtype=torch.int8, generator=generator)
        right = torch.randint(-127, 128, (depth, columns), dtype=torch.int8, generator=generator)
        return lambda: torch._int_mm(left, right)
    form = torch.float32 if kind == "f32" else torch.bfloat16
    left = torch.randn(rows, depth, generator=generator).to(form)
    layer = torch.nn.Linear(depth, columns, bias=False).to(form)
    return lambda: layer(left)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("hidden", 384), ("inner", 1536), ("layers", 6), ("threads", 2), ("rows", 2048)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    shapes = [
        (given.hidden, 3 * given.hidden), (given.hidden, given.hidden),
        (given.hidden, given.inner), (given.inner, given.hidden),
    ]
    found = {}
    with torch.inference_mode():
        for kind in ("f32", "bf16", "int8"):
            layer = sum(seconds(product(kind, given.rows, *shape)) for shape in shapes)
            found[kind] = given.rows / (given.layers * layer)
    print(json.dumps(found))


main()
