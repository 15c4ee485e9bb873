#!/usr/bin/env python3
"""Writes what `live` saw slipway print into the guides: after `./dev test --real live --keep`, run this.

The guide of the blueprint NAME is docs/guide/apply/NAME.md, of scale-to-zero-dev docs/guide/apply.md. Each of its blocks that begins with ```text STAGE [FIRST LAST] gets what slipway printed in that stage (checks/live.py
names them), of long output the FIRST and the LAST lines; everything else in the page is its author's."""
import pathlib, re, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDES, RUNS = ROOT / "docs/guide", ROOT / "build/real"
BLOCK = re.compile(r"(?ms)^```text (?P<stage>[\w-]+)(?: (?P<first>\d+) (?P<last>\d+))?\n.*?^```$")


def stages(said):
    """stage → what was typed and printed."""
    found = {}
    for part in said.split("\n$ slipway ")[1:]:
        command, printed = part.split("\n", 1)
        arguments, stage = command.rsplit("    # ", 1)
        found[stage] = [f"$ slipway {arguments}", *printed.rsplit("\n# status ", 1)[0].strip("\n").splitlines()]
    return found


def block(match, found):
    lines = found[match["stage"]]
    if match["first"] and len(lines) > int(match["first"]) + int(match["last"]) + 1:
        lines = [*lines[: int(match["first"])], "…", *lines[len(lines) - int(match["last"]):]]
    return "\n".join([match[0].split("\n", 1)[0], *(line.rstrip() for line in lines), "```"])


def main():
    for guide in [GUIDES / "apply.md", *sorted((GUIDES / "apply").glob("*.md"))]:
        blueprint = guide.stem if guide.parent.name == "apply" else "scale-to-zero-dev"
        said = RUNS / blueprint / "live/said"
        if not said.exists():
            print(f"{guide.name}: no run of {blueprint} in {RUNS}", file=sys.stderr)
            continue
        found = stages(said.read_text().replace(str(RUNS / blueprint / "live/platform"), "~/platform"))
        guide.write_text(BLOCK.sub(lambda match: block(match, found), guide.read_text()))


main()
