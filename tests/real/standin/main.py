#!/usr/bin/env python3
"""All that stands in for what cannot run on loopback beside a real API server, controller manager and scheduler. README.md of tests/real
lists it, out of stand_ins.csv.

usage: main.py KUBECONFIG DIR      (DIR has cert.pem and key.pem; told/NAME there says what goes wrong with a program: programs.py;
SIGUSR1 writes what each thread is at to DIR/threads)

Environment: AWS_ENDPOINT_URL and AWS_REGION of the emulated AWS, TESTBED_CHARTS, REAL_HELM, STANDIN_PORT.
"""
import faulthandler, os, pathlib, signal, sys, threading

import custom, extension
from autoscaler import Autoscaler
from cluster import Cluster, Follower
from karpenter import Karpenter
from kubelet import Kubelet
from nodes import ControlPlane
from programs import Programs
from storage import Storage


def main():
    folder = pathlib.Path(sys.argv[2])
    faulthandler.register(signal.SIGUSR1, open(folder / "threads", "w"))  # who asks gets to know what each thread is at
    cluster = Cluster(sys.argv[1])
    programs = Programs(cluster, folder / "told")
    extension.serve(int(os.environ["STANDIN_PORT"]), folder / "cert.pem", folder / "key.pem", programs, cluster)
    deployments = Follower(cluster, "/apis/apps/v1/deployments")

    def ready(name):
        return any(d["metadata"]["name"] == name and d.get("status", {}).get("readyReplicas") for d in list(deployments.objects.values()))

    classes = Follower(cluster, "/apis/networking.k8s.io/v1/ingressclasses")

    def balances(name):
        """Auto Mode's controller of load balancers is no Deployment."""
        return ready(name) or any(c["spec"].get("controller") == "eks.amazonaws.com/alb" for c in list(classes.objects.values()))

    pods = Follower(cluster, "/api/v1/pods")
    karpenter = Karpenter(cluster, os.environ["AWS_REGION"], pods, ready)
    control_plane = ControlPlane(cluster, pods)
    autoscaler = Autoscaler(control_plane, ready)
    pods.handle = Kubelet(cluster, lambda pod: (karpenter if karpenter.pools else autoscaler).provision(pod), programs).handle
    for key in list(pods.objects):
        pods.queue.put(key)
    storage = Storage(cluster)
    Follower(cluster, "/api/v1/persistentvolumeclaims", storage.handle_claim)
    Follower(cluster, "/api/v1/persistentvolumes", storage.handle_volume)

    rows = {row["resource"]: row for row in custom.rows() if row["resource"]}
    followed = {}
    special = {"resourcegraphdefinitions.kro.run": custom.define_instances(cluster), "scaledobjects.keda.sh": custom.scale_to_least(cluster)}

    def follow(resource, path, has_status):
        row = rows[resource]
        made = special.get(resource)
        stand_in = custom.Custom(cluster, row, path, has_status, balances if resource.startswith("ingresses.") else ready, karpenter.holds, made)
        handle = stand_in.handle
        if resource.startswith("nodeclaims."):
            def handle(claim):
                karpenter.handle_claim(claim)
                if not claim["metadata"].get("deletionTimestamp"):
                    stand_in.handle(claim)
        followed[resource] = Follower(cluster, path, handle)
        if resource.startswith("nodepools."):
            karpenter.pools = followed[resource]
        elif resource.startswith("nodeclaims."):
            karpenter.claims = followed[resource]

    def on_definition(crd):
        spec = crd["spec"]
        if not any(c["type"] == "Established" and c["status"] == "True" for c in crd.get("status", {}).get("conditions") or []):
            return
        version = next(v for v in spec["versions"] if v["storage"])
        resource = crd["metadata"]["name"] if crd["metadata"]["name"] in rows else f"*.{spec['group']}"
        if resource in rows and crd["metadata"]["name"] not in followed:
            rows.setdefault(crd["metadata"]["name"], rows[resource])
            follow(crd["metadata"]["name"], f"/apis/{spec['group']}/{version['name']}/{spec['names']['plural']}", "status" in version.get("subresources", {}))

    def on_definition_gone(crd):
        if follower := followed.pop(crd["metadata"]["name"], None):
            follower.stopped = True

    Follower(cluster, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", on_definition, on_definition_gone)
    follow("ingresses.networking.k8s.io", "/apis/networking.k8s.io/v1/ingresses", True)
    (folder / "up").touch()
    control_plane.run()


main()
