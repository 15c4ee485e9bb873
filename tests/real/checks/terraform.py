"""Terraform itself reads what is rendered: fmt, init from this machine's provider mirror, validate, and the rendered tests with mocks for AWS."""
import json

import terraform_copy
from workplace import TREE, WORK, count, finding, run

run("terraform", "fmt", "-check", "-diff", "-recursive", TREE / "terraform")
copy = terraform_copy.make(WORK / "terraform-test")
terraform_copy.run(copy, "init", "-input=false")
report = json.loads(terraform_copy.run(copy, "validate", "-json", accept=(0, 1)).stdout)
for d in report["diagnostics"]:
    place = f"{d['range']['filename']}:{d['range']['start']['line']}" if d.get("range") else ""
    finding("terraform", f"validate-{d['severity']}", d.get("address") or place, f"{place}: {d['summary']}: {d.get('detail', '')}")
text = "\n".join(f.read_text() for f in sorted(copy.glob("*.tf")))
if report["valid"]:
    tested = terraform_copy.run(copy, "test").stdout.strip().splitlines()[-1].removeprefix("Success! ")
else:
    tested = "not tested"
print(f"fmt, init, validate, test: {count(text.count(chr(10) + 'resource '), 'resource')}; {tested}")
