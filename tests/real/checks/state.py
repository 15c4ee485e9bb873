"""What AWS holds after Terraform applied: the resources of state.json."""
import json, re

from workplace import TREE, WORK


def resources():
    """Every managed resource, as Terraform shows it: address, type, values."""
    root = json.loads((WORK / "state.json").read_text())["values"]["root_module"]
    return [r for r in root.get("resources", []) if r["mode"] == "managed"]


def documents():
    """(resource, where in it, text) of every JSON text that a resource was given; what AWS filled in by itself is not ours."""
    rendered = "\n".join(f.read_text() for f in sorted((TREE / "terraform").glob("*.tf")))
    blocks = {(t, n): body for t, n, body in re.findall(r'(?ms)^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', rendered)}

    def walk(value, path):
        if isinstance(value, dict):
            for key, below in value.items():
                yield from walk(below, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for number, below in enumerate(value):
                yield from walk(below, f"{path}[{number}]")
        elif isinstance(value, str) and value.lstrip().startswith(("{", "[{")):
            yield path, value
    for resource in resources():
        block = blocks[resource["type"], resource["name"]]
        for path, text in walk(resource["values"], ""):
            if re.search(rf"(?m)^  {re.match('[a-z_]+', path).group(0)}\b", block):
                yield resource, path, text
