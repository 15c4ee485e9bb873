"""Clusters of EKS: their settings, Auto Mode, versions, updates."""
import base64, hashlib, os, uuid

import yaml

from eks_common import check_role, check_subnets, child, children, cluster_of, eks, invalid, principal_of, update, VERSIONS
from eks_access import add_entry
from emulator import Call, error, now


def log_setup(request):
    every = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    enabled = [t for s in (request or {}).get("clusterLogging", []) if s.get("enabled") for t in s.get("types", [])]
    groups = [(sorted(enabled), True), (sorted(set(every) - set(enabled)), False)]
    return {"clusterLogging": [{"types": t, "enabled": e} for t, e in groups if t]}


def check_auto_mode(cluster):
    switches = [(cluster.get("computeConfig") or {}).get("enabled", False), (cluster.get("storageConfig") or {}).get("blockStorage", {}).get("enabled", False),
                (cluster["kubernetesNetworkConfig"].get("elasticLoadBalancing") or {}).get("enabled", False)]
    if any(switches) and not all(switches):
        raise invalid("For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.")
    return all(switches)


@eks("CreateCluster")
def create_cluster(call):
    clusters = call.table("cluster")
    if call["name"] in clusters:
        raise error("ResourceInUseException", f"Cluster already exists with name: {call['name']}")
    version = call.get("version", VERSIONS[-2])
    if version not in VERSIONS:
        raise invalid(f"unsupported Kubernetes version {version}")
    check_role(call, call["roleArn"])
    vpc = dict(call["resourcesVpcConfig"])
    vpc["vpcId"] = check_subnets(call, vpc.get("subnetIds", []), 2)
    vpc.setdefault("securityGroupIds", [])
    vpc.setdefault("endpointPublicAccess", True)
    vpc.setdefault("endpointPrivateAccess", False)
    if not vpc["endpointPublicAccess"] and not vpc["endpointPrivateAccess"]:
        raise invalid("Private and public endpoint access cannot be false")
    vpc.setdefault("publicAccessCidrs", ["0.0.0.0/0"] if vpc["endpointPublicAccess"] else [])
    network = {"ipFamily": "ipv4", "serviceIpv4Cidr": "10.100.0.0/16", **call.get("kubernetesNetworkConfig", {})}
    if network["ipFamily"] == "ipv6":
        network.pop("serviceIpv4Cidr"), network.update(serviceIpv6Cidr="fd00:10:100::/108")
    access = {"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True, **call.get("accessConfig", {})}
    cluster = {
        "name": call["name"], "arn": call.arn(f"cluster/{call['name']}"), "createdAt": now(), "version": version, "roleArn": call["roleArn"],
        "resourcesVpcConfig": vpc, "kubernetesNetworkConfig": network, "logging": log_setup(call.get("logging")), "accessConfig": access,
        "status": "ACTIVE", "platformVersion": "eks.1", "health": {"issues": []}, "tags": call.get("tags", {}),
        "encryptionConfig": call.get("encryptionConfig", []), "upgradePolicy": call.get("upgradePolicy", {"supportType": "EXTENDED"}),
        "deletionProtection": call.get("deletionProtection", False),
        **endpoint(call),
    }
    cluster.update({k: call[k] for k in ("remoteNetworkConfig", "zonalShiftConfig", "computeConfig", "storageConfig") if call.get(k)})
    auto = check_auto_mode(cluster)
    if auto and call.get("bootstrapSelfManagedAddons", True):
        raise invalid("bootstrapSelfManagedAddons must be false for EKS Auto Mode")
    if auto and access["authenticationMode"] == "CONFIG_MAP":
        raise invalid("EKS Auto Mode needs the authentication mode API or API_AND_CONFIG_MAP")
    vpc["clusterSecurityGroupId"] = call.client("ec2").create_security_group(
        GroupName=f"eks-cluster-sg-{call['name']}-{uuid.uuid4().int % 10**10}", Description="EKS created security group", VpcId=vpc["vpcId"],
        TagSpecifications=[{"ResourceType": "security-group", "Tags": [{"Key": f"kubernetes.io/cluster/{call['name']}", "Value": "owned"}]}])["GroupId"]
    clusters[call["name"]] = cluster
    if access["bootstrapClusterCreatorAdminPermissions"] and access["authenticationMode"] != "CONFIG_MAP":
        entry = add_entry(call, principal_of(call.access_key, call.region), "STANDARD")
        entry["policies"]["admin"] = {"policyArn": f"arn:{call.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                                      "accessScope": {"type": "cluster", "namespaces": []}, "associatedAt": now(), "modifiedAt": now()}
    if auto and cluster["computeConfig"].get("nodeRoleArn"):
        add_entry(call, cluster["computeConfig"]["nodeRoleArn"], "EC2")
    return {"cluster": cluster}


def endpoint(call):
    """A made-up address, unless TESTBED_KUBECONFIG names a real API server by now: then every cluster is that one."""
    id = hashlib.sha256(f"{call.region}/{call['name']}".encode()).hexdigest()[:32].upper()
    host, ca = f"https://{id}.gr7.{call.region}.eks.amazonaws.com", b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"
    kubeconfig = os.environ.get("TESTBED_KUBECONFIG", "")
    if os.path.exists(kubeconfig):
        real = yaml.safe_load(open(kubeconfig))["clusters"][0]["cluster"]
        host, ca = real["server"], open(real["certificate-authority"], "rb").read()
    return {"endpoint": host, "certificateAuthority": {"data": base64.b64encode(ca).decode()},
            "identity": {"oidc": {"issuer": f"https://oidc.eks.{call.region}.amazonaws.com/id/{id}"}}}


@eks("DescribeCluster")
def describe_cluster(call):
    cluster = cluster_of(call)
    cluster.update(endpoint(call))
    return {"cluster": cluster}


def everything():
    """Each cluster with its node groups and the names of its add-ons, for what stands in for its nodes (../standin/nodes.py)."""
    return [{"name": name, "region": region, "nodegroups": list(Call.stores.get(("eks", region, f"nodegroup/{name}"), {}).values()),
             "addons": sorted(Call.stores.get(("eks", region, f"add-on/{name}"), {}))}
            for (service, region, kind), clusters in list(Call.stores.items()) if (service, kind) == ("eks", "cluster") for name in clusters]


@eks("ListClusters")
def list_clusters(call):
    return {"clusters": sorted(call.table("cluster"))}


@eks("DeleteCluster")
def delete_cluster(call):
    cluster = cluster_of(call)
    for kind, what in (("nodegroup", "nodegroups"), ("fargate profile", "fargate profiles")):
        if children(call, kind):
            raise error("ResourceInUseException", f"Cluster has {what} attached")
    if cluster["deletionProtection"]:
        raise error("InvalidRequestException", "Cluster has deletion protection enabled")
    try:
        call.client("ec2").delete_security_group(GroupId=cluster["resourcesVpcConfig"]["clusterSecurityGroupId"])
    except Exception:
        pass
    for kind in ("access entry", "add-on", "pod identity association", "identity provider config", "update"):
        children(call, kind).clear()
    del call.table("cluster")[call["name"]]
    return {"cluster": {**cluster, "status": "DELETING"}}


@eks("UpdateClusterConfig")
def update_cluster_config(call):
    cluster = cluster_of(call)
    given = {k: v for k, v in call.params.items() if k not in ("name", "clientRequestToken")}
    kinds = {"resourcesVpcConfig": "VpcConfigUpdate" if "subnetIds" in given.get("resourcesVpcConfig", {}) else "EndpointAccessUpdate", "logging": "LoggingUpdate",
             "accessConfig": "AccessConfigUpdate", "upgradePolicy": "UpgradePolicyUpdate", "zonalShiftConfig": "ZonalShiftConfigUpdate",
             "computeConfig": "AutoModeUpdate", "deletionProtection": "DeletionProtectionUpdate"}
    kind = next((kinds[k] for k in kinds if k in given), "AutoModeUpdate")
    changed = {**cluster}
    for key, value in given.items():
        changed[key] = log_setup(value) if key == "logging" else {**cluster[key], **value} if isinstance(value, dict) and isinstance(cluster.get(key), dict) else value
    order = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]
    if order.index(changed["accessConfig"]["authenticationMode"]) < order.index(cluster["accessConfig"]["authenticationMode"]):
        raise invalid("Unsupported authentication mode update")
    check_auto_mode(changed)
    cluster.update(changed)
    return update(call, kind, given)


@eks("UpdateClusterVersion")
def update_cluster_version(call):
    cluster = cluster_of(call)
    if call["version"] not in VERSIONS or VERSIONS.index(call["version"]) - VERSIONS.index(cluster["version"]) != 1:
        raise invalid(f"Unsupported Kubernetes minor version update from {cluster['version']} to {call['version']}")
    cluster["version"] = call["version"]
    return update(call, "VersionUpdate", {"Version": call["version"]})


@eks("AssociateEncryptionConfig")
def associate_encryption_config(call):
    cluster = cluster_of(call)
    if cluster["encryptionConfig"]:
        raise error("ResourceInUseException", "Cluster already has encryption enabled")
    cluster["encryptionConfig"] = call["encryptionConfig"]
    return update(call, "AssociateEncryptionConfig", {"EncryptionConfig": call["encryptionConfig"]})


@eks("DescribeUpdate")
def describe_update(call):
    return {"update": child(call, "update", call["updateId"])}


@eks("ListUpdates")
def list_updates(call):
    return {"updateIds": list(children(call, "update"))}


@eks("DescribeClusterVersions")
def describe_cluster_versions(call):
    return {"clusterVersions": [{"clusterVersion": v, "clusterType": "eks", "defaultVersion": v == VERSIONS[-2], "status": "STANDARD_SUPPORT",
                                 "versionStatus": "STANDARD_SUPPORT", "defaultPlatformVersion": "eks.1"} for v in reversed(VERSIONS)]}
