#!/usr/bin/env bash
# Runs tests under the address sanitizer, then under the thread sanitizer: sanitize.sh [address|thread]...
# TESTS names other test targets than those of the index and the encoder, SCRATCH another folder for what is built.
set -euo pipefail
cd "$(dirname "$0")/.."
export WRIGHT_TESTS=${TESTS:-WrightIndexTests,WrightEncoderTests}
scratch=${SCRATCH:-.build/sanitizers}
sanitizers=("$@")
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread)

# Memory that is never freed is no finding: a test program ends without giving back what lives as long as it does.
export ASAN_OPTIONS=detect_leaks=0
# One report is enough to fail; the others may be of its making.
export TSAN_OPTIONS=halt_on_error=1

for sanitizer in "${sanitizers[@]}"; do
    echo "== $sanitizer: $WRIGHT_TESTS"
    swift test --configuration release --disable-testable-imports --sanitize="$sanitizer" \
        --scratch-path "$scratch/$sanitizer"
done
