"""Stands in for Karpenter: a Pod that fits nowhere gets a NodeClaim, an emulated EC2 instance and a Node of the first NodePool that
would take it. What is deleted goes in Karpenter's order: Pods, Node, instance, then the NodeClaim's finalizer; a class last of all.
It does not weigh prices, fit several Pods together, consolidate, or expire."""
import functools, threading

import boto3

from cluster import ApiError, Later
from nodes import join, leave, node, type_of

TERMINATION, CLASS_TERMINATION = "karpenter.sh/termination", "karpenter.k8s.aws/termination"
CLAIMS, POOLS = "/apis/karpenter.sh/v1/nodeclaims", "/apis/karpenter.sh/v1/nodepools"
FOR_POD = "testbed/for-pod"
SIZE = {"cpu": "96", "memory": "768Gi", "pods": "110", "ephemeral-storage": "1Ti"}


def tolerates(taint, tolerations):
    for t in tolerations:
        exists = t.get("operator") == "Exists"
        if t.get("effect") in (None, "", taint["effect"]) and (exists and not t.get("key") or t.get("key") == taint["key"] and (exists or t.get("value", "") == taint.get("value", ""))):
            return True
    return False


def devices_of(pod):
    """GPUs and network cards that a Pod asks for, by their resources' names."""
    asked = {}
    for container in pod["spec"]["containers"]:
        for name, number in container.get("resources", {}).get("limits", {}).items():
            if name.startswith(("nvidia.com/", "vpc.amazonaws.com/")):
                asked[name] = asked.get(name, 0) + int(number)
    return asked


def devices_of_node(labels, asked, region):
    """What a Node of these labels has, whoever it is bought for: its type's, or its family's and size's; no less than is asked."""
    name = labels.get("node.kubernetes.io/instance-type")
    if not name and (family := labels.get("karpenter.k8s.aws/instance-family")):
        name = f"{family}.{labels.get('karpenter.k8s.aws/instance-size', '*')}"
    devices = dict(asked)
    for one in types_like(name, region) if name else ():
        for device, number in type_of(one, region)[1].items():
            devices[device] = max(devices.get(device, 0), int(number))
    return {device: str(number) for device, number in devices.items()}


@functools.lru_cache(maxsize=None)
def types_like(pattern, region):
    found = boto3.client("ec2", region_name=region).describe_instance_types(Filters=[{"Name": "instance-type", "Values": [pattern]}])
    return [one["InstanceType"] for one in found["InstanceTypes"]]


def asked_of_labels(spec):
    """What a Pod requires of its Node's labels: alternatives, each a list of (key, operator, values)."""
    selector = [(k, "In", [v]) for k, v in spec.get("nodeSelector", {}).items()]
    terms = spec.get("affinity", {}).get("nodeAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution", {}).get("nodeSelectorTerms", [{}])
    return [selector + [(e["key"], e["operator"], e.get("values", [])) for e in term.get("matchExpressions", [])] for term in terms]


def labels_for(pool, asked, region):
    """The labels of a Node of this pool that has what is asked; None when it cannot."""
    template = pool["spec"]["template"]
    fixed = {"kubernetes.io/os": "linux", **template.get("metadata", {}).get("labels", {}), "karpenter.sh/nodepool": pool["metadata"]["name"]}
    choices = {"kubernetes.io/arch": ["amd64"], "topology.kubernetes.io/zone": [f"{region}{z}" for z in "abc"]}
    for r in template["spec"].get("requirements", []):
        if r["operator"] == "In":
            choices[r["key"]] = r["values"]
    for key, operator, values in asked:
        if key in fixed:
            allowed = [fixed[key]]
        else:
            allowed = choices.get(key, [])
        if operator == "In":
            left = [v for v in allowed if v in values] or ([] if key in fixed or key in choices else values[:1] if key.split("/")[0] in ("karpenter.k8s.aws", "node.kubernetes.io") else [])
        elif operator == "NotIn":
            left = [v for v in allowed if v not in values] if allowed else None
        elif operator == "Exists":
            left = allowed
        else:
            left = None if operator == "DoesNotExist" and not allowed else allowed if operator in ("Gt", "Lt") else []
        if left == []:
            return None
        if left and key not in fixed:
            choices[key] = left
    return {**{k: v[0] for k, v in choices.items()}, **fixed}


class Karpenter:
    def __init__(self, cluster, region, pods, ready):
        self.cluster, self.region, self.pods, self.ready = cluster, region, pods, ready
        self.pools, self.claims = {}, {}  # followers, once their kinds are there
        self.lock = threading.Lock()
        self.claimed = {}  # Pod's uid -> NodeClaim
        self.bought = {}  # Pod's uid -> instance, so that a claim which failed midway buys no second one

    def provision(self, pod):
        if not self.pools or not self.ready("karpenter"):
            raise Later
        with self.lock:
            uid = pod["metadata"]["uid"]
            if uid in self.claimed:
                return
            pools = [p for p in self.pools.objects.values() if not p["metadata"].get("deletionTimestamp")]
            for pool in sorted(pools, key=lambda p: (-p["spec"].get("weight", 0), p["metadata"]["name"])):
                if any(not tolerates(t, pod["spec"].get("tolerations", [])) for t in pool["spec"]["template"]["spec"].get("taints", [])):
                    continue
                for asked in asked_of_labels(pod["spec"]):
                    labels = labels_for(pool, asked, self.region)
                    if labels is not None:
                        self.claimed[uid] = self.claim(pool, labels, pod)
                        return
        raise Later  # a pool that takes it may come

    def claim(self, pool, labels, pod):
        spec = pool["spec"]["template"]["spec"]
        devices = devices_of_node(labels, devices_of(pod), self.region)
        uid = pod["metadata"]["uid"]
        if uid not in self.bought:
            self.bought[uid] = boto3.client("ec2", region_name=self.region).run_instances(
                ImageId="ami-00000000000000000", InstanceType="m5.large", MinCount=1, MaxCount=1,
                TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "karpenter.sh/nodepool", "Value": pool["metadata"]["name"]}]}])["Instances"][0]["InstanceId"]
        instance = self.bought[uid]
        name = f"{pool['metadata']['name']}-{instance[-5:]}"
        owner = {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "name": pool["metadata"]["name"], "uid": pool["metadata"]["uid"], "blockOwnerDeletion": True}
        provider = f"aws:///{labels['topology.kubernetes.io/zone']}/{instance}"
        self.cluster.create(CLAIMS, {
            "apiVersion": "karpenter.sh/v1", "kind": "NodeClaim",
            "metadata": {"name": name, "labels": labels, "annotations": {FOR_POD: uid}, "ownerReferences": [owner], "finalizers": [TERMINATION]},
            "spec": {"nodeClassRef": spec["nodeClassRef"], "requirements": [{"key": k, "operator": "In", "values": [v]} for k, v in sorted(labels.items())
                                                                            if not k.startswith("kubernetes.io/hostname")]}})
        self.cluster.merge(f"{CLAIMS}/{name}/status", {"status": {"providerID": provider, "nodeName": name}})
        join(self.cluster, node(name, labels, spec.get("taints", []), SIZE, devices, provider))
        return name

    def handle_claim(self, claim):
        """Karpenter's own end of a NodeClaim that is deleted."""
        if not claim["metadata"].get("deletionTimestamp") or TERMINATION not in claim["metadata"].get("finalizers", []):
            return
        if not self.ready("karpenter"):
            raise Later
        name = claim["metadata"]["name"]
        leave(self.cluster, claim.get("status", {}).get("nodeName") or name, self.pods)
        if provider := claim.get("status", {}).get("providerID"):
            boto3.client("ec2", region_name=self.region).terminate_instances(InstanceIds=[provider.rsplit("/", 1)[1]])
        self.cluster.merge(f"{CLAIMS}/{name}", {"metadata": {"finalizers": [f for f in claim["metadata"]["finalizers"] if f != TERMINATION] or None}})

    def holds(self, kind, name):
        """Whether a NodeClaim still needs this class."""
        return bool(self.claims) and any(c["spec"]["nodeClassRef"]["name"] == name for c in self.claims.objects.values())
