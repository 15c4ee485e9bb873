"""What all handlers of EKS share: the store of a cluster and its children, updates, and the checks of roles and subnets."""
import json, os, re, uuid

import boto3

from emulator import error, find, now, on

VERSIONS = ["1.31", "1.32", "1.33", "1.34", "1.35"]


def eks(*operations):
    """Registers a handler. Requests call their cluster `name` or `clusterName`; handlers find it as `name` always."""
    def register(function):
        @on("eks", *operations)
        def handler(call):
            call.params.setdefault("name", call.get("clusterName"))
            return function(call)
        return function
    return register


def cluster_of(call):
    return find(call.table("cluster"), call["name"], "ResourceNotFoundException", "No cluster found for name:")


def children(call, kind, cluster=None):
    """The cluster's node groups, add-ons, …: one table for each kind and cluster."""
    return call.table(f"{kind}/{cluster or call['name']}")


def child(call, kind, key):
    cluster_of(call)
    return find(children(call, kind), key, "ResourceNotFoundException", f"No {kind} found:")


def invalid(message):
    return error("InvalidParameterException", message)


def principal_of(access_key, region):
    """The IAM principal behind an access key: users as they are, assumed roles as the role."""
    sts = boto3.client("sts", region_name=region, endpoint_url=os.environ["TESTBED_SELF"], aws_access_key_id=access_key, aws_secret_access_key="none")
    arn = sts.get_caller_identity()["Arn"]
    match = re.match(r"arn:([^:]+):sts::(\d+):assumed-role/([^/]+)/", arn)
    return f"arn:{match[1]}:iam::{match[2]}:role/{match[3]}" if match else arn


def update(call, kind, params, **target):
    u = {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "createdAt": now(), "errors": [],
         "params": [{"type": k, "value": json.dumps(v)} for k, v in params.items() if v is not None]}
    children(call, "update")[u["id"]] = u
    return {"update": u, **target}


def check_role(call, arn):
    try:
        return call.client("iam").get_role(RoleName=arn.rsplit("/", 1)[1])["Role"]
    except Exception:
        raise invalid(f"The role with name {arn} could not be assumed because it does not exist or the trusted entity is not correct") from None


def check_subnets(call, ids, zones):
    try:
        subnets = call.client("ec2").describe_subnets(SubnetIds=ids)["Subnets"]
    except Exception as e:
        raise invalid(str(e)) from None
    if len({s["AvailabilityZone"] for s in subnets}) < zones:
        raise invalid("Subnets specified must be in at least two different AZs")
    return subnets[0]["VpcId"]
