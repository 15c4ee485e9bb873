"""Add-ons of EKS and Pod Identity associations."""
import uuid

import yaml

from eks_common import check_role, child, children, cluster_of, eks, invalid, update, VERSIONS
from emulator import error, new_id, now

ADDONS = {  # name -> versions, newest first
    "vpc-cni": ["v1.20.4-eksbuild.2", "v1.20.3-eksbuild.1"], "kube-proxy": ["v1.34.0-eksbuild.4"], "coredns": ["v1.12.4-eksbuild.1"],
    "eks-pod-identity-agent": ["v1.3.9-eksbuild.3"], "aws-ebs-csi-driver": ["v1.51.0-eksbuild.1"], "aws-efs-csi-driver": ["v2.1.13-eksbuild.1"],
    "aws-fsx-csi-driver": ["v1.7.0-eksbuild.1"], "aws-mountpoint-s3-csi-driver": ["v2.1.0-eksbuild.1"], "snapshot-controller": ["v8.3.0-eksbuild.1"],
    "metrics-server": ["v0.8.0-eksbuild.2"], "amazon-cloudwatch-observability": ["v4.5.0-eksbuild.1"], "eks-node-monitoring-agent": ["v1.4.0-eksbuild.2"],
    "adot": ["v0.131.0-eksbuild.1"], "cert-manager": ["v1.18.2-eksbuild.2"], "external-dns": ["v0.19.0-eksbuild.2"], "kube-state-metrics": ["v2.17.0-eksbuild.1"],
    "prometheus-node-exporter": ["v1.9.1-eksbuild.4"], "aws-guardduty-agent": ["v1.11.0-eksbuild.4"], "amazon-sagemaker-hyperpod-taskgovernance": ["v1.2.2-eksbuild.1"],
}
# Where an add-on's ServiceAccounts are, but for those in kube-system.
NAMESPACES = {"amazon-cloudwatch-observability": "amazon-cloudwatch"}


@eks("DescribeAddonVersions")
def describe_addon_versions(call):
    names = [call["addonName"]] if call.get("addonName") else list(ADDONS)
    versions = [call["kubernetesVersion"]] if call.get("kubernetesVersion") else VERSIONS
    return {"addons": [{"addonName": n, "type": "networking", "owner": "aws", "publisher": "eks", "addonVersions": [
        {"addonVersion": v, "architecture": ["amd64", "arm64"], "computeTypes": ["ec2"], "requiresIamPermissions": False,
         "compatibilities": [{"clusterVersion": k, "platformVersions": ["*"], "defaultVersion": i == 0} for k in versions]}
        for i, v in enumerate(ADDONS[n])]} for n in names if n in ADDONS]}


@eks("CreateAddon")
def create_addon(call):
    cluster_of(call)
    addons, name = children(call, "add-on"), call["addonName"]
    if name in addons:
        raise error("ResourceInUseException", "Addon already exists.")
    if name not in ADDONS:
        raise invalid(f"Addon {name} specified is not supported")
    version = call.get("addonVersion", ADDONS[name][0])
    check_addon(name, version, call.get("configurationValues"))
    addon = {"addonName": name, "clusterName": call["name"], "status": "ACTIVE", "addonVersion": version, "health": {"issues": []},
             "addonArn": call.arn(f"addon/{call['name']}/{name}/{uuid.uuid4()}"), "createdAt": now(), "modifiedAt": now(), "tags": call.get("tags", {}), "owner": "aws", "publisher": "eks"}
    for key in ("serviceAccountRoleArn", "configurationValues"):
        if call.get(key):
            addon[key] = call[key]
    addons[name] = addon
    set_addon_identities(call, addon, call.get("podIdentityAssociations"))
    return {"addon": addon}


def check_addon(name, version, values):
    if version not in ADDONS[name]:
        raise invalid(f"Addon version specified is not supported: {name} {version}")
    if values:
        try:  # EKS takes JSON or YAML; JSON is YAML
            parsed = yaml.safe_load(values)
        except Exception as e:
            raise invalid(f"ConfigurationValue provided in request is not valid: {e}") from None
        if not isinstance(parsed, dict):
            raise invalid("ConfigurationValue provided in request is not an object")


def set_addon_identities(call, addon, wanted):
    if wanted is None:
        return
    table = children(call, "pod identity association")
    for id in [i for i, a in table.items() if a.get("ownerArn") == addon["addonArn"]]:
        del table[id]
    addon["podIdentityAssociations"] = [
        add_identity(call, NAMESPACES.get(addon["addonName"], "kube-system"), w["serviceAccount"], w["roleArn"], ownerArn=addon["addonArn"])["associationArn"] for w in wanted]


@eks("DescribeAddon")
def describe_addon(call):
    return {"addon": child(call, "add-on", call["addonName"])}


@eks("ListAddons")
def list_addons(call):
    cluster_of(call)
    return {"addons": sorted(children(call, "add-on"))}


@eks("UpdateAddon")
def update_addon(call):
    addon = child(call, "add-on", call["addonName"])
    check_addon(call["addonName"], call.get("addonVersion", addon["addonVersion"]), call.get("configurationValues"))
    for key in ("addonVersion", "serviceAccountRoleArn", "configurationValues"):
        if call.get(key) is not None:
            addon[key] = call[key]
    addon["modifiedAt"] = now()
    set_addon_identities(call, addon, call.get("podIdentityAssociations"))
    return update(call, "AddonUpdate", {"AddonVersion": addon["addonVersion"]})


@eks("DeleteAddon")
def delete_addon(call):
    addon = child(call, "add-on", call["addonName"])
    set_addon_identities(call, addon, [])
    del children(call, "add-on")[call["addonName"]]
    return {"addon": {**addon, "status": "DELETING"}}


def add_identity(call, namespace, account, role, **more):
    check_role(call, role)
    table = children(call, "pod identity association")
    if any((a["namespace"], a["serviceAccount"]) == (namespace, account) for a in table.values()):
        raise error("ResourceInUseException", f"Association already exists: {namespace}/{account}")
    id = new_id("a-")
    table[id] = {"associationId": id, "associationArn": call.arn(f"podidentityassociation/{call['name']}/{id}"), "clusterName": call["name"], "namespace": namespace,
                 "serviceAccount": account, "roleArn": role, "createdAt": now(), "modifiedAt": now(), "tags": call.get("tags", {}), "disableSessionTags": False, **more}
    return table[id]


@eks("CreatePodIdentityAssociation")
def create_pod_identity_association(call):
    cluster_of(call)
    more = {k: call[k] for k in ("disableSessionTags", "targetRoleArn") if call.get(k) is not None}
    return {"association": add_identity(call, call["namespace"], call["serviceAccount"], call["roleArn"], **more)}


@eks("DescribePodIdentityAssociation")
def describe_pod_identity_association(call):
    return {"association": child(call, "pod identity association", call["associationId"])}


@eks("ListPodIdentityAssociations")
def list_pod_identity_associations(call):
    cluster_of(call)
    listed = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")  # no role
    return {"associations": [{k: a[k] for k in listed if k in a} for a in children(call, "pod identity association").values()
                             if call.get("namespace", a["namespace"]) == a["namespace"] and call.get("serviceAccount", a["serviceAccount"]) == a["serviceAccount"]]}


@eks("UpdatePodIdentityAssociation")
def update_pod_identity_association(call):
    association = child(call, "pod identity association", call["associationId"])
    association.update({k: call[k] for k in ("roleArn", "disableSessionTags", "targetRoleArn") if call.get(k) is not None}, modifiedAt=now())
    return {"association": association}


@eks("DeletePodIdentityAssociation")
def delete_pod_identity_association(call):
    association = child(call, "pod identity association", call["associationId"])
    if "ownerArn" in association:
        raise invalid("The association is owned by an add-on")
    del children(call, "pod identity association")[call["associationId"]]
    return {"association": association}
