#!/usr/bin/env python3
"""Writes the table of stand-ins into README.md of tests/real, out of stand_ins.csv; with --check, fails when it is not as it would write it."""
import csv, pathlib, sys

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent / "README.md"
BEGIN, END = "<!-- standin/readme.py writes from here", "<!-- to here -->"


def table():
    with open(HERE / "stand_ins.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = ["| what stands in | because | on real AWS |", "|---|---|---|"]
    return "\n".join(lines + [f"| {row['name']}{' (`' + row['resource'] + '`)' if row['resource'] else ''} | {row['because']} | {row['on real AWS']} |" for row in rows])


def main():
    text = README.read_text()
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    new = f"{head}{BEGIN} -->\n{table()}\n{END}{tail}"
    if "--check" in sys.argv:
        sys.exit("README.md: run standin/readme.py" if new != text else None)
    README.write_text(new)


main()
