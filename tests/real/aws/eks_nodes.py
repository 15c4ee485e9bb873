"""Managed node groups of EKS, each with its Auto Scaling group and launch template, and Fargate profiles."""
import uuid

from eks_common import check_role, check_subnets, child, children, cluster_of, eks, invalid, update
from eks_access import add_entry
from emulator import error, now


@eks("CreateNodegroup")
def create_nodegroup(call):
    cluster, groups, name = cluster_of(call), children(call, "nodegroup"), call["nodegroupName"]
    if name in groups:
        raise error("ResourceInUseException", f"NodeGroup already exists with name {name} and cluster name {call['name']}")
    check_role(call, call["nodeRole"])
    check_subnets(call, call["subnets"], 1)
    template, image = resolve_template(call)
    types = call.get("instanceTypes")
    if template and template.get("InstanceType"):
        if types:
            raise invalid("You cannot specify an instance type in both the launch template and the node group")
    elif not types:
        types = ["t3.medium"]
    if call.get("launchTemplate") and (call.get("diskSize") or call.get("remoteAccess")):
        raise invalid("Disk size and remote access must be specified within the launch template")
    if image and call.get("amiType", "CUSTOM") != "CUSTOM":
        raise invalid("You cannot specify an AMI type when a custom AMI is in the launch template")
    if call.get("capacityType") == "CAPACITY_BLOCK" and (template or {}).get("InstanceMarketOptions", {}).get("MarketType") != "capacity-block":
        raise invalid("Capacity Block node groups need a launch template with the market type capacity-block")
    taints = call.get("taints", [])
    if len(taints) > 50 or len({(t.get("key"), t.get("effect")) for t in taints}) != len(taints):
        raise invalid("taints must be unique by key and effect, and at most 50")
    scaling = {"minSize": 1, "maxSize": 2, "desiredSize": 2, **call.get("scalingConfig", {})}
    if not scaling["minSize"] <= scaling["desiredSize"] <= scaling["maxSize"]:
        raise invalid(f"desired capacity {scaling['desiredSize']} must be between min size {scaling['minSize']} and max size {scaling['maxSize']}")
    asg = f"eks-{name}-{uuid.uuid4()}"
    group = {
        "nodegroupName": name, "nodegroupArn": call.arn(f"nodegroup/{call['name']}/{name}/{uuid.uuid4()}"), "clusterName": call["name"],
        "version": call.get("version", cluster["version"]), "releaseVersion": call.get("releaseVersion", f"{cluster['version']}.0-20250920"),
        "createdAt": now(), "modifiedAt": now(), "status": "ACTIVE", "capacityType": call.get("capacityType", "ON_DEMAND"), "scalingConfig": scaling,
        "instanceTypes": types, "subnets": call["subnets"], "amiType": "CUSTOM" if image else call.get("amiType", "AL2023_x86_64_STANDARD"),
        "nodeRole": call["nodeRole"], "labels": call.get("labels", {}), "taints": taints, "health": {"issues": []},
        "resources": {"autoScalingGroups": [{"name": asg}]}, "updateConfig": call.get("updateConfig", {"maxUnavailable": 1}),
        "nodeRepairConfig": call.get("nodeRepairConfig"), "launchTemplate": call.get("launchTemplate"), "remoteAccess": call.get("remoteAccess"), "tags": call.get("tags", {}),
    }
    if not call.get("launchTemplate"):
        group["diskSize"] = call.get("diskSize", 20)
    if image:
        group.pop("version"), group.update(releaseVersion=image)
    # The real group of instances exists too, without instances, so that its tags can be managed (Cluster Autoscaler's scale from zero).
    ec2 = call.client("ec2")
    own = ec2.create_launch_template(LaunchTemplateName=asg, LaunchTemplateData={"InstanceType": (types or ["t3.medium"])[0], "ImageId": "ami-12c6146b"})["LaunchTemplate"]
    call.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=asg, MinSize=0, MaxSize=scaling["maxSize"], DesiredCapacity=0, VPCZoneIdentifier=",".join(call["subnets"]),
        LaunchTemplate={"LaunchTemplateId": own["LaunchTemplateId"], "Version": "$Default"},
        Tags=[{"Key": k, "Value": v, "PropagateAtLaunch": True} for k, v in
              {"eks:cluster-name": call["name"], "eks:nodegroup-name": name, f"kubernetes.io/cluster/{call['name']}": "owned",
               "k8s.io/cluster-autoscaler/enabled": "true", f"k8s.io/cluster-autoscaler/{call['name']}": "owned"}.items()])
    groups[name] = {k: v for k, v in group.items() if v is not None}
    if cluster["accessConfig"]["authenticationMode"] != "CONFIG_MAP":
        add_entry(call, call["nodeRole"], "EC2_WINDOWS" if "WINDOWS" in group["amiType"] else "EC2_LINUX")
    return {"nodegroup": groups[name]}


def resolve_template(call):
    """The launch template's data, and its image; fills in its missing name or id, as EKS does."""
    given = call.get("launchTemplate")
    if not given:
        return None, None
    which = {"LaunchTemplateId": given["id"]} if given.get("id") else {"LaunchTemplateName": given.get("name", "")}
    try:
        found = call.client("ec2").describe_launch_template_versions(Versions=[given.get("version", "$Default")], **which)["LaunchTemplateVersions"][0]
    except Exception:
        raise invalid(f"Launch template {given} does not exist") from None
    given.update(id=found["LaunchTemplateId"], name=found["LaunchTemplateName"], version=given.get("version", str(found["VersionNumber"])))
    data = found["LaunchTemplateData"]
    for field in ("IamInstanceProfile", "HibernationOptions"):
        if data.get(field):
            raise invalid(f"Launch template of a managed node group must not have {field}")
    if any(i.get("SubnetId") for i in data.get("NetworkInterfaces", [])):
        raise invalid("Launch template of a managed node group must not name subnets")
    return data, data.get("ImageId")


@eks("DescribeNodegroup")
def describe_nodegroup(call):
    return {"nodegroup": child(call, "nodegroup", call["nodegroupName"])}


@eks("ListNodegroups")
def list_nodegroups(call):
    cluster_of(call)
    return {"nodegroups": sorted(children(call, "nodegroup"))}


@eks("UpdateNodegroupConfig")
def update_nodegroup_config(call):
    group = child(call, "nodegroup", call["nodegroupName"])
    labels = call.get("labels", {})
    group["labels"] = {k: v for k, v in {**group["labels"], **labels.get("addOrUpdateLabels", {})}.items() if k not in labels.get("removeLabels", [])}
    taints = call.get("taints", {})
    gone = [(t.get("key"), t.get("effect")) for t in taints.get("removeTaints", []) + taints.get("addOrUpdateTaints", [])]
    group["taints"] = [t for t in group["taints"] if (t.get("key"), t.get("effect")) not in gone] + taints.get("addOrUpdateTaints", [])
    group["scalingConfig"].update(call.get("scalingConfig", {}))
    for key in ("updateConfig", "nodeRepairConfig"):
        if call.get(key) is not None:
            group[key] = call[key]
    group["modifiedAt"] = now()
    return update(call, "ConfigUpdate", {"MinSize": group["scalingConfig"]["minSize"]})


@eks("UpdateNodegroupVersion")
def update_nodegroup_version(call):
    cluster, group = cluster_of(call), child(call, "nodegroup", call["nodegroupName"])
    if call.get("launchTemplate"):
        resolve_template(call)
        group["launchTemplate"] = call["launchTemplate"]
    if "version" in group:
        group["version"] = call.get("version", cluster["version"])
        group["releaseVersion"] = call.get("releaseVersion", f"{group['version']}.0-20250920")
    return update(call, "VersionUpdate", {"Version": group.get("version")})


@eks("DeleteNodegroup")
def delete_nodegroup(call):
    group = child(call, "nodegroup", call["nodegroupName"])
    asg = group["resources"]["autoScalingGroups"][0]["name"]
    call.client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName=asg, ForceDelete=True)
    call.client("ec2").delete_launch_template(LaunchTemplateName=asg)
    del children(call, "nodegroup")[call["nodegroupName"]]
    return {"nodegroup": {**group, "status": "DELETING"}}


@eks("CreateFargateProfile")
def create_fargate_profile(call):
    cluster_of(call)
    profiles, name = children(call, "fargate profile"), call["fargateProfileName"]
    if name in profiles:
        raise error("ResourceInUseException", f"Fargate profile already exists with name {name}")
    check_role(call, call["podExecutionRoleArn"])
    profiles[name] = {"fargateProfileName": name, "fargateProfileArn": call.arn(f"fargateprofile/{call['name']}/{name}/{uuid.uuid4()}"), "clusterName": call["name"],
                      "createdAt": now(), "podExecutionRoleArn": call["podExecutionRoleArn"], "subnets": call.get("subnets", []), "selectors": call.get("selectors", []),
                      "status": "ACTIVE", "tags": call.get("tags", {}), "health": {"issues": []}}
    return {"fargateProfile": profiles[name]}


@eks("DescribeFargateProfile")
def describe_fargate_profile(call):
    return {"fargateProfile": child(call, "fargate profile", call["fargateProfileName"])}


@eks("ListFargateProfiles")
def list_fargate_profiles(call):
    cluster_of(call)
    return {"fargateProfileNames": sorted(children(call, "fargate profile"))}


@eks("DeleteFargateProfile")
def delete_fargate_profile(call):
    profile = child(call, "fargate profile", call["fargateProfileName"])
    del children(call, "fargate profile")[call["fargateProfileName"]]
    return {"fargateProfile": {**profile, "status": "DELETING"}}
