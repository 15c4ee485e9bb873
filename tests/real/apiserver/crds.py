"""Writes every CustomResourceDefinition of some YAML files as JSON, one a file: OUT-DIR/GROUP_KIND.json, lower case.

usage: crds.py OUT-DIR FILE...
"""
import json, pathlib, sys

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)  # a plain "=", which PyYAML has a tag for but no reader

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for file in sys.argv[2:]:
    for crd in yaml.load_all(open(file), Loader):
        if crd and crd.get("kind") == "CustomResourceDefinition":
            spec = crd["spec"]
            (out / f"{spec['group']}_{spec['names']['kind']}.json".lower()).write_text(json.dumps(crd, default=str))
print(f"{len(list(out.iterdir()))} CustomResourceDefinitions")
