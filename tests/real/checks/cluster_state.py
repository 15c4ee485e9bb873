"""What a cluster holds, for a test to compare: before and after, or after one way and another."""
import json

import world

# What changes by itself, or belongs to the control plane.
IGNORED = {"events", "events.events.k8s.io", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io", "componentstatuses", "apiservices.apiregistration.k8s.io",
           "flowschemas.flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", "nodes.metrics.k8s.io", "pods.metrics.k8s.io",
           "controllerrevisions.apps", "servicecidrs.networking.k8s.io", "ipaddresses.networking.k8s.io", "csinodes.storage.k8s.io"}
# Made by controllers out of other objects.
DERIVED = {"Pod", "ReplicaSet", "Node", "NodeClaim", "PersistentVolume"}
PART_OF = "applyset.kubernetes.io/part-of"


def key_of(item):
    meta = item["metadata"]
    return "/".join(part for part in (item["kind"], meta.get("namespace"), meta["name"]) if part)


def everything():
    """Kind/namespace/name → object, of all kinds that the server lists."""
    names = world.kubectl("api-resources", "--verbs=list", "--output=name", accept=(0, 1)).stdout.split()
    items = world.objects(*(n for n in names if n not in IGNORED))
    return {key_of(item): item for item in items}


def applied(items):
    """Those that slipway says it keeps."""
    return {key: item for key, item in items.items() if PART_OF in (item["metadata"].get("labels") or {})}


def releases(items):
    """namespace/release → (revision, status) of helm's records."""
    found = {}
    for item in items.values():
        labels = item["metadata"].get("labels") or {}
        if item["kind"] == "Secret" and labels.get("owner") == "helm":
            name = f"{item['metadata']['namespace']}/{labels['name']}"
            found[name] = max(found.get(name, (0, "")), (int(labels["version"]), labels["status"]))
    return found


def wanted(item):
    """What somebody asked of an object: without what servers and controllers write."""
    meta = {k: v for k, v in item["metadata"].items() if k in ("name", "namespace", "labels", "annotations", "finalizers")}
    annotations = {k: v for k, v in (meta.get("annotations") or {}).items() if not k.startswith(("deployment.kubernetes.io/", "pv.kubernetes.io/", "volume.kubernetes.io/", "deprecated.daemonset."))}
    rest = {k: v for k, v in item.items() if k not in ("metadata", "status")}
    if item["kind"] == "Service":
        rest["spec"] = {k: v for k, v in item["spec"].items() if k not in ("clusterIP", "clusterIPs", "healthCheckNodePort")}
    return json.loads(json.dumps({**rest, "metadata": {**meta, "annotations": annotations}}))


def changed(before, after):
    """The keys of what came, went, or is asked to be otherwise."""
    return sorted(k for k in before.keys() | after.keys() if k not in before or k not in after or wanted(before[k]) != wanted(after[k]))


def rewritten(before, after):
    """The keys of what came, went, was made anew, or was written; what controllers say of it in its status does not count."""
    def written(item):
        return item["metadata"]["uid"], item["metadata"].get("generation"), wanted(item)
    return sorted(k for k in before.keys() | after.keys() if k not in before or k not in after or written(before[k]) != written(after[k]))
