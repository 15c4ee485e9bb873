"""JSON that AWS keeps as text is what its service reads: policies by IAM's grammar, dashboards by CloudWatch's structure, queues' redrive,
event patterns, and so on as plain JSON."""
import json, re

import dashboard
import policy
import state
from workplace import count, finding

counts = {"policy": 0, "dashboard": 0, "other": 0}
for resource, path, text in state.documents():
    where = f"{resource['address']}.{path}"
    try:
        document = json.loads(text)
    except ValueError as error:
        finding("documents", "json", where, error)
        continue
    if resource["type"] == "aws_cloudwatch_dashboard":
        kind, problems = "dashboard", dashboard.problems(document)
    elif isinstance(document, dict) and "Statement" in document:
        kind, problems = "policy", policy.problems(document, resource["type"], path)
    else:
        kind, problems = "other", []
    counts[kind] += 1
    if "${" in re.sub(r"\$\{(aws|s3|ec2|iam|saml|cognito-identity\.amazonaws\.com|www\.amazon\.com|kms|token)[:/]?[\w.:/-]*\}|\$\$\{", "", text):
        finding("documents", "not-filled", where, re.search(r"\$\{[^}]*\}?", text).group(0))
    for problem in problems:
        finding("documents", kind, where, problem)
print(f"{counts['policy']} policies, {count(counts['dashboard'], 'dashboard')}, {count(counts['other'], 'other document')}")
