"""checkov's own rules over the rendered Terraform and manifests, nothing downloaded."""
import json, os

from workplace import TREE, count, finding, run

done = run(os.environ["CHECKOV"], "--directory", TREE, "--framework", "terraform", "kubernetes", "--compact", "--quiet", "--skip-download", "--output", "json",
           accept=(0, 1))
report = json.loads(done.stdout[min(i for i in (done.stdout.find("{"), done.stdout.find("[")) if i >= 0):])
passed = 0
for part in report if isinstance(report, list) else [report]:
    passed += part.get("summary", part).get("passed", 0)
    for failed in part.get("results", {}).get("failed_checks", []):
        finding("checkov", failed["check_id"], failed["resource"], f"{failed['check_name']} ({failed['file_path'].lstrip('/')}:{failed['file_line_range'][0]})")
print(f"{count(passed, 'rule')} kept")
