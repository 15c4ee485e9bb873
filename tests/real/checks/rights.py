"""What the rendered deployer policy allows, and whether that is all that somebody called."""
import json, os, re

import iam_actions
from workplace import count, finding, run

CLIENTS = ("APN", "slipway", "-")  # Terraform's AWS provider, and slipway; Boto3 is the emulated AWS asking itself


def listed(value):
    return value if isinstance(value, list) else [value]


def matches(pattern, text):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def policies(platform, folder, *more):
    """Name → text of the documents that slipway renders of a platform."""
    run(os.environ["SLIPWAY"], "render", platform, "--deployer-policy", *more, "-o", folder)
    return {f.name: f.read_text() for f in sorted(folder.glob("*.json"))}


class Statements:
    def __init__(self, texts):
        self.all = [s for text in texts for s in json.loads(text)["Statement"]]
        self.used = set()

    def allow(self, action, resource, region, service=None):
        """`resource` None: nobody knows; of some action on something at least."""
        def holds(statement):
            for operator, keys in statement.get("Condition", {}).items():
                for key, values in keys.items():
                    asked = {"aws:RequestedRegion": region, "iam:PassedToService": service, "iam:AWSServiceName": service}[key]
                    if asked is not None and asked not in listed(values):
                        return False
            return True
        found = False
        for statement in self.all:
            for pattern in listed(statement["Action"]):
                if matches(pattern, action) and holds(statement) and (resource is None or any(matches(r, resource) for r in listed(statement["Resource"]))):
                    self.used.add(pattern)
                    found = True
        return found

    def actions(self):
        return {a for s in self.all for a in listed(s["Action"])}


def judge(statements, calls, account):
    """A finding for each action that is not allowed to Terraform and slipway, of the lines of aws/calls; how many calls were judged."""
    judged = 0
    for line in calls.splitlines():
        call = json.loads(line)
        if call["client"] not in CLIENTS or call["operation"].startswith(("GET /moto-api", "GET /testbed")):
            continue
        judged += 1
        for action, resource, service in iam_actions.of(call, account):
            if not statements.allow(action, resource, call["region"], service):
                finding("deployer-policy", "not-allowed", action, f"on {resource or 'something'}{f' for {service}' if service else ''}: {call['client']} called {call.get('service', '')} {call['operation']}")
    return judged


def judge_world(platforms, folder, account):
    """Of a world's own calls, by the policies of all that its platform.yaml said in the meantime; "483 calls allowed"."""
    texts = [text for i, platform in enumerate(platforms) for text in policies(platform, folder / "deployer" / str(i)).values()]
    return f"{count(judge(Statements(texts), (folder / 'aws/calls').read_text(), account), 'call')} judged by the deployer policy"
