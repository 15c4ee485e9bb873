"""Findings, and the rows of waivers.csv that explain them.

A finding is a line of a check's findings file: tool, rule, resource, message, with tabs between. A waiver is a row: tool, rules
(one or several), pattern of resources (* and ?), reason; each rule of a row counts as one.
"""
import csv, fnmatch, pathlib


class Waiver(tuple):
    """(tool, rule, resource, reason); `used` says whether it explained a finding."""
    used = False


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["tool", "rules", "resource", "reason"], f"{path}: another header is expected"
    for number, row in enumerate(rows[1:], 2):
        assert len(row) == 4 and all(row), f"{path}:{number}: a waiver has a tool, a rule, a pattern of resources and a reason"
    return [Waiver((tool, rule, resource, reason)) for tool, rules, resource, reason in rows[1:] for rule in rules.split()]


def findings(path):
    path = pathlib.Path(path)
    return [line.split("\t") for line in path.read_text().splitlines()] if path.exists() else []


def unexplained(rows, found):
    left = []
    for finding in found:
        tool, rule, resource = finding[:3]
        explains = [w for w in rows if w[0] == tool and w[1] == rule and fnmatch.fnmatchcase(resource, w[2])]
        for waiver in explains:
            waiver.used = True
        if not explains:
            left.append(finding)
    return left


def unused(rows):
    return [w for w in rows if not w.used]
