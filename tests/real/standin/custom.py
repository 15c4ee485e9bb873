"""Stands in for the controllers of custom kinds, as stand_ins.csv says: an object gets the conditions and the status that its controller
gives it when all is well, and its finalizer, which goes when it is deleted. Only while the controller's Deployment is ready: what outlives
its controller stays, as it does in a real cluster."""
import csv, json, pathlib

from clock import now
from cluster import ApiError, Later

TABLE = pathlib.Path(__file__).resolve().parent / "stand_ins.csv"


def rows():
    with open(TABLE, newline="") as file:
        return list(csv.DictReader(file))


def merged(old, new):
    return {**old, **{k: merged(old.get(k) or {}, v) if isinstance(v, dict) else v for k, v in new.items()}}


class Custom:
    def __init__(self, cluster, row, path, has_status, ready, held=None, made=None):
        self.cluster, self.row, self.path, self.has_status, self.ready, self.held, self.made = cluster, row, path, has_status, ready, held, made

    def path_of(self, item):
        ns, (base, plural) = item["metadata"].get("namespace"), self.path.rsplit("/", 1)
        return f"{base}/namespaces/{ns}/{plural}/{item['metadata']['name']}" if ns else f"{self.path}/{item['metadata']['name']}"

    def handle(self, item):
        meta, finalizer = item["metadata"], self.row["finalizer"]
        if self.row["controller"] and not self.ready(self.row["controller"]):
            raise Later
        if meta.get("deletionTimestamp"):
            if finalizer in meta.get("finalizers", []):
                if self.held and self.held(item["kind"], meta["name"]):
                    raise Later
                self.cluster.merge(self.path_of(item), {"metadata": {"finalizers": [f for f in meta["finalizers"] if f != finalizer] or None}})
            return
        if finalizer and finalizer not in meta.get("finalizers", []):
            self.cluster.merge(self.path_of(item), {"metadata": {"finalizers": [*meta.get("finalizers", []), finalizer], "resourceVersion": meta["resourceVersion"]}})
            return  # what comes of this is handed in again
        if self.made:
            self.made(item)
        old = item.get("status") or {}
        status = {**old, **self.conditions(old, meta.get("generation", 1))}
        if self.row["status"]:
            status = merged(status, json.loads(self.row["status"]))
        if status != old:
            self.cluster.merge(self.path_of(item) + ("/status" if self.has_status else ""), {"status": status})

    def conditions(self, old, generation):
        wanted, there = self.row["conditions"].split(), {c["type"]: c for c in old.get("conditions") or []}
        if all(t in there and there[t]["status"] == "True" and there[t].get("observedGeneration", generation) == generation for t in wanted):
            return {}
        fresh = [{"type": t, "status": "True", "reason": "StandIn", "message": "", "lastTransitionTime": there.get(t, {}).get("lastTransitionTime", now()),
                  "observedGeneration": generation} for t in wanted]
        return {"conditions": [c for t, c in there.items() if t not in wanted] + fresh}


def scale_to_least(cluster):
    """KEDA's, with nothing to do: as many replicas as there must be at least."""
    def scale(item):
        target, ns = item["spec"]["scaleTargetRef"], item["metadata"]["namespace"]
        if target.get("kind", "Deployment") != "Deployment":
            return
        path, least = f"/apis/apps/v1/namespaces/{ns}/deployments/{target['name']}/scale", item["spec"].get("minReplicaCount", 0)
        try:
            now = cluster.get(path)["spec"].get("replicas", 0)
        except ApiError as e:
            raise Later from e
        if now != least:
            cluster.merge(path, {"spec": {"replicas": least}})
    return scale


def define_instances(cluster):
    """kro's: the kind that a ResourceGraphDefinition describes."""
    def define(graph):
        schema = graph["spec"]["schema"]
        group, version, kind = schema.get("group", "kro.run"), schema["apiVersion"], schema["kind"]
        plural = kind.lower() + ("es" if kind.endswith("s") else "s")
        cluster.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{group}", "ownerReferences": [{"apiVersion": graph["apiVersion"], "kind": graph["kind"], "name": graph["metadata"]["name"], "uid": graph["metadata"]["uid"]}]},
            "spec": {"group": group, "scope": schema.get("scope", "Namespaced"), "names": {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"},
                     "versions": [{"name": version, "served": True, "storage": True, "subresources": {"status": {}},
                                   "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}]}})
    return define
