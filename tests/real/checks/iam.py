"""Policies of identities hold only actions, resources and conditions that AWS knows and that go together: parliament, which carries AWS's list."""
import json, os, sys

from workplace import count, finding, run

if len(sys.argv) > 1:  # in parliament's own environment: findings of the policies in a file, as JSON
    from parliament import analyze_policy_string

    found = []
    for where, text in json.load(open(sys.argv[1])):
        for f in analyze_policy_string(text, ignore_private_auditors=True).findings:
            found.append((f.issue, where, f"{f.detail or ''} {f.location.get('string', '')}"))
    print(json.dumps(found))
    sys.exit()

import state
from workplace import WORK

ASKED_OF_CHECKOV = {"RESOURCE_EFFECTIVELY_STAR", "RESOURCE_STAR"}  # a matter of each action, which checkov judges

policies, others = [], 0
for resource, path, text in state.documents():
    if '"Statement"' not in text:
        continue
    statements = json.loads(text)["Statement"]
    if any("Principal" in s for s in (statements if isinstance(statements, list) else [statements])):
        others += 1  # of a bucket, a key, a queue, a role's trust: the check `documents` reads those
    else:
        policies.append((resource["address"], text))
(WORK / "policies.json").write_text(json.dumps(policies))
done = run(os.environ["PARLIAMENT_PYTHON"], "-W", "ignore", __file__, WORK / "policies.json")
for rule, where, message in json.loads(done.stdout):
    if rule not in ASKED_OF_CHECKOV:
        finding("parliament", rule, where, message)
print(f"{count(len(policies), 'policy').replace('policys', 'policies')} of identities")
