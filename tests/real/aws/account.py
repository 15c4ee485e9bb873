"""What the account may do and what AWS offers it before anything is made: service quotas, the images that EKS publishes, and what policies allow."""
import json, re, uuid

from emulator import MOTO, error, find, now, on

# Service and code: name, AWS's default, and what the account has been given; None: the default.
QUOTAS = {
    ("ec2", "L-1216C47A"): ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 5, 4096),
    ("ec2", "L-DB2E81BA"): ("Running On-Demand G and VT instances", 0, 2048),
    ("ec2", "L-417A185B"): ("Running On-Demand P instances", 0, 4096),
    ("ec2", "L-1945791B"): ("Running On-Demand Inf instances", 0, 512),
    ("ec2", "L-2C3B7624"): ("Running On-Demand Trn instances", 0, 512),
    ("ec2", "L-34B43A08"): ("All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests", 5, 4096),
    ("ec2", "L-3819A6DF"): ("All G and VT Spot Instance Requests", 0, 2048),
    ("ec2", "L-7212CCBC"): ("All P4, P3 and P2 Spot Instance Requests", 0, 1024),
    ("ec2", "L-C4BD4855"): ("All P5 Spot Instance Requests", 0, 1024),
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5, None),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5, None),
    ("vpc", "L-A4707A72"): ("Internet gateways per Region", 5, None),
    ("vpc", "L-FE5A380F"): ("NAT gateways per Availability Zone", 5, None),
    ("eks", "L-1194D53C"): ("Clusters", 100, None),
    ("eks", "L-6D54EA21"): ("Managed node groups per cluster", 30, None),
    ("eks", "L-BD136A63"): ("Nodes per managed node group", 450, None),
    ("eks", "L-33415657"): ("Fargate profiles per cluster", 10, None),
    ("elasticloadbalancing", "L-53DA6B97"): ("Application Load Balancers per Region", 50, None),
    ("elasticloadbalancing", "L-69A177A2"): ("Network Load Balancers per Region", 50, None),
}
GIVEN = {}  # code: what an account of its own kind has (existing.py)


def quota(call, value=None):
    service, code = call["ServiceCode"], call["QuotaCode"]
    if (service, code) not in QUOTAS:
        raise error("NoSuchResourceException", f"The request failed because the quota {code} does not exist.")
    name, default, _ = QUOTAS[service, code]
    return {"ServiceCode": service, "ServiceName": service, "QuotaCode": code, "QuotaName": name, "Adjustable": True, "GlobalQuota": False, "Unit": "None",
            "QuotaArn": call.arn(f"{service}/{code}", "servicequotas"), "Value": float(default if value is None else value)}


@on("service-quotas", "GetAWSDefaultServiceQuota")
def get_aws_default_service_quota(call):
    return {"Quota": quota(call)}


@on("service-quotas", "GetServiceQuota")
def get_service_quota(call):
    """What was asked for since, what the account was given; one that has nothing of its own is not there, as with AWS."""
    code = call["QuotaCode"]
    value = call.table("quota").get(code, GIVEN.get(code, QUOTAS.get((call["ServiceCode"], code), (0, 0, None))[2]))
    if value is None:
        raise error("NoSuchResourceException", f"The request failed because the quota {code} has no value of the account's own.")
    return {"Quota": quota(call, value)}


@on("service-quotas", "RequestServiceQuotaIncrease")
def request_service_quota_increase(call):
    call.table("quota")[call["QuotaCode"]] = call["DesiredValue"]
    q = quota(call, call["DesiredValue"])
    request = {"Id": uuid.uuid4().hex, "DesiredValue": call["DesiredValue"], "Status": "APPROVED", "Created": now(), "LastUpdated": now(),
               **{k: q[k] for k in ("ServiceCode", "ServiceName", "QuotaCode", "QuotaName", "QuotaArn", "Unit", "GlobalQuota")}}
    call.table("request")[request["Id"]] = request
    return {"RequestedQuota": request}


@on("service-quotas", "ListRequestedServiceQuotaChangeHistoryByQuota")
def list_requested_service_quota_change_history_by_quota(call):
    return {"RequestedQuotas": [r for r in call.table("request").values() if r["QuotaCode"] == call["QuotaCode"]]}


@on("service-quotas", "GetRequestedServiceQuotaChange")
def get_requested_service_quota_change(call):
    return {"RequestedQuota": find(call.table("request"), call["RequestId"], "NoSuchResourceException", "The request")}


# --- SSM: images of EKS and Bottlerocket, of every release that somebody may name ------------------------------------------

IMAGES = (r"/aws/service/eks/optimized-ami/1\.3\d/amazon-linux-2023/(x86_64|arm64)/(standard|nvidia|neuron)/"
          r"(recommended|amazon-eks-node-al2023-\1-\2-1\.3\d-v20\d{6})/image_id",
          r"/aws/service/bottlerocket/aws-k8s-1\.3\d(-nvidia)?/(x86_64|arm64)/(latest|\d+\.\d+\.\d+(-[0-9a-f]{8})?)/image_id")


def image(name):
    """An id for the name of a parameter, always the same; None of what EKS does not publish."""
    return f"ami-{uuid.uuid5(uuid.NAMESPACE_URL, name).hex[:17]}" if any(re.fullmatch(p, name) for p in IMAGES) else None


@on("ssm", "GetParameters")
def get_parameters(call):
    if not any(n.startswith(("/aws/service/eks/", "/aws/service/bottlerocket/")) for n in call["Names"]):
        return MOTO
    return {"Parameters": [{"Name": n, "Type": "String", "Value": image(n), "Version": 1, "LastModifiedDate": now(), "DataType": "aws:ec2:image"} for n in call["Names"] if image(n)],
            "InvalidParameters": [n for n in call["Names"] if not image(n)]}


# --- IAM: what the policies of a role or user allow. Conditions other than StringEquals hold. -----------------------------------

def listed(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text):
    return re.fullmatch(".*".join(".".join(map(re.escape, part.split("?"))) for part in pattern.split("*")), text, re.IGNORECASE) is not None


def statements_of(iam, kind, name):
    of = {f"{kind}Name": name}
    call = lambda operation, **more: getattr(iam, operation)(**of, **more)
    for policy in call(f"list_{kind.lower()}_policies")["PolicyNames"]:
        yield from listed(call(f"get_{kind.lower()}_policy", PolicyName=policy)["PolicyDocument"]["Statement"])
    for policy in call(f"list_attached_{kind.lower()}_policies")["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
        yield from listed((json.loads(document) if isinstance(document, str) else document)["Statement"])


@on("iam", "SimulatePrincipalPolicy")
def simulate_principal_policy(call):
    kind, name = call["PolicySourceArn"].rsplit(":", 1)[1].split("/", 1)
    statements = list(statements_of(call.client("iam"), kind.capitalize(), name.rsplit("/", 1)[-1]))
    context = {e["ContextKeyName"].lower(): e["ContextKeyValues"] for e in call.get("ContextEntries", [])}

    def holds(statement):
        return all(set(context.get(key.lower(), [])) & set(listed(values)) for key, values in statement.get("Condition", {}).get("StringEquals", {}).items())

    def decision(action, resource):
        found = [s["Effect"] for s in statements if any(matches(a, action) for a in listed(s.get("Action", []))) and any(matches(r, resource) for r in listed(s.get("Resource", [])))
                 and holds(s)]
        return "explicitDeny" if "Deny" in found else "allowed" if found else "implicitDeny"
    return {"IsTruncated": False, "EvaluationResults": [{"EvalActionName": a, "EvalResourceName": r, "EvalDecision": decision(a, r)}
                                                        for a in call["ActionNames"] for r in call.get("ResourceArns", ["*"])]}
