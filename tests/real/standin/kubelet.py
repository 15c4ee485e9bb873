"""Stands in for the kubelet: what is bound to a Node runs and is ready at once; Jobs' Pods end as their programs do; what is deleted is gone at once."""
import hashlib, json

from clock import now
from cluster import Later

# Pods of these offer what their Node has (annotation testbed/devices), as device plugins do.
DEVICE_PLUGINS = {"nvidia-device-plugin": "nvidia.com/", "aws-efa-k8s-device-plugin": "vpc.amazonaws.com/"}
DEVICES = "testbed/devices"


def path_of(pod, sub=""):
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}{sub}"


def address_of(pod):
    number = int(hashlib.sha256(pod["metadata"]["uid"].encode()).hexdigest(), 16)
    return f"10.{200 + number % 50}.{number // 64 % 256}.{1 + number // 16384 % 254}"


class Kubelet:
    def __init__(self, cluster, provision, programs):
        self.cluster, self.provision, self.programs = cluster, provision, programs

    def handle(self, pod):
        status = pod.get("status", {})
        if pod["metadata"].get("deletionTimestamp"):
            if status.get("phase") == "Running":  # its claims are protected as long as its containers run, and may be what it goes after
                self.set_status(pod, "Failed", 143)
            self.cluster.delete(path_of(pod))
        elif not pod["spec"].get("nodeName"):
            owners = {o["kind"] for o in pod["metadata"].get("ownerReferences", [])}
            if "DaemonSet" not in owners and any(c["type"] == "PodScheduled" and c.get("reason") == "Unschedulable" for c in status.get("conditions", [])):
                self.provision(pod)
        elif status.get("phase") == "Pending":
            self.offer_devices(pod)  # first: a Pod that runs is not handed out again, should this fail
            self.set_status(pod, "Running")
        elif status.get("phase") == "Running" and any(o["kind"] == "Job" for o in pod["metadata"].get("ownerReferences", [])):
            status = self.programs.status_of(pod)
            if status is None:
                raise Later
            self.set_status(pod, "Failed" if status else "Succeeded", status)

    def set_status(self, pod, phase, exit_code=0):
        spec, time, ip = pod["spec"], now(), address_of(pod)
        runs = phase == "Running"

        def ended(code):
            return {"terminated": {"exitCode": code, "reason": "Error" if code else "Completed", "startedAt": time, "finishedAt": time}}

        def container(c, state, ready):
            return {"name": c["name"], "image": c["image"], "imageID": c["image"], "containerID": "testbed://" + pod["metadata"]["uid"], "ready": ready, "started": ready,
                    "restartCount": 0, "state": state}

        def initial(c):
            sidecar = c.get("restartPolicy") == "Always" and runs
            return container(c, {"running": {"startedAt": time}} if sidecar else ended(0), True)
        types = ["Initialized", "PodReadyToStartContainers", "ContainersReady", "Ready", *(g["conditionType"] for g in spec.get("readinessGates", []))]
        conditions = [c for c in pod["status"].get("conditions", []) if c["type"] not in types]
        conditions += [{"type": t, "status": "True" if runs or t == "Initialized" else "False", "lastTransitionTime": time, **({} if runs else {"reason": "PodFailed" if exit_code else "PodCompleted"})} for t in types]
        self.cluster.merge(path_of(pod, "/status"), {"status": {
            "phase": phase, "podIP": ip, "podIPs": [{"ip": ip}], "startTime": pod["status"].get("startTime", time), "conditions": conditions,
            "containerStatuses": [container(c, {"running": {"startedAt": time}} if runs else ended(exit_code), runs) for c in spec["containers"]],
            "initContainerStatuses": [initial(c) for c in spec.get("initContainers", [])]}})

    def offer_devices(self, pod):
        prefix = DEVICE_PLUGINS.get(pod["metadata"].get("labels", {}).get("app.kubernetes.io/name"))
        if not prefix:
            return
        node = self.cluster.get(f"/api/v1/nodes/{pod['spec']['nodeName']}")
        devices = json.loads(node["metadata"].get("annotations", {}).get(DEVICES, "{}"))
        offered = {name: count for name, count in devices.items() if name.startswith(prefix)}
        if offered:
            self.cluster.merge(f"/api/v1/nodes/{pod['spec']['nodeName']}/status", {"status": {"capacity": offered, "allocatable": offered}})
