"""Stands in for the servers behind APIServices (metrics: one node, and Pods that do next to nothing; external metrics: nothing is measured)
and for the kubelet's log endpoint."""
import http.server, json, re, ssl, threading

from clock import now
from cluster import ApiError

RESOURCES = {"metrics.k8s.io/v1beta1": [("nodes", "NodeMetrics", False), ("pods", "PodMetrics", True)], "external.metrics.k8s.io/v1beta1": []}

NODES = [{"metadata": {"name": "testbed"}, "timestamp": "2026-01-01T00:00:00Z", "window": "30s", "usage": {"cpu": "100m", "memory": "1Gi"}}]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    programs, cluster = None, None

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if match := re.fullmatch(r"/apis/([a-z0-9.]+/v\w+)", path):
            if match[1] in RESOURCES:
                return self.answer(200, {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": match[1], "resources": [
                    {"name": n, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["get", "list"]} for n, kind, namespaced in RESOURCES[match[1]]]})
        for version, resources in RESOURCES.items():
            for name, kind, _ in resources:
                if match := re.fullmatch(rf"/apis/{version}/(namespaces/[\w.-]+/)?{name}", path):
                    items = NODES if name == "nodes" else self.pods(match[1] or "", query)
                    return self.answer(200, {"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": items})
        if match := re.fullmatch(r"/containerLogs/([\w.-]+)/([\w.-]+)/([\w.-]+)", path):
            return self.log(*match.groups())
        self.answer(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "message": "a stand-in has nothing here", "code": 404})

    def pods(self, namespace, query):
        """Those that run, measured just now; autoscalers leave out what was measured before a Pod was ready."""
        running = [p for p in self.cluster.get(f"/api/v1/{namespace}pods?{query}")["items"] if p["status"].get("phase") == "Running"]
        return [{"metadata": {key: p["metadata"].get(key) for key in ("name", "namespace", "labels")}, "timestamp": now(), "window": "1s",
                 "containers": [{"name": c["name"], "usage": {"cpu": "1m", "memory": "16Mi"}} for c in p["spec"]["containers"]]} for p in running]

    def log(self, namespace, name, container):
        try:
            pod = self.cluster.get(f"/api/v1/namespaces/{namespace}/pods/{name}")
        except ApiError as e:
            return self.answer(e.status, text=f"there is no Pod {namespace}/{name}\n")
        self.answer(200, text=self.programs.log_of(pod, container))

    def answer(self, code, body=None, text=None):
        data = (text if text is not None else json.dumps(body)).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json" if text is None else "text/plain")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def serve(port, certificate, key, programs, cluster):
    Handler.programs, Handler.cluster = programs, cluster
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
