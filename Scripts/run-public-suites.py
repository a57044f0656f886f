#!/usr/bin/env python3
"""Runs the public suites through the program itself and prints how many cases pass.

    pip install pyyaml
    python3 Scripts/run-public-suites.py --wright .build/release/wright \\
        [--dotprompt DOTPROMPT/spec] [--json-schema JSON-Schema-Test-Suite]

DOTPROMPT is a copy of github.com/google/dotprompt, JSON-Schema-Test-Suite one of
github.com/json-schema-org/JSON-Schema-Test-Suite. Of the latter, draft 2020-12 is run: the required cases, the optional
ones, and those of `optional/format` with formats asserted. Cases that fail are named; the exit code is 1 if any does.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

REMOTES = "http://localhost:1234/"


class Number(float):
    """A number that keeps how it was written."""

    def __new__(cls, text: str) -> "Number":
        number = super().__new__(cls, text)
        number.text = text
        return number


def written(value: object) -> str:
    """JSON with every number as it was written."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(inner) for inner in value) + "]"
    return json.dumps(value)


class Tally:
    """How many cases pass, by group."""

    def __init__(self) -> None:
        self.passed, self.failed, self.faults = 0, 0, []

    def count(self, is_passed: bool, name: str, reason: str = "") -> None:
        if is_passed:
            self.passed += 1
        else:
            self.failed += 1
            self.faults.append(f"{name}: {reason}" if reason else name)

    def show(self, title: str) -> None:
        for fault in self.faults:
            print(f"  FAIL {fault[:300]}")
        print(f"{title}: {self.passed} of {self.passed + self.failed} cases pass")


def schema_file(wright: str, path: pathlib.Path, remotes: pathlib.Path, formats: bool, tally: Tally) -> None:
    for group in json.loads(path.read_text("utf-8"), parse_float=Number):
        with tempfile.TemporaryDirectory() as folder:
            schema = pathlib.Path(folder, "schema.json")
            schema.write_text(written(group["schema"]), "utf-8")
            lines = "".join(written(test["data"]) + "\n" for test in group["tests"])
            command = [wright, "prompt", "validate", "--schema", str(schema), "--instances", "-"]
            command += ["--schema-dir", f"{remotes}={REMOTES}"] + (["--assert-formats"] if formats else [])
            run = subprocess.run(command, input=lines.encode(), capture_output=True)
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        for place, test in enumerate(group["tests"]):
            name = f"{path.name}: {group['description']} / {test['description']}"
            if place >= len(answers):
                tally.count(False, name, run.stderr.decode().strip())
            else:
                answer = answers[place]
                tally.count(answer.get("valid") is test["valid"], name, json.dumps(answer.get("error", "")))


def json_schema(wright: str, suite: pathlib.Path) -> bool:
    tests, remotes = suite / "tests" / "draft2020-12", suite / "remotes"
    is_passed = True
    for title, folder, formats in [
        ("JSON Schema, required", tests, False),
        ("JSON Schema, optional", tests / "optional", False),
        ("JSON Schema, formats", tests / "optional" / "format", True),
    ]:
        tally = Tally()
        for path in sorted(folder.glob("*.json")):
            schema_file(wright, path, remotes, formats, tally)
        tally.show(title)
        is_passed = is_passed and tally.failed == 0
    return is_passed


def render(wright: str, suite: dict, test: dict) -> dict:
    """What the program makes of a case."""
    data = {**suite.get("data", {}), **test.get("data", {})}
    options = test.get("options") or data.get("options")
    argument = {**data, **({"options": options} if options else {})}
    with tempfile.TemporaryDirectory() as folder:
        prompt = pathlib.Path(folder, "case.prompt")
        prompt.write_text(suite["template"], "utf-8")
        for name, text in {**suite.get("partials", {}), **suite.get("resolverPartials", {})}.items():
            pathlib.Path(folder, f"_{name}.prompt").write_text(text, "utf-8")
        schemas = pathlib.Path(folder, "schemas.json")
        schemas.write_text(json.dumps({**suite.get("schemas", {}), **suite.get("resolverSchemas", {})}), "utf-8")
        command = [wright, "prompt", "render", str(prompt), "--input", "-", "--form", "argument", "--json"]
        command += ["--schemas", str(schemas)]
        run = subprocess.run(command, input=json.dumps(argument).encode(), capture_output=True)
    return json.loads(run.stdout) if run.returncode == 0 else {"error": run.stderr.decode().strip()}


def differences(found: dict, expected: dict) -> list[str]:
    """The names of the members that are not as expected."""
    wanted = {"messages": [], **expected}
    for name in ("input", "output"):
        schema = wanted.get(name, {}).get("schema") if isinstance(wanted.get(name), dict) else None
        if schema is not None:
            wanted[name + "Schema"] = schema
            rest = {key: value for key, value in wanted.pop(name).items() if key != "schema"}
            if rest:
                wanted[name] = rest
    return [name for name, value in wanted.items() if found.get(name) != value]


def dotprompt(wright: str, folder: pathlib.Path) -> bool:
    import yaml

    tally = Tally()
    for path in sorted(folder.rglob("*.yaml")):
        for suite in yaml.safe_load(path.read_text("utf-8")) or []:
            for test in suite.get("tests", []):
                found = render(wright, suite, test)
                wrong = differences(found, test.get("expect", {}))
                name = f"{path.name}: {suite['name']} / {test.get('desc', '')}"
                tally.count(not wrong, name, found.get("error") or f"{wrong}: {json.dumps(found)}")
    tally.show("Dotprompt")
    return tally.failed == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wright", default=".build/release/wright")
    parser.add_argument("--dotprompt", type=pathlib.Path)
    parser.add_argument("--json-schema", type=pathlib.Path)
    arguments = parser.parse_args()
    if not arguments.dotprompt and not arguments.json_schema:
        parser.error("name a suite")
    is_passed = True
    if arguments.dotprompt:
        is_passed = dotprompt(arguments.wright, arguments.dotprompt) and is_passed
    if arguments.json_schema:
        is_passed = json_schema(arguments.wright, arguments.json_schema) and is_passed
    return 0 if is_passed else 1


if __name__ == "__main__":
    sys.exit(main())
