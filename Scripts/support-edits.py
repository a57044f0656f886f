#!/usr/bin/env python3
"""Adds edited responses to examples of support, so that the verifier meets small contradictions.

Usage: support-edits.py examples.jsonl > all.jsonl. A supported response becomes an unsupported one when a number is
changed, a word is put in its opposite, two names change places, or a "not" is added or taken away. Each edited
response stands beside the unedited one in the set "edited"; "origin" names the set that it was made from, so that
no figure of that set rests on it. The seed is fixed: the same examples give the same edits.
"""
import json
import random
import re
import sys

OPPOSITE_PAIRS = (
    "increase/decrease increases/decreases increased/decreased more/less higher/lower high/low first/last "
    "before/after won/lost win/lose above/below north/south east/west early/late male/female man/woman "
    "men/women old/young new/old large/small larger/smaller best/worst better/worse always/never all/none "
    "many/few most/least positive/negative true/false success/failure approved/rejected accepted/refused "
    "begin/end began/ended start/stop opened/closed open/closed long/short rise/fall rose/fell up/down buy/sell "
    "bought/sold promotes/inhibits activates/inhibits husband/wife son/daughter father/mother brother/sister "
    "he/she his/her include/exclude presence/absence fast/slow strong/weak support/oppose alive/dead born/died "
    "with/without often/rarely same/different left/right major/minor allow/forbid prevent/cause reduce/raise "
    "reduces/raises reduced/raised"
)
OPPOSITES = {}
for pair in OPPOSITE_PAIRS.split():
    one, other = pair.split("/")
    OPPOSITES.setdefault(one, other)
    OPPOSITES.setdefault(other, one)
AUXILIARIES = "is are was were has have had can could will would does did do should may might must".split()
AUXILIARY = re.compile(r"\b(" + "|".join(AUXILIARIES) + r")\b")
NEGATION = re.compile(r"\b(?:" + "|".join(AUXILIARIES) + r") not\b|\bcannot\b|n't\b|\bnever\b|\bno\b")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-zA-Z]+(?: [A-Z][a-zA-Z]+)*")


def changed_number(response, context, choice):
    found = list(NUMBER.finditer(response))
    if not found:
        return None
    match = choice.choice(found)
    others = sorted({one for one in NUMBER.findall(context) if one != match[0] and one not in response})
    if others and choice.random() < 0.5:
        new = choice.choice(others)
    else:
        digits = list(match[0])
        place = choice.choice([index for index, digit in enumerate(digits) if digit.isdigit()])
        digits[place] = str((int(digits[place]) + choice.randint(1, 8)) % 10 or 1)
        new = "".join(digits)
    return response[: match.start()] + new + response[match.end() :]


def swapped_names(response, context, choice):
    names = list(dict.fromkeys(NAME.findall(response)))
    if len(names) < 2:
        return None
    one, other = choice.sample(names, 2)
    if one in other or other in one:
        return None
    return response.replace(one, "\0").replace(other, one).replace("\0", other)


def turned_negation(response, context, choice):
    match = NEGATION.search(response)
    if match:
        kept = re.sub(r" not$|^no$|^never$|n't$", "", match[0]).replace("cannot", "can")
        return response[: match.start()] + kept + response[match.end() :]
    found = list(AUXILIARY.finditer(response))
    if not found:
        return None
    match = choice.choice(found)
    return response[: match.end()] + (" not" if choice.random() < 0.8 else " never") + response[match.end() :]


def opposite(response, context, choice):
    found = [match for match in re.finditer(r"[A-Za-z]+", response) if match[0].lower() in OPPOSITES]
    if not found:
        return None
    match = choice.choice(found)
    return response[: match.start()] + OPPOSITES[match[0].lower()] + response[match.end() :]


EDITS = {"number": changed_number, "opposite": opposite, "names": swapped_names, "negation": turned_negation}

choice = random.Random(1)
for line in open(sys.argv[1], encoding="utf-8"):
    example = json.loads(line)
    sys.stdout.write(line)
    if not example["supported"]:
        continue
    base = dict(example, set="edited", origin=example["set"])
    edited = False
    for name, edit in EDITS.items():
        response = edit(example["response"], example["context"], choice)
        if response and response != example["response"]:
            edited = True
            more = dict(base, id=f"{example['id']}-{name}", response=response, supported=False)
            print(json.dumps(more, ensure_ascii=False))
    if edited:
        print(json.dumps(dict(base, id=f"{example['id']}-same"), ensure_ascii=False))
