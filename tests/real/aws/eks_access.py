"""Access entries and policies of EKS, and who the tokens of `aws eks get-token` stand for."""
import base64, json, re, uuid
from urllib.parse import parse_qs, urlparse

from eks_common import child, children, cluster_of, eks, invalid, principal_of
from emulator import ACCOUNT, Call, error, find, now


def add_entry(call, principal, kind, groups=(), username=None, tags=None):
    entries = children(call, "access entry")
    if principal not in entries:
        node = kind.startswith(("EC2", "HYBRID"))
        name = principal.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/{{SessionName}}" if ":role/" in principal else principal
        entries[principal] = {
            "clusterName": call["name"], "principalArn": principal, "type": kind, "createdAt": now(), "modifiedAt": now(), "tags": tags or {},
            "kubernetesGroups": ["system:bootstrappers", "system:nodes"] if node else list(groups),
            "username": username or ("system:node:{{EC2PrivateDNSName}}" if node else name),
            "accessEntryArn": call.arn(f"access-entry/{call['name']}/{'role' if ':role/' in principal else 'user'}/{ACCOUNT}/{principal.rsplit('/', 1)[1]}/{uuid.uuid4()}"), "policies": {}}
    return entries[principal]


def shown(entry):
    return {k: v for k, v in entry.items() if k != "policies"}


@eks("CreateAccessEntry")
def create_access_entry(call):
    cluster, principal, kind = cluster_of(call), call["principalArn"], call.get("type", "STANDARD")
    if cluster["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise error("InvalidRequestException", "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.")
    if principal in children(call, "access entry"):
        raise error("ResourceInUseException", "The specified access entry resource is already in use on this cluster.")
    if kind != "STANDARD" and (call.get("kubernetesGroups") or call.get("username")):
        raise invalid(f"An access entry of type {kind} takes no Kubernetes groups or user name")
    for group in call.get("kubernetesGroups", []):
        if group.startswith(("system:", "eks:", "aws:", "amazon:", "iam:")):
            raise invalid(f"The kubernetes group name {group} is invalid, it cannot start with system:")
    return {"accessEntry": shown(add_entry(call, principal, kind, call.get("kubernetesGroups", []), call.get("username"), call.get("tags")))}


@eks("DescribeAccessEntry")
def describe_access_entry(call):
    return {"accessEntry": shown(child(call, "access entry", call["principalArn"]))}


@eks("ListAccessEntries")
def list_access_entries(call):
    cluster_of(call)
    return {"accessEntries": sorted(children(call, "access entry"))}


@eks("UpdateAccessEntry")
def update_access_entry(call):
    entry = child(call, "access entry", call["principalArn"])
    entry.update({k: call[k] for k in ("kubernetesGroups", "username") if call.get(k) is not None}, modifiedAt=now())
    return {"accessEntry": shown(entry)}


@eks("DeleteAccessEntry")
def delete_access_entry(call):
    child(call, "access entry", call["principalArn"])
    del children(call, "access entry")[call["principalArn"]]


POLICIES = ["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSAutoNodePolicy",
            "AmazonEKSBlockStoragePolicy", "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy", "AmazonEKSComputePolicy"]


@eks("AssociateAccessPolicy")
def associate_access_policy(call):
    entry = child(call, "access entry", call["principalArn"])
    if entry["type"] not in ("STANDARD", "EC2"):
        raise invalid(f"Access policies cannot be associated with an entry of type {entry['type']}")
    if not re.fullmatch(r"arn:aws[a-z-]*:eks::aws:cluster-access-policy/(" + "|".join(POLICIES) + ")", call["policyArn"]):
        raise error("ResourceNotFoundException", f"The specified policyArn could not be found: {call['policyArn']}")
    scope = {"namespaces": [], **call["accessScope"]}
    if (scope["type"] == "namespace") != bool(scope["namespaces"]):
        raise invalid("An access scope of type namespace names namespaces, and one of type cluster names none")
    entry["policies"][call["policyArn"]] = {"policyArn": call["policyArn"], "accessScope": scope, "associatedAt": now(), "modifiedAt": now()}
    return {"clusterName": call["name"], "principalArn": call["principalArn"], "associatedAccessPolicy": entry["policies"][call["policyArn"]]}


@eks("DisassociateAccessPolicy")
def disassociate_access_policy(call):
    entry = child(call, "access entry", call["principalArn"])
    find(entry["policies"], call["policyArn"], "ResourceNotFoundException", "access policy")
    del entry["policies"][call["policyArn"]]


@eks("ListAssociatedAccessPolicies")
def list_associated_access_policies(call):
    entry = child(call, "access entry", call["principalArn"])
    return {"clusterName": call["name"], "principalArn": call["principalArn"], "associatedAccessPolicies": list(entry["policies"].values())}


@eks("ListAccessPolicies")
def list_access_policies(call):
    return {"accessPolicies": [{"name": p, "arn": f"arn:{call.partition}:eks::aws:cluster-access-policy/{p}"} for p in POLICIES]}


def authenticate(environ, start_response):
    """POST /testbed/authenticate[?cluster=NAME][&region=REGION] with a TokenReview; without a name, any cluster that knows the
    identity will do. Signatures are not checked: there are no real keys here. RBAC must grant what an access policy other than
    AmazonEKSClusterAdminPolicy stands for to the group testbed:POLICY (whole cluster) or testbed:POLICY:NAMESPACE."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    review = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    status = {"authenticated": False}
    try:
        token = review["spec"]["token"]
        assert token.startswith("k8s-aws-v1."), "not an EKS token"
        text = token[len("k8s-aws-v1."):]
        url = urlparse(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
        assert parse_qs(url.query)["Action"] == ["GetCallerIdentity"] and "x-k8s-aws-id" in parse_qs(url.query)["X-Amz-SignedHeaders"][0]
        credential = parse_qs(url.query)["X-Amz-Credential"][0].split("/")
        region = query.get("region", [credential[2]])[0]
        call = Call("eks", "", region, {})
        principal = principal_of(credential[0], region)
        entries = [children(call, "access entry", c).get(principal) for c in query.get("cluster") or call.table("cluster")]
        entry = next(e for e in entries if e)
        groups = list(entry["kubernetesGroups"])
        for policy in entry["policies"].values():
            name, scope = policy["policyArn"].rsplit("/", 1)[1], policy["accessScope"]
            if scope["type"] == "cluster":
                groups.append("system:masters" if name == "AmazonEKSClusterAdminPolicy" else f"testbed:{name}")
            groups += [f"testbed:{name}:{namespace}" for namespace in scope["namespaces"]]
        status = {"authenticated": True, "user": {"username": entry["username"].replace("{{SessionName}}", "session"), "uid": f"aws-iam-authenticator:{ACCOUNT}", "groups": groups}}
    except Exception as e:
        status["error"] = f"{type(e).__name__}: {e}"
    body = json.dumps({"apiVersion": review["apiVersion"], "kind": "TokenReview", "status": status}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
