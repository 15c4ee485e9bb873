"""The platforms that are checked: every platform.yaml of examples/, and each variant that stands beside one."""
import pathlib


def find(examples):
    """name → path: ray-on-eks, agentic-ai, agentic-ai-hybrid, p5-efa-training-with-karpenter, …; what another file includes is no platform."""
    files = [f for f in sorted(pathlib.Path(examples).rglob("*.yaml")) if "\nkind: Platform\n" in f.read_text()]
    parts = {(f.parent / p.strip()).resolve() for f in files for p in included(f)}
    names = {}
    for file in files:
        if file.name != "platform.yaml" and file.resolve() in parts:
            continue
        words = list(file.relative_to(examples).with_suffix("").parts)
        if words[-1] == "platform":
            words.pop()
        names["-".join(words)] = file
    return names


def included(file):
    for line in file.read_text().splitlines():
        if line.strip().startswith("include: ["):
            yield from line.split("[", 1)[1].split("]", 1)[0].split(",")
