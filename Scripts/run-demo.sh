#!/usr/bin/env bash
# Indexes a folder and asks about it: the project's own documentation and two questions, or the folder and the question
# that are given. The index lies below .build, so the folder itself is not written to.
set -euo pipefail
cd "$(dirname "$0")/.."
wright=${APP:-.build/release/wright}
documents=${1:-}
question=${2:-}

# 2 means that some files were skipped, each named above.
index() { "$wright" index "$@" || [ $? -eq 2 ]; }

ask() {
    printf '\n? %s\n' "$2"
    "$wright" ask --project "$1" "$2"
}

if [ -n "$documents" ]; then
    documents=$(realpath -e -- "${documents/#\~/$HOME}") || {
        echo "fix: Name a folder or a file that exists." >&2
        exit 1
    }
    project=.build/run/$(printf '%s' "$documents" | cksum | cut -d' ' -f1)
    mkdir -p "$project"
    index --project "$project" "$documents"
    [ -n "$question" ] && ask "$project" "$question"
    printf '\nAsk more with: %s ask --project %s "…"\n' "${wright/#$PWD\//}" "$project"
    exit 0
fi

project=.build/run/own-documentation
mkdir -p "$project"
index --project "$project" README.md ARCHITECTURE.md CONTRIBUTING.md SECURITY.md Documentation
if [ -n "$question" ]; then
    ask "$project" "$question"
else
    ask "$project" "Which file formats can be indexed?"
    ask "$project" "What happens when the process is killed during indexing?"
fi
