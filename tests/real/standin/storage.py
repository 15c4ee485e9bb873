"""Stands in for the CSI drivers' provisioners: a claim that waits for one gets a volume; a released volume of policy Delete goes."""
VOLUMES = "/api/v1/persistentvolumes"
PROVISIONER, NODE = "volume.kubernetes.io/storage-provisioner", "volume.kubernetes.io/selected-node"


class Storage:
    def __init__(self, cluster):
        self.cluster = cluster

    def handle_claim(self, claim):
        meta, spec = claim["metadata"], claim["spec"]
        driver = meta.get("annotations", {}).get(PROVISIONER, "")
        if not driver.endswith(".csi.aws.com") or spec.get("volumeName") or meta.get("deletionTimestamp"):
            return
        kind = self.cluster.get(f"/apis/storage.k8s.io/v1/storageclasses/{spec['storageClassName']}")
        if kind.get("volumeBindingMode") == "WaitForFirstConsumer" and NODE not in meta["annotations"]:
            return
        self.cluster.create(VOLUMES, {
            "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": f"pvc-{meta['uid']}", "annotations": {"pv.kubernetes.io/provisioned-by": driver}},
            "spec": {"capacity": spec["resources"]["requests"], "accessModes": spec["accessModes"], "storageClassName": spec["storageClassName"],
                     "persistentVolumeReclaimPolicy": kind.get("reclaimPolicy", "Delete"), "csi": {"driver": driver, "volumeHandle": f"vol-{meta['uid']}"},
                     "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]}}})

    def handle_volume(self, volume):
        if volume.get("status", {}).get("phase") == "Released" and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
            self.cluster.delete(f"{VOLUMES}/{volume['metadata']['name']}")
