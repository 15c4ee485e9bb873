"""Stands in for EC2 Auto Scaling and EKS' add-on manager: Nodes for the emulated cluster's node groups, and what its add-ons bring."""
import functools, hashlib, json, os, subprocess, threading

import boto3
import requests
import yaml

from kubelet import DEVICES

EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}


@functools.lru_cache(maxsize=None)
def ec2(region):
    return boto3.client("ec2", region_name=region)


@functools.lru_cache(maxsize=None)
def type_of(name, region):
    """(allocatable without devices, devices) of an instance type, as AWS describes it."""
    info = ec2(region).describe_instance_types(InstanceTypes=[name])["InstanceTypes"][0]
    gpus = sum(g["Count"] for g in info.get("GpuInfo", {}).get("Gpus", []) if g.get("Manufacturer") == "NVIDIA")
    efa = info.get("NetworkInfo", {}).get("EfaInfo", {}).get("MaximumEfaInterfaces", 1 if info.get("NetworkInfo", {}).get("EfaSupported") else 0)
    devices = {k: str(v) for k, v in (("nvidia.com/gpu", gpus), ("vpc.amazonaws.com/efa", efa)) if v}
    return {"cpu": str(info["VCpuInfo"]["DefaultVCpus"]), "memory": f"{info['MemoryInfo']['SizeInMiB']}Mi", "pods": "110", "ephemeral-storage": "500Gi"}, devices


def node(name, labels, taints, capacity, devices, provider_id, built_in=False):
    """A Node that is ready; its devices are offered once their plugin runs there, or from the start when the image has it built in."""
    offered = {**capacity, **(devices if built_in else {})}
    return {"apiVersion": "v1", "kind": "Node",
            "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", **labels}, "annotations": {DEVICES: json.dumps(devices)}},
            "spec": {"providerID": provider_id, "taints": taints},
            "status": {"capacity": offered, "allocatable": offered, "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}, {"type": "Hostname", "address": name}],
                       "daemonEndpoints": {"kubeletEndpoint": {"Port": int(os.environ["STANDIN_PORT"])}},
                       "nodeInfo": {k: "testbed" for k in ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion")} |
                                   {"kubeletVersion": "v1.36.3", "kubeProxyVersion": "", "operatingSystem": "linux", "architecture": labels["kubernetes.io/arch"]},
                       "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}]}}


def join(cluster, body):
    """Makes the Node, without the taint that admission puts on each new one until its kubelet is ready."""
    if cluster.create("/api/v1/nodes", body):
        cluster.merge(f"/api/v1/nodes/{body['metadata']['name']}", {"spec": {"taints": body["spec"]["taints"] or None}})


def leave(cluster, name, pods):
    """Takes the Node away, and its Pods with it."""
    for pod in list(pods.objects.values()):
        if pod["spec"].get("nodeName") == name:
            cluster.delete(f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}")
    cluster.delete(f"/api/v1/nodes/{name}")


def nodes_of(group, region):
    """The Nodes that a node group ought to have: name → the arguments of node()."""
    image, types = group.get("amiType") or "", group.get("instanceTypes") or ["m5.large"]
    arm = "ARM" in image
    zones = [f"{region}{letter}" for letter in "abc"]
    wanted = {}
    for number in range(group["scalingConfig"]["desiredSize"]):
        capacity, devices = type_of(types[0], region)
        address = hashlib.sha256(f"{group['nodegroupArn']}/{number}".encode()).digest()
        name = f"ip-10-{address[0]}-{address[1]}-{address[2]}.{region}.compute.internal"
        labels = {**group.get("labels", {}), "eks.amazonaws.com/nodegroup": group["nodegroupName"], "eks.amazonaws.com/capacityType": group.get("capacityType", "ON_DEMAND"),
                  "node.kubernetes.io/instance-type": types[0], "topology.kubernetes.io/region": region, "topology.kubernetes.io/zone": zones[number % 3],
                  "kubernetes.io/arch": "arm64" if arm else "amd64"}
        taints = [{"key": t["key"], "value": t.get("value", ""), "effect": EFFECTS[t["effect"]]} for t in group.get("taints", [])]
        wanted[name] = {"name": name, "labels": labels, "taints": taints, "capacity": capacity, "devices": devices,
                        "provider_id": f"aws:///{zones[number % 3]}/testbed-{name}", "built_in": "BOTTLEROCKET" in image}
    return wanted


class ControlPlane:
    """Looks once a second at what the emulated EKS has."""

    def __init__(self, cluster, pods):
        self.cluster, self.pods = cluster, pods
        self.addons, self.made, self.eks = {}, set(), []  # name -> objects; Nodes; what was seen last

    def run(self):
        pause = threading.Event()
        while not pause.wait(1):
            try:
                self.eks = requests.get(os.environ["AWS_ENDPOINT_URL"] + "/testbed/eks", timeout=10).json()
                self.follow_groups(self.eks)
                self.follow_addons({name for one in self.eks for name in one["addons"]})
            except Exception as e:  # whatever it is, the next look may go better
                print(f"control plane: {type(e).__name__}: {e}", flush=True)

    def follow_groups(self, eks):
        wanted = {}
        for one in eks:
            for group in one["nodegroups"]:
                wanted |= nodes_of(group, one["region"])
        for name in wanted.keys() - self.made:
            join(self.cluster, node(**wanted[name]))
        for name in self.made - wanted.keys():
            leave(self.cluster, name, self.pods)
        self.made = set(wanted)

    def follow_addons(self, names):
        for name in sorted(names - self.addons.keys()):
            objects = brought_by(name)
            for body in objects:
                self.cluster.apply(path_of(body), body, "eks")
            self.addons[name] = objects
        for name in self.addons.keys() - names:
            for body in reversed(self.addons.pop(name)):
                self.cluster.delete(path_of(body))


def brought_by(addon):
    """The objects of the chart that stands in for an add-on (charts/charts.csv)."""
    folder = next((row["folder"] for row in json.load(open(os.environ["TESTBED_CHARTS"] + "/index.json")) if (row["repository"], row["chart"]) == ("eks-add-on", addon)), None)
    if not folder:
        print(f"no chart stands in for add-on {addon}", flush=True)
        return []
    namespace = NAMESPACES.get(addon, "kube-system")
    own = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}] if addon in NAMESPACES else []
    text = subprocess.run([os.environ["REAL_HELM"], "template", addon, folder, "--namespace", namespace, "--include-crds"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return own + [body for body in yaml.safe_load_all(text) if body]


NAMESPACES = {"amazon-cloudwatch-observability": "amazon-cloudwatch"}  # those of their own
PATHS = {"Namespace": "/api/v1/namespaces", "ServiceAccount": "/api/v1/namespaces/{ns}/serviceaccounts", "Service": "/api/v1/namespaces/{ns}/services", "Deployment": "/apis/apps/v1/namespaces/{ns}/deployments",
         "DaemonSet": "/apis/apps/v1/namespaces/{ns}/daemonsets", "APIService": "/apis/apiregistration.k8s.io/v1/apiservices",
         "CustomResourceDefinition": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"}


def path_of(body):
    return f"{PATHS[body['kind']].format(ns=body['metadata'].get('namespace'))}/{body['metadata']['name']}"
