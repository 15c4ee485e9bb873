"""Stands in for the Cluster Autoscaler: a Pod that fits nowhere gets one more node of the first node group that would take it and may
grow. It weighs nothing, fits no two Pods together, and never takes a node away."""
import functools, threading

import boto3

from cluster import Later
from karpenter import asked_of_labels, devices_of, tolerates
from nodes import nodes_of


@functools.lru_cache(maxsize=None)
def eks(region):
    return boto3.client("eks", region_name=region)


def holds(labels, asked):
    """Whether a Node with these labels is what one alternative of a Pod asks for."""
    tests = {"In": lambda key, values: labels.get(key) in values, "NotIn": lambda key, values: labels.get(key) not in values,
             "Exists": lambda key, _: key in labels, "DoesNotExist": lambda key, _: key not in labels}
    return all(tests.get(operator, lambda *_: False)(key, values) for key, operator, values in asked)


def takes(group, region, pod):
    node = next(iter(nodes_of({**group, "scalingConfig": {"desiredSize": 1}}, region).values()))
    offered = node["devices"]
    return (all(tolerates(t, pod["spec"].get("tolerations", [])) for t in node["taints"] if t["effect"] != "PreferNoSchedule")
            and any(holds(node["labels"], asked) for asked in asked_of_labels(pod["spec"]))
            and all(int(offered.get(name, 0)) >= number for name, number in devices_of(pod).items()))


class Autoscaler:
    def __init__(self, control_plane, ready):
        self.control_plane, self.ready, self.lock, self.grown_for = control_plane, ready, threading.Lock(), set()

    def provision(self, pod):
        if not self.ready("cluster-autoscaler-aws-cluster-autoscaler"):
            raise Later
        with self.lock:
            if pod["metadata"]["uid"] in self.grown_for:
                return
            for one in self.control_plane.eks:
                for group in sorted(one["nodegroups"], key=lambda g: g["nodegroupName"]):
                    size = group["scalingConfig"]
                    if size["desiredSize"] < size["maxSize"] and takes(group, one["region"], pod):
                        self.grown_for.add(pod["metadata"]["uid"])
                        size["desiredSize"] += 1
                        eks(one["region"]).update_nodegroup_config(clusterName=one["name"], nodegroupName=group["nodegroupName"], scalingConfig=size)
                        return
        raise Later
