"""Makes strict JSON schemas of every Kubernetes kind, for kubeconform: those of Kubernetes itself from its published OpenAPI
description (in the Go module k8s.io/kubernetes), those of add-ons from their CustomResourceDefinitions (see crds).

usage: schemas.py OUT-DIR SWAGGER-JSON CRD-DIR     writes OUT-DIR/GROUP/KIND_VERSION.json, lower case; the core group is called "v1", as kubeconform does
"""
import json, pathlib, sys

LOOSE = {  # types whose JSON form the description states too narrowly
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number"]},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer"]},
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": {"type": "object"},
}


def strict(schema):
    """Refuses unknown fields, allows null where a field may be absent, and knows Kubernetes' own extensions."""
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["string", "integer"]}
    if schema.get("x-kubernetes-preserve-unknown-fields") or schema.get("x-kubernetes-embedded-resource"):
        schema = {k: v for k, v in schema.items() if k != "additionalProperties"}
    elif schema.get("properties") and "additionalProperties" not in schema:
        schema = {**schema, "additionalProperties": False}
    out = {}
    for key, value in schema.items():
        if key in ("description", "default", "example", "nullable") or key.startswith("x-"):
            continue
        if key in ("properties", "patternProperties", "definitions"):
            out[key] = {k: strict(v) for k, v in value.items()}
        elif key in ("items", "additionalProperties", "not"):
            out[key] = strict(value)
        elif key in ("allOf", "anyOf", "oneOf"):
            out[key] = [branch(v) for v in value]
        elif key == "$ref":
            out[key] = value.replace("#/definitions/", "../definitions.json#/definitions/")
        elif key == "required":  # defaults are filled in before anything is checked
            names = [name for name in value if "default" not in schema.get("properties", {}).get(name, {})]
            out.update({key: names} if names else {})
        elif key == "format" and value in ("int32", "int64", "double", "float", "byte", "int-or-string"):
            continue
        else:
            out[key] = value
    return out


def branch(schema):
    """A branch of allOf/anyOf/oneOf only adds conditions: it does not know all fields."""
    if isinstance(schema, dict):
        schema = {**schema, "additionalProperties": schema.get("additionalProperties", True)} if schema.get("properties") else schema
        return {k: v for k, v in strict(schema).items()}
    return schema


def write(out, group, kind, version, schema):
    path = out / (group or "v1") / f"{kind}_{version}.json".lower()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(schema))


def main():
    out = pathlib.Path(sys.argv[1])
    swagger = json.loads(pathlib.Path(sys.argv[2]).read_text())
    definitions = {name: LOOSE.get(name) or strict(d) for name, d in swagger["definitions"].items()}
    out.mkdir(parents=True, exist_ok=True)
    (out / "definitions.json").write_text(json.dumps({"definitions": definitions}).replace("../definitions.json#", "#"))
    count = 0
    for name, d in swagger["definitions"].items():
        for gvk in d.get("x-kubernetes-group-version-kind", []):
            if {"apiVersion", "kind", "metadata"} <= set(d.get("properties", {})):
                write(out, gvk["group"], gvk["kind"], gvk["version"], {"$ref": f"../definitions.json#/definitions/{name}"})
                count += 1
    meta = {"$ref": "../definitions.json#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
    for file in sorted(pathlib.Path(sys.argv[3]).iterdir()):
        crd = json.loads(file.read_text())
        for version in crd["spec"]["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema.setdefault("properties", {}).update(metadata=meta, apiVersion={"type": "string"}, kind={"type": "string"})
            write(out, crd["spec"]["group"], crd["spec"]["names"]["kind"], version["name"], schema)
            count += 1
    print(f"{count} schemas in {out}", file=sys.stderr)


main()
