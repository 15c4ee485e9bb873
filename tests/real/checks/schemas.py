"""Every manifest has the fields of its kind, and no others: kubeconform, strictly, with schemas made from Kubernetes' own description
and the projects' own CustomResourceDefinitions. What wraps them for delivery by Argo CD and by Flux is judged too."""
import json, os

import kinds
from workplace import PLATFORM, WORK, count, documents, finding, manifests, name_of, run

FOLDER = WORK / "schemas"


def delivered(by):
    """The objects that deliver the tree by GitOps."""
    tree = WORK / f"tree-{by}"
    run(os.environ["SLIPWAY"], "render", PLATFORM, "-o", tree, "--delivery", by, "--git-url", "https://git.example.com/platform")
    yield from documents(sorted((tree / "kubernetes" / by).rglob("*.yaml")))


FOLDER.mkdir()
names = {}
for number, (_, text, document) in enumerate([*manifests(), *delivered("argocd"), *delivered("flux")]):
    if kinds.is_known(document):
        file = FOLDER / f"{number:04}.yaml"
        file.write_text(text)
        names[str(file)] = name_of(document)
    else:
        kinds.report_missing(document)
done = run(os.environ["KUBECONFORM"], "-strict", "-output", "json", "-schema-location",
           os.environ["SCHEMAS"] + "/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", FOLDER, accept=(0, 1))
for resource in json.loads(done.stdout)["resources"] or []:
    if resource["status"] in ("statusInvalid", "statusError"):
        for error in resource.get("validationErrors") or [{"path": "", "msg": resource["msg"]}]:
            finding("kubeconform", "invalid", names[resource["filename"]], f"{error['path']}: {error['msg']}")
print(count(len(names), "manifest"))
