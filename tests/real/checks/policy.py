"""The grammar of IAM policies (IAM User Guide, "Grammar of the IAM JSON policy language"), and the limits of their sizes."""
import json, re

ELEMENTS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
OPERATORS = re.compile(r"(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Numeric(NotEquals|Equals|LessThan|LessThanEquals|GreaterThan|"
                       r"GreaterThanEquals)|Date(NotEquals|Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Bool|BinaryEquals|(Not)?IpAddress|"
                       r"Arn(Not)?(Equals|Like)|Null)(IfExists)?")
ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")
ARN = re.compile(r"\*|arn:[\w*-]+:[\w*-]+:[\w*-]*:[\w*$\{\}:-]*:.+")
LIMITS = {("aws_iam_policy", "policy"): 6144, ("aws_iam_role", "assume_role_policy"): 8192, ("aws_iam_role_policy", "policy"): 10240,
          ("aws_s3_bucket_policy", "policy"): 20480, ("aws_kms_key", "policy"): 32768}


def listed(value):
    return value if isinstance(value, list) else [value]


def problems(document, resource_type, path):
    if document.get("Version") != "2012-10-17":
        yield f"Version is {document.get('Version')!r}"
    if unknown := set(document) - {"Version", "Id", "Statement"}:
        yield f"unknown elements {sorted(unknown)}"
    statements = listed(document["Statement"])
    sids = [s["Sid"] for s in statements if "Sid" in s]
    if len(sids) != len(set(sids)):
        yield "a Sid is there twice"
    if not statements:
        yield "has no statements"
    identity = (resource_type, path) in {("aws_iam_policy", "policy"), ("aws_iam_role_policy", "policy")}
    for number, statement in enumerate(statements):
        for text in of_statement(statement, identity, path == "assume_role_policy"):
            yield f"Statement[{number}]: {text}"
    limit = LIMITS.get((resource_type, path))
    size = len(re.sub(r"\s", "", json.dumps(document, separators=(",", ":"))))
    if limit and size > limit:
        yield f"{size} characters, {limit} at most"


def of_statement(statement, identity, trust):
    if unknown := set(statement) - ELEMENTS:
        yield f"unknown elements {sorted(unknown)}"
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f"Effect is {statement.get('Effect')!r}"
    if not re.fullmatch(r"[A-Za-z0-9]*" if identity else r".*", statement.get("Sid", "")):
        yield f"Sid {statement['Sid']!r} has more than letters and digits"
    if ("Action" in statement) == ("NotAction" in statement):
        yield "needs either Action or NotAction"
    for action in listed(statement.get("Action", statement.get("NotAction", []))):
        if not ACTION.fullmatch(action):
            yield f"no action: {action!r}"
    principal = "Principal" in statement or "NotPrincipal" in statement
    if identity == principal:
        yield "a policy of an identity has no Principal" if principal else "needs a Principal"
    resource = statement.get("Resource", statement.get("NotResource"))
    if (resource is None) != trust:
        yield "a trust policy has no Resource" if trust else "needs a Resource"
    for arn in listed(resource if resource is not None else []):
        if not isinstance(arn, str) or not ARN.fullmatch(arn):
            yield f"no ARN: {arn!r}"
    if resource == [] or statement.get("Action") == []:
        yield "an empty list"
    for operator, keys in statement.get("Condition", {}).items():
        if not OPERATORS.fullmatch(operator):
            yield f"no operator of conditions: {operator!r}"
        if not isinstance(keys, dict) or not keys:
            yield f"{operator} compares nothing"
