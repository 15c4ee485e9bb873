"""What AWS holds after Terraform applied: the resources of state.json."""
import json

from workplace import WORK


def resources():
    """Every managed resource, as Terraform shows it: address, type, values."""
    root = json.loads((WORK / "state.json").read_text())["values"]["root_module"]
    return [r for r in root.get("resources", []) if r["mode"] == "managed"]


def documents():
    """(resource's address, where in it, document) of every JSON text in the state, of the most kinds policies."""
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
        for path, text in walk(resource["values"], ""):
            yield resource, path, text
