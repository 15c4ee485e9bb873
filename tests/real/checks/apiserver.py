"""A real kube-apiserver takes every manifest, by server-side apply in the rendered order, with admission as it is by default; a second
apply changes nothing; and it would take the Pods of every template, with the Pod Security of their namespaces, which is
`restricted` wherever their Pods allow it.

What AWS has made is filled in as a user would: `slipway render --outputs`, with the outputs of the applied Terraform.
"""
import contextlib, json, os, re, subprocess

import kinds
from workplace import HERE, PLATFORM, WORK, count, finding, manifests, name_of, run

FILLED, FOLDER, SERVER = WORK / "tree-filled", WORK / "manifests", WORK / "apiserver"
ENFORCE = "pod-security.kubernetes.io/enforce"
MANAGER = "--field-manager=slipway"


def kubectl(*arguments, accept=(0, 1)):
    return run(os.environ["KUBE"], "kubectl", *arguments, accept=accept, env={**os.environ, "KUBECONFIG": str(SERVER / "kubeconfig"), "HOME": str(WORK)})


@contextlib.contextmanager
def apiserver(crds):
    try:
        run(HERE / "apiserver" / "start", SERVER, "--bare", *(a for crd in crds for a in ("--crds", crd)))
        yield
    finally:
        subprocess.run([HERE / "apiserver" / "stop", SERVER], check=False)


def problems(stderr):
    """One finding for each line that is an error or a warning of kubectl's."""
    for line in stderr.splitlines():
        text = line.strip()
        if match := re.match(r"Warning: (.*)", text):
            yield "warning", match.group(1)
        elif match := re.match(r"Error from server(?: \((\w+)\))?(?: when [^:]*)?: (.*)", text):
            yield match.group(1) or "error", match.group(2)
        elif text:
            yield "error", text


def apply(files):
    """Applies all, then once more, which must change nothing."""
    done = kubectl("apply", "--server-side", MANAGER, *(a for f in files for a in ("-f", f)))
    for rule, text in problems(done.stderr):
        finding("kube-apiserver", rule, resource_in(text), text)
    if done.returncode == 0:
        again = kubectl("diff", "--server-side", MANAGER, *(a for f in files for a in ("-f", f)))
        if again.returncode != 0:
            finding("kube-apiserver", "differs-again", "", (again.stdout + again.stderr)[:600])


def resource_in(text):
    match = re.search(r'([A-Z]\w+)\.?[\w.]*? "([\w.-]+)" is invalid', text) or re.search(r'([\w.]+) "([\w.:-]+)"', text)
    return f"{match.group(1)}/{match.group(2)}" if match else ""


def templates(value):
    """Every Pod template below a value."""
    if isinstance(value, dict):
        spec = value.get("spec")
        if isinstance(spec, dict) and isinstance(spec.get("containers"), list) and all("image" in c for c in spec["containers"]):
            yield value
            return
        value = list(value.values())
    for below in value if isinstance(value, list) else []:
        yield from templates(below)


def pods(documents):
    """(where, namespace, template) of every Pod that would come to be. What others complete first is none: kro's templates, and those of a
    TrainingRuntime, which each TrainJob patches."""
    for document in documents:
        if document["kind"] in ("Pod", "ResourceGraphDefinition", "TrainingRuntime"):
            continue
        claims = [{"name": c["metadata"]["name"], "emptyDir": {}} for c in document.get("spec", {}).get("volumeClaimTemplates", [])]
        for template in templates(document):
            spec = template["spec"]
            yield name_of(document), document["metadata"].get("namespace", "default"), {**template, "spec": {**spec, "volumes": [*spec.get("volumes", []), *claims]}}


def try_pods(documents):
    """Asks the server whether it would take a Pod of each template; nothing makes Pods here, and quotas are empty."""
    found = list(pods(documents))
    quotas = json.loads(kubectl("get", "resourcequota", "-A", "-o", "json").stdout)["items"]
    for quota in quotas:  # no controller counts here
        meta, hard = quota["metadata"], quota["spec"].get("hard", {})
        status = json.dumps({"status": {"hard": hard, "used": dict.fromkeys(hard, "0")}})
        kubectl("patch", "resourcequota", meta["name"], "-n", meta["namespace"], "--subresource=status", "--type=merge", "-p", status, accept=(0,))
    for namespace in sorted({namespace for _, namespace, _ in found}):
        kubectl("create", "serviceaccount", "default", "-n", namespace)
    for where, _, rule, text in refused(found):
        finding("kube-apiserver", f"pod-{rule}", where, text)
    return found


def refused(found):
    """(where, namespace, rule, message) of each Pod that the server would not take."""
    items = []
    for number, (_, namespace, template) in enumerate(found):
        meta = template.get("metadata") or {}
        items.append({"apiVersion": "v1", "kind": "Pod", "spec": template["spec"],
                      "metadata": {"name": f"pod-{number}", "namespace": namespace, "labels": meta.get("labels") or {}, "annotations": meta.get("annotations") or {}}})
    if not items:
        return
    (WORK / "pods.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, default=str))
    for rule, text in problems(kubectl("create", "--dry-run=server", "-f", WORK / "pods.json").stderr):
        number = re.search(r'"pod-(\d+)"', text)
        where, namespace, _ = found[int(number.group(1))] if number else ("", "", None)
        yield where, namespace, rule, text


def looser_than_needed(found):
    """Namespaces that could hold their Pods to Pod Security's `restricted`, but do not."""
    levels = {n["metadata"]["name"]: (n["metadata"].get("labels") or {}).get(ENFORCE, "privileged")
              for n in json.loads(kubectl("get", "namespaces", "-o", "json", accept=(0,)).stdout)["items"]}
    loose = sorted({namespace for _, namespace, _ in found if levels[namespace] != "restricted"} - {"default"})
    if not loose:
        return
    kubectl("label", "--overwrite", *(f"namespace/{n}" for n in loose), f"{ENFORCE}=restricted", accept=(0,))
    held_back = {namespace for _, namespace, _, _ in refused([f for f in found if f[1] in loose])}
    for namespace in loose:
        if namespace not in held_back:
            finding("kube-apiserver", "pod-security", f"Namespace/{namespace}", f"every Pod would pass restricted; enforced is {levels[namespace]}")


# Of those that a snapshot holds, the ones that platforms are made of.
SNAPSHOT = {"CronJob", "Deployment", "EC2NodeClass", "HorizontalPodAutoscaler", "Job", "Namespace", "NodePool", "PersistentVolumeClaim",
            "PodDisruptionBudget", "PriorityClass", "RayCluster", "ScaledObject", "StatefulSet", "StorageClass", "TrainJob"}


def snapshot(documents):
    """`slipway snapshot` of the cluster has every object of these that was applied, and no Secret."""
    file = WORK / "snapshot.json"
    run(os.environ["SLIPWAY"], "snapshot", "--kubeconfig", SERVER / "kubeconfig", "--out", file)
    items = json.loads(file.read_text())["items"]
    there = {name_of(item).replace("/default/", "/") for item in items}
    for document in documents:
        if document["kind"] in SNAPSHOT and name_of(document).replace("/default/", "/") not in there:
            finding("slipway", "snapshot", name_of(document), "is in the cluster and not in its snapshot")
    for item in items:
        if item["kind"] in ("Secret", "ConfigMap"):
            finding("slipway", "snapshot", name_of(item), "must not be in a snapshot")


def main():
    run(os.environ["SLIPWAY"], "render", PLATFORM, "-o", FILLED, "--outputs", WORK / "outputs.json")
    FOLDER.mkdir()
    files, crds, documents = [], set(), []
    for number, (_, text, document) in enumerate(manifests(FILLED)):
        if not kinds.is_known(document):
            kinds.report_missing(document)
            continue
        if crd := kinds.crd_of(document):
            crds.add(crd)
        files.append(FOLDER / f"{number:04}.yaml")
        files[-1].write_text(text)
        if left := re.search(r"\$\{(data_)?aws_\w+\}", text):
            finding("kube-apiserver", "not-filled", name_of(document), left.group(0))
        documents.append(document)
    with apiserver(sorted(crds)):
        apply(files)
        snapshot(documents)
        tried = try_pods(documents)
        looser_than_needed(tried)
    print(f"{count(len(files), 'manifest')} applied, {count(len(tried), 'Pod template')} admitted, {count(len(crds), 'CustomResourceDefinition')}")


main()
