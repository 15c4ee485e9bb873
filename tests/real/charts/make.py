#!/usr/bin/env python3
"""Makes a chart for each row of charts.csv, and index.json, by which `helm` finds them.

usage: make.py OUT-DIR DEFINITIONS-DIR PORT      (PORT: where standin/extension.py serves the APIs of APIServices)

The charts themselves are in registries that tests do not reach. What stands in for one brings what a platform, its checks and other charts
count on: CustomResourceDefinitions (the project's own, out of DEFINITIONS-DIR, less their descriptions; `+GROUP/VERSION/KIND[/Cluster]` is one
that takes anything, where the project's is not to be had), workloads by their real names (whose Pods change when a value does), APIServices.
"""
import csv, json, pathlib, shutil, sys

HERE = pathlib.Path(__file__).resolve().parent


def without_descriptions(value):
    if isinstance(value, dict):
        return {k: without_descriptions(v) for k, v in value.items() if k != "description" or not isinstance(v, str)}
    return [without_descriptions(v) for v in value] if isinstance(value, list) else value


def anything(name):
    """A definition of a kind that takes every field."""
    group, version, kind, *cluster = name.split("/")
    plural = kind.lower() + ("es" if kind.endswith("s") else "s")
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": f"{plural}.{group}"},
            "spec": {"group": group, "scope": "Cluster" if cluster else "Namespaced",
                     "names": {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"},
                     "versions": [{"name": version, "served": True, "storage": True, "subresources": {"status": {}},
                                   "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}]}}


def definitions(row, folder):
    for pattern in row["definitions"].split():
        if pattern.startswith("+"):
            yield anything(pattern[1:])
            continue
        files = sorted(folder.glob(f"{pattern}.json"))
        assert files, f"{row['chart']}: no CustomResourceDefinition is called {pattern}"
        yield from (without_descriptions(json.loads(f.read_text())) for f in files)


def filled(file, names):
    text = (HERE / file).read_text()
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def write(row, out, folder, port):
    chart = out / f"{row['repository'].split('://')[-1].replace('/', '_')}_{row['chart']}"
    (chart / "templates").mkdir(parents=True)
    (chart / "crds").mkdir()
    version = row["version"] or "0.0.0"
    (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: {row['chart']}\nversion: {version}\nappVersion: {version}\ndescription: stands in for the real one\n")
    (chart / "values.yaml").write_text("{}\n")
    for definition in definitions(row, folder):
        text = json.dumps(definition)
        if row["in"] == "templates":
            text = text.replace("{{", '{{ "{{" }}')
        (chart / row["in"] / f"{definition['metadata']['name']}.json").write_text(text)
        if row["in"] == "templates":  # helm reads templates by these endings only
            (chart / "templates" / f"{definition['metadata']['name']}.json").rename(chart / "templates" / f"{definition['metadata']['name']}.yaml")
    for workload in row["workloads"].split():
        kind, name = workload.split("/")
        (chart / "templates" / f"{name}.yaml").write_text(filled("workload.yaml", {"KIND": kind, "NAME": name, "CHART": row["chart"], "VERSION": version}))
    for service in row["api_services"].split():
        version_of_api, group = service.split(".", 1)
        (chart / "templates" / f"{service}.yaml").write_text(
            filled("api-service.yaml", {"VERSION": version_of_api, "GROUP": group, "PORT": port, "API": group.replace(".", "-")}))
    for file in row["objects"].split():
        shutil.copy(HERE / "objects" / file, chart / "templates" / file)
    return {"repository": row["repository"], "chart": row["chart"], "version": row["version"], "folder": str(chart)}


def main():
    out, folder, port = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with open(HERE / "charts.csv", newline="") as file:
        index = [write(row, out, folder, port) for row in csv.DictReader(file)]
    (out / "index.json").write_text(json.dumps(index, indent=1))


main()
