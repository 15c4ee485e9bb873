"""The platforms that are checked: every platform.yaml of examples/, each variant that stands beside one, and those of
tests/render/platforms/, which have what no example has."""
import pathlib

# Of tests/render/platforms/, and why: a golden tree and the tests of src/render/ hold what these render to.
LEFT_OUT = {"capabilities": "aws_eks_capability came with version 6.25 of the AWS provider; the rest is validated with 5.100, the oldest that a tree asks for"}


FAULTS = "faults"  # the platform that the check of this name brings up


def all_of(root):
    """name → path; no two have the same name. Those that take longest come first."""
    examples, others = find(root / "examples"), find(root / "tests/render/platforms")
    assert not examples.keys() & others.keys(), f"two platforms of one name: {examples.keys() & others.keys()}"
    return {name: file for name, file in {FAULTS: root / "tests/real/platforms/faults.yaml", **others, **examples}.items() if name not in LEFT_OUT}


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
