"""The Kubernetes API as the stand-ins use it: requests, and followers that hand each object of a kind to a function."""
import json, queue, threading

import requests
import yaml


class ApiError(Exception):
    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class Later(Exception):
    """What a handler raises when its object's turn has not come: it is handed the object again in half a second."""


class Cluster:
    def __init__(self, kubeconfig):
        config = yaml.safe_load(open(kubeconfig))
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server, self.ca, self.token = cluster["server"], cluster["certificate-authority"], user["token"]
        self.local = threading.local()

    def session(self):
        if not hasattr(self.local, "session"):
            self.local.session = requests.Session()
            self.local.session.trust_env = False  # a bundle that the environment names would come before ours
            self.local.session.verify = self.ca
            self.local.session.headers.update({"Authorization": f"Bearer {self.token}", "Accept": "application/json", "User-Agent": "testbed-stand-in"})
        return self.local.session

    def request(self, method, path, body=None, kind="application/json"):
        data = None if body is None else json.dumps(body)
        answer = self.session().request(method, self.server + path, data=data, headers={"Content-Type": kind}, timeout=30)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.text[:500])
        return answer.json()

    def get(self, path):
        return self.request("GET", path)

    def create(self, path, body):
        """False when it is there already."""
        return self.unless(409, "POST", path, body)

    def delete(self, path):
        """At once, whatever grace it has; False when it is not there."""
        return self.unless(404, "DELETE", path, {"gracePeriodSeconds": 0})

    def merge(self, path, body):
        """A merge patch; False when the object is gone."""
        return self.unless(404, "PATCH", path, body, "application/merge-patch+json")

    def apply(self, path, body, manager):
        return self.request("PATCH", f"{path}?fieldManager={manager}&force=true", body, "application/apply-patch+yaml")

    def unless(self, status, *request):
        try:
            return self.request(*request) or True
        except ApiError as e:
            if e.status != status:
                raise
            return False


def key_of(item):
    return item["metadata"].get("namespace", ""), item["metadata"]["name"]


class Follower:
    """All objects of a kind, as they are now (`objects`, by namespace and name). `handle` is called with each that came or changed, one at a
    time; after an error, again in half a second. `gone` is called with the last that was seen of one that is no more."""

    def __init__(self, cluster, path, handle=None, gone=None):
        self.cluster, self.path, self.handle, self.gone = cluster, path, handle, gone
        self.objects, self.queue, self.known = {}, queue.SimpleQueue(), threading.Event()
        self.stopped = False
        for work in (self.watch, self.work):
            threading.Thread(target=work, daemon=True).start()

    def watch(self):
        pause = threading.Event()
        while not self.stopped:
            try:
                listed = self.cluster.get(self.path)
                version, items = listed["metadata"]["resourceVersion"], {key_of(i): i for i in listed["items"]}
                for key in [k for k in self.objects if k not in items]:
                    self.forget(key)
                for key, item in items.items():
                    self.put(key, item)
                self.known.set()
                self.stream(version)
            except (ApiError, requests.RequestException, ValueError, KeyError):
                pause.wait(0.5)

    def stream(self, version):
        address = f"{self.cluster.server}{self.path}?watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion={version}"
        with self.cluster.session().get(address, stream=True, timeout=(10, 330)) as answer:
            for line in answer.iter_lines(chunk_size=None):
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                if event["type"] == "DELETED":
                    self.forget(key_of(event["object"]), event["object"])
                elif event["type"] != "BOOKMARK":
                    self.put(key_of(event["object"]), event["object"])

    def put(self, key, item):
        before = self.objects.get(key)
        self.objects[key] = item
        if before is None or before["metadata"]["resourceVersion"] != item["metadata"]["resourceVersion"]:
            self.queue.put(key)

    def forget(self, key, last=None):
        last = self.objects.pop(key, last)
        if last and self.gone:
            self.queue.put(last)

    def work(self):
        while not self.stopped:
            key = self.queue.get()
            try:
                if isinstance(key, dict):
                    self.gone(key)
                elif key in self.objects and self.handle:
                    self.handle(self.objects[key])
            except Later:
                self.again(key)
            except Exception as e:  # one object that cannot be handled must not end the others
                print(f"{self.path}: {key if isinstance(key, tuple) else key_of(key)}: {type(e).__name__}: {e}", flush=True)
                self.again(key)

    def again(self, key):
        timer = threading.Timer(0.5, self.queue.put, [key])
        timer.daemon = True
        timer.start()
