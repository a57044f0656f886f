#!/usr/bin/env bash
# Installs the system libraries that are missing: apt on Debian and Ubuntu, Homebrew on macOS.
# Without the right to install, prints the one command that would and stops.
set -euo pipefail
apt_packages=$1
brew_packages=$2

if [ "$(uname)" = Darwin ]; then
    missing=()
    for package in $brew_packages; do
        brew list --formula "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && exit 0
    exec brew install "${missing[@]}"
fi

if ! command -v dpkg-query >/dev/null; then
    echo "error: This system has no dpkg, so its libraries cannot be checked." >&2
    echo "fix: Install what these Debian packages hold, then run 'make build': $apt_packages" >&2
    exit 1
fi

missing=()
for package in $apt_packages; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

command="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    runner=()
elif sudo -n true 2>/dev/null; then
    runner=(sudo -n)
else
    echo "error: ${#missing[@]} system libraries are missing, and you may not install them." >&2
    echo "fix: Run: sudo apt-get update && sudo $command" >&2
    exit 1
fi
echo "Installing ${missing[*]} …"
"${runner[@]}" apt-get update -qq
"${runner[@]}" env DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null
