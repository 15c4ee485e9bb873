"""Which kinds the validators know: those of Kubernetes, and those whose CustomResourceDefinitions are to be had (apiserver/crds.txt)."""
import os, pathlib

from workplace import finding

SCHEMAS, CRDS = pathlib.Path(os.environ["SCHEMAS"]), pathlib.Path(os.environ["CRDS"])


def group_of(document):
    group, _, _ = document["apiVersion"].rpartition("/")
    return group


def is_known(document):
    version = document["apiVersion"].rpartition("/")[2]
    return (SCHEMAS / (group_of(document) or "v1") / f"{document['kind']}_{version}.json".lower()).exists()


def crd_of(document):
    """The file of its CustomResourceDefinition; None for a kind of Kubernetes itself."""
    file = CRDS / f"{group_of(document)}_{document['kind']}.json".lower()
    return file if file.exists() else None


def report_missing(document):
    finding("crds", "missing", f"{document['apiVersion']}/{document['kind']}", (document.get("metadata") or {}).get("name", ""))
