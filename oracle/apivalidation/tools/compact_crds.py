#!/usr/bin/env python3
"""Makes the compact CRD schema files of src/schema/data.

usage: compact_crds.py OUT_DIR < sources.jsonl
Each input line: {"file": "crd-NAME", "source": "owner/name or Go module", "version": tag, "commit": "...", "licence": SPDX,
                  "paths": [YAML files on disk], "kinds": [kinds to keep, absent = all]}
Writes OUT_DIR/NAME.json.gz (a list of CRDs, see README.md) and OUT_DIR/index.csv rows for them on stdout.
Descriptions, titles, examples and external docs are dropped; everything that decides a verdict is kept.
"""
import csv
import gzip
import io
import json
import sys

import yaml

# x- keys and validation words that the API server acts on; anything else in a schema node is dropped.
DROP = {"description", "title", "example", "externalDocs"}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as Kubernetes reads it: no time stamps and no '=' type, these are strings."""


for tag in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value"):
    Loader.add_constructor(tag, Loader.construct_yaml_str)


def strip(node):
    """Removes descriptive words from one JSONSchemaProps node (not from values of properties named alike)."""
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if key in DROP:
            continue
        if key in ("properties", "patternProperties", "definitions", "dependencies"):
            out[key] = {name: strip(sub) for name, sub in value.items()}
        elif key in ("items", "additionalProperties", "not"):
            out[key] = strip(value)
        elif key in ("allOf", "anyOf", "oneOf"):
            out[key] = [strip(sub) for sub in value]
        else:
            out[key] = value  # enum, default, required, pattern, x-kubernetes-*, ...
    return out


def compact(crd):
    spec = crd["spec"]
    names = spec["names"]
    versions = []
    for v in spec["versions"]:
        sub = v.get("subresources") or {}
        entry = {
            "name": v["name"],
            "served": bool(v.get("served")),
            "storage": bool(v.get("storage")),
            "statusSubresource": "status" in sub,
            "schema": strip((v.get("schema") or {}).get("openAPIV3Schema") or {}),
        }
        if sub.get("scale"):
            entry["scale"] = sub["scale"]
        if v.get("deprecated"):
            entry["deprecated"] = True
        if v.get("selectableFields"):
            entry["selectableFields"] = v["selectableFields"]
        versions.append(entry)
    out = {
        "group": spec["group"],
        "kind": names["kind"],
        "plural": names["plural"],
        "singular": names.get("singular") or names["kind"].lower(),
        "scope": spec["scope"],
        "versions": versions,
    }
    if names.get("shortNames"):
        out["shortNames"] = names["shortNames"]
    return out


def main():
    out_dir = sys.argv[1]
    groups = {}
    rows = []
    for line in sys.stdin:
        src = json.loads(line)
        for path in src["paths"]:
            with open(path, encoding="utf-8") as f:
                docs = list(yaml.load_all(f, Loader=Loader))
            for doc in docs:
                if not doc or doc.get("kind") != "CustomResourceDefinition":
                    continue
                crd = compact(doc)
                if src.get("kinds") and crd["kind"] not in src["kinds"]:
                    continue
                groups.setdefault(src["file"], []).append(crd)
                for v in crd["versions"]:
                    if v["served"]:
                        rows.append([crd["kind"], crd["group"], v["name"], src["file"] + ".json.gz", src["source"],
                                     src["version"], src.get("commit", ""), src["licence"]])
    for name, crds in groups.items():
        crds.sort(key=lambda c: (c["group"], c["kind"]))
        for c in crds:
            c["versions"] = [v for v in c["versions"] if v["served"] or v["storage"]]
        text = json.dumps(crds, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        with open(f"{out_dir}/{name}.json.gz", "wb") as raw:
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0) as z:
                z.write(text.encode())
    buf = io.StringIO()
    csv.writer(buf, lineterminator="\n").writerows(sorted(rows, key=lambda r: (r[3], r[1], r[0], r[2])))
    sys.stdout.write(buf.getvalue())


if __name__ == "__main__":
    main()
