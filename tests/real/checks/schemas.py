"""Every manifest has the fields of its kind, and no others: kubeconform, strictly, with schemas made from Kubernetes' own description
and the projects' own CustomResourceDefinitions."""
import json, os

from workplace import WORK, count, finding, manifests, name_of, run
import kinds

folder = WORK / "schemas"
folder.mkdir()
checked = 0
names = {}
for number, (file, text, document) in enumerate(manifests()):
    if kinds.is_known(document):
        names[str(folder / f"{number:04}.yaml")] = document
        (folder / f"{number:04}.yaml").write_text(text)
        checked += 1
    else:
        kinds.report_missing(document)
done = run(os.environ["KUBECONFORM"], "-strict", "-output", "json", "-schema-location",
           os.environ["SCHEMAS"] + "/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", folder, accept=(0, 1))
for resource in json.loads(done.stdout)["resources"] if checked else []:
    if resource["status"] in ("statusInvalid", "statusError"):
        for error in resource.get("validationErrors") or [{"path": "", "msg": resource["msg"]}]:
            finding("kubeconform", "invalid", name_of(names[resource["filename"]]), f"{error['path']}: {error['msg']}")
print(count(checked, "manifest"))
