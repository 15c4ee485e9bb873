#include "cluster/testing/fake_api_server.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/percent.h"
#include "base/text.h"
#include "cluster/testing/fake_ownership.h"
#include "doc/json.h"

namespace slipway::cluster::testing {

namespace {

std::string json(const doc::Value& value) { return doc::write_json(value, doc::JsonLayout::Compact); }

doc::Value parsed(const std::string& text) {
  Diagnostics mistakes;
  const auto document = doc::read_json(std::make_shared<const SourceText>("body", text), mistakes);
  return doc::Value(document.root());
}

std::string text_of(const doc::Value& value) { return value.string() ? *value.string() : ""; }

io::HttpResponse status(int code, const std::string& reason, const std::string& message, doc::List causes = {}) {
  return {code,
          {},
          json(doc::Map{{"kind", "Status"},
                        {"apiVersion", "v1"},
                        {"status", code < 300 ? "Success" : "Failure"},
                        {"reason", reason},
                        {"message", message},
                        {"details", doc::Map{{"causes", std::move(causes)}}},
                        {"code", code}})};
}

constexpr std::string_view kServer = "https://fake";

}  // namespace

/// A collection, or an object of it, or a subresource of that.
struct FakeApiServer::Place {
  Kind kind;
  std::string ns, name, subresource;
  std::string path;  // of the object, or of the collection
};

struct FakeApiServer::Query {
  std::map<std::string, std::string> values;
  explicit Query(std::string_view text) {
    for (const std::string_view one : split(text, '&')) {
      const auto sign = one.find('=');
      if (sign != one.npos) values[std::string(one.substr(0, sign))] = percent_unescaped(one.substr(sign + 1));
    }
  }
  std::string get(const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() ? "" : found->second;
  }
};

FakeApiServer::FakeApiServer() {
  for (const char* kind : {"ConfigMap", "Secret", "ServiceAccount", "Service", "Pod", "PersistentVolumeClaim",
                           "ResourceQuota", "LimitRange"}) {
    std::string resource(kind);
    std::ranges::transform(resource, resource.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    offer({"", "v1", kind, resource + "s"});
  }
  offer({"", "v1", "Namespace", "namespaces", false});
  offer({"", "v1", "Node", "nodes", false});
  offer({"apps", "v1", "Deployment", "deployments"});
  offer({"apps", "v1", "DaemonSet", "daemonsets"});
  offer({"apps", "v1", "StatefulSet", "statefulsets"});
  offer({"batch", "v1", "Job", "jobs"});
  offer({"rbac.authorization.k8s.io", "v1", "Role", "roles"});
  offer({"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false});
  offer({"apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false});
  offer({"storage.k8s.io", "v1", "StorageClass", "storageclasses", false});
  offer({"networking.k8s.io", "v1", "Ingress", "ingresses"});
  offer({"karpenter.sh", "v1", "NodePool", "nodepools", false});
  offer({"karpenter.k8s.aws", "v1", "EC2NodeClass", "ec2nodeclasses", false});
  for (const char* ns : {"default", "kube-system"}) {
    const std::string path = std::string("/api/v1/namespaces/") + ns;
    put(path,
        fmt::format(
            R"({{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"{}"}},"status":{{"phase":"Active"}}}})",
            ns));
    own_.insert(path);
  }
}

Access FakeApiServer::access() const {
  Access access;
  access.context = "fake";
  access.server = kServer;
  access.ns = "default";
  return access;
}

void FakeApiServer::offer(const Kind& kind) {
  const std::lock_guard lock(mutex_);
  kinds_.push_back(kind);
}

std::optional<doc::Document> FakeApiServer::find(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(path);
  if (found == objects_.end()) return std::nullopt;
  return doc::freeze(found->second.object, {});
}

std::vector<std::string> FakeApiServer::paths() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [path, stored] : objects_)
    if (!own_.contains(path)) all.push_back(path);
  return all;
}

std::vector<std::string> FakeApiServer::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::vector<std::string> FakeApiServer::writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

void FakeApiServer::put(const std::string& path, const std::string& text, const std::string& manager) {
  const std::lock_guard lock(mutex_);
  Stored next;
  next.object = parsed(text);
  const auto found = objects_.find(path);
  const bool is_new = found == objects_.end();
  if (!is_new) {
    next.owners = found->second.owners;
    for (auto& [who, leaves] : next.owners)
      std::erase_if(leaves, [&](const std::string& leaf) {
        return !is_same(at(next.object, leaf), at(found->second.object, leaf));
      });
  }
  for (const std::string& leaf : leaves_of(next.object))
    if (is_new || !is_same(at(next.object, leaf), at(found->second.object, leaf))) next.owners[manager].insert(leaf);
  store(path, std::move(next), is_new);
}

void FakeApiServer::set_status(const std::string& path, const std::string& text) {
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(path);
  if (found == objects_.end()) return;
  Stored next = found->second;
  next.object.map()->set("status", parsed(text));
  store(path, std::move(next), false);
}

void FakeApiServer::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  drop(path);
}

void FakeApiServer::forget_history() {
  const std::lock_guard lock(mutex_);
  events_.clear();
  forgotten_ = version_ + 1;  // a version of its own, so that who listed just now must list again
  ++version_;
}

void FakeApiServer::revive() {
  is_dead_ = false;
  kill_at = 0;
}

void FakeApiServer::tell(const std::string& path, const char* type, const doc::Value& object) {
  events_.push_back({version_, path, type, json(object)});
}

void FakeApiServer::store(const std::string& path, Stored next, bool is_new) {
  const doc::Value* before = is_new ? nullptr : &objects_[path].object;
  doc::Value* metadata = next.object.map()->find("metadata");
  if (!metadata || !metadata->map()) {
    next.object.map()->set("metadata", doc::Map{});
    metadata = next.object.map()->find("metadata");
  }
  doc::Map& fields = *metadata->map();
  if (is_new) {
    fields.set("uid", fmt::format("uid-{}", next_uid_++));
    const std::int64_t seconds = clock.now() / 1000 % 86'400;
    fields.set("creationTimestamp",
               fmt::format("2026-11-26T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60));
    fields.set("generation", std::int64_t{1});
  } else {
    for (const char* key : {"uid", "creationTimestamp", "deletionTimestamp"})
      if (const doc::Value* value = (*before)["metadata"].map()->find(key)) fields.set(key, *value);
    const std::int64_t* generation = (*before)["metadata"]["generation"].integer();
    const bool is_newer = !is_same(&(*before)["spec"], &next.object["spec"]);
    fields.set("generation", (generation ? *generation : 1) + (is_newer ? 1 : 0));
  }
  doc::List managed;
  for (const auto& [manager, leaves] : next.owners) {
    if (leaves.empty()) continue;
    managed.add(doc::Map{{"manager", manager},
                         {"operation", manager == "slipway" ? "Apply" : "Update"},
                         {"apiVersion", text_of(next.object["apiVersion"])},
                         {"fieldsType", "FieldsV1"},
                         {"fieldsV1", fields_of(leaves)}});
  }
  fields.set("managedFields", std::move(managed));
  fields.set("resourceVersion", std::to_string(++version_));
  tell(path, is_new ? "ADDED" : "MODIFIED", next.object);
  objects_[path] = std::move(next);
  const doc::Value& stored = objects_[path].object;
  if (stored["metadata"]["deletionTimestamp"].string() &&
      (!stored["metadata"]["finalizers"].list() || stored["metadata"]["finalizers"].list()->empty()))
    drop(path);
}

void FakeApiServer::drop(const std::string& path) {
  const auto found = objects_.find(path);
  if (found == objects_.end()) return;
  ++version_;
  found->second.object.map()->find("metadata")->map()->set("resourceVersion", std::to_string(version_));
  tell(path, "DELETED", found->second.object);
  objects_.erase(found);
  if (!path.starts_with("/api/v1/namespaces/") || std::ranges::count(path, '/') != 4) return;
  std::vector<std::string> inside;  // of a namespace
  const std::string part = "/namespaces/" + path.substr(path.rfind('/') + 1) + "/";
  for (const auto& [other, stored] : objects_)
    if (other.find(part) != std::string::npos) inside.push_back(other);
  for (const std::string& other : inside) drop(other);
}

std::optional<FakeApiServer::Place> FakeApiServer::place_of(std::string_view path) const {
  const auto steps = split(path.substr(1), '/');
  const bool is_core = steps.size() >= 3 && steps[0] == "api";
  if (!is_core && !(steps.size() >= 4 && steps[0] == "apis")) return std::nullopt;
  std::size_t next = is_core ? 2 : 3;
  Place place;
  const std::string group(is_core ? std::string_view() : steps[1]), version(steps[next - 1]);
  const bool is_inside = steps[next] == "namespaces" && steps.size() > next + 2 && steps[next + 2] != "status" &&
                         steps[next + 2] != "finalize";
  if (is_inside) {
    place.ns = percent_unescaped(steps[next + 1]);
    next += 2;
  }
  const auto kind = std::ranges::find_if(kinds_, [&](const Kind& one) {
    return one.group == group && one.version == version && one.resource == steps[next];
  });
  if (kind == kinds_.end()) return std::nullopt;
  place.kind = *kind;
  place.path = (is_core ? "/api/" + version : "/apis/" + group + "/" + version) +
               (is_inside ? "/namespaces/" + place.ns : "") + "/" + kind->resource;
  if (steps.size() > next + 1) {
    place.name = percent_unescaped(steps[next + 1]);
    place.path += "/" + place.name;
  }
  if (steps.size() > next + 2) place.subresource = steps[next + 2];
  return place;
}

bool FakeApiServer::has_label(const doc::Value& object, std::string_view selector) const {
  if (selector.empty()) return true;
  for (const std::string_view one : split(selector, ',')) {
    const auto sign = one.find('=');
    const std::string_view key = one.substr(0, sign);
    const doc::Map* labels = object["metadata"]["labels"].map();
    const doc::Value* value = labels ? labels->find(key) : nullptr;
    if (!value || (sign != one.npos && text_of(*value) != one.substr(sign + 1))) return false;
  }
  return true;
}

io::HttpResponse FakeApiServer::discovery(bool is_core) const {
  std::map<std::string, std::map<std::string, doc::List>> groups;
  for (const Kind& kind : kinds_) {
    if (kind.group.empty() != is_core) continue;
    doc::List verbs;
    for (const char* verb : {"create", "delete", "get", "list", "patch", "update", "watch"}) verbs.add(verb);
    groups[kind.group][kind.version].add(doc::Map{{"resource", kind.resource},
                                                  {"responseKind", doc::Map{{"kind", kind.kind}}},
                                                  {"scope", kind.is_namespaced ? "Namespaced" : "Cluster"},
                                                  {"verbs", std::move(verbs)}});
  }
  doc::List items;
  for (auto& [group, versions] : groups) {
    doc::List all;
    for (auto& [version, resources] : versions)
      all.add(doc::Map{{"version", version}, {"freshness", "Current"}, {"resources", std::move(resources)}});
    items.add(doc::Map{{"metadata", doc::Map{{"name", group}}}, {"versions", std::move(all)}});
  }
  return {200, {}, json(doc::Map{{"kind", "APIGroupDiscoveryList"}, {"items", std::move(items)}})};
}

io::HttpResponse FakeApiServer::list(const Place& place, const Query& query) const {
  doc::List items;
  const std::string suffix = "/" + place.kind.resource + "/";
  const std::string root =
      place.kind.group.empty() ? "/api/" + place.kind.version : "/apis/" + place.kind.group + "/" + place.kind.version;
  std::string name = query.get("fieldSelector");
  if (name.starts_with("metadata.name=")) name = name.substr(14);
  for (const auto& [path, stored] : objects_) {
    const bool is_of_kind = place.ns.empty() ? path.starts_with(root + "/") && path.find(suffix) != path.npos &&
                                                   path.rfind('/') == path.find(suffix) + suffix.size() - 1
                                             : path.starts_with(place.path + "/");
    if (!is_of_kind || !has_label(stored.object, query.get("labelSelector"))) continue;
    if (!name.empty() && text_of(stored.object["metadata"]["name"]) != name) continue;
    doc::Map item(*stored.object.map());
    if (place.kind.group.find('.') == std::string::npos) {  // items of typed lists do not say their kind
      item.remove("kind");
      item.remove("apiVersion");
    }
    items.add(std::move(item));
  }
  return {200,
          {},
          json(doc::Map{{"kind", place.kind.kind + "List"},
                        {"metadata", doc::Map{{"resourceVersion", std::to_string(version_)}}},
                        {"items", std::move(items)}})};
}

std::optional<io::HttpResponse> FakeApiServer::no_namespace(const Place& place) const {
  if (place.ns.empty()) return std::nullopt;
  const auto ns = objects_.find("/api/v1/namespaces/" + place.ns);
  if (ns == objects_.end()) return status(404, "NotFound", fmt::format("namespaces \"{}\" not found", place.ns));
  if (!objects_.contains(place.path) && ns->second.object["metadata"]["deletionTimestamp"].string())
    return status(
        403, "Forbidden",
        fmt::format("{} \"{}\" is forbidden: unable to create new content in namespace {} because it is being "
                    "terminated",
                    place.kind.resource, place.name, place.ns),
        {doc::Map{{"reason", "NamespaceTerminating"}, {"message", ""}, {"field", "metadata.namespace"}}});
  return std::nullopt;
}

io::HttpResponse FakeApiServer::apply(const Place& place, const Query& query, const std::string& body,
                                      std::string& changed) {
  if (const auto refusal = no_namespace(place)) return *refusal;
  const doc::Value ours = parsed(body);
  if (!ours.map()) return status(400, "BadRequest", "error decoding YAML");
  const std::string manager = query.get("fieldManager");
  const Leaves leaves = leaves_of(ours);
  const auto found = objects_.find(place.path);
  const bool is_new = found == objects_.end();
  Stored next = is_new ? Stored{ours, {}} : found->second;
  if (is_new) {
    next.object.map()->find("metadata")->map()->set("name", place.name);
    if (!place.ns.empty()) next.object.map()->find("metadata")->map()->set("namespace", place.ns);
  }
  doc::List causes;
  for (auto& [other, owned] : next.owners) {
    if (other == manager) continue;
    for (const std::string& leaf : Leaves(owned)) {
      if (!leaves.contains(leaf) || is_same(at(ours, leaf), at(next.object, leaf))) continue;
      std::string field = leaf;
      std::ranges::replace(field, '/', '.');
      if (query.get("force") == "true")
        owned.erase(leaf);
      else
        causes.add(doc::Map{{"reason", "FieldManagerConflict"},
                            {"message", fmt::format("conflict with \"{}\" using {}", other, place.kind.version)},
                            {"field", field}});
    }
  }
  if (!causes.empty())
    return status(409, "Conflict", fmt::format("Apply failed with {} conflicts", causes.items().size()), causes);
  for (const std::string& leaf : next.owners[manager]) {
    const bool is_anothers = std::ranges::any_of(
        next.owners, [&](const auto& one) { return one.first != manager && one.second.contains(leaf); });
    if (!leaves.contains(leaf) && !is_anothers) testing::remove(next.object, leaf);
  }
  for (const std::string& leaf : leaves) set(next.object, leaf, *at(ours, leaf));
  next.owners[manager] = leaves;
  const bool is_same_as_before =
      !is_new && is_same(&next.object, &found->second.object) && next.owners == found->second.owners;
  if (query.get("dryRun") == "All") {
    if (is_new) next.object.map()->find("metadata")->map()->set("uid", "made-up");
    return {is_new ? 201 : 200, {}, json(next.object)};
  }
  if (!is_same_as_before) {
    store(place.path, std::move(next), is_new);
    changed = place.path;
  }
  return {is_new ? 201 : 200, {}, json(objects_.at(place.path).object)};
}

io::HttpResponse FakeApiServer::replace(const Place& given, const std::string& body, bool must_be_new,
                                        std::string& changed) {
  Place place = given;
  Stored next;
  next.object = parsed(body);
  if (place.name.empty()) {
    place.name = text_of(next.object["metadata"]["name"]);
    place.path += "/" + place.name;
  }
  if (const auto refusal = no_namespace(place)) return *refusal;
  const auto found = objects_.find(place.path);
  if (must_be_new && found != objects_.end())
    return status(409, "AlreadyExists", fmt::format("{} \"{}\" already exists", place.kind.resource, place.name));
  if (!must_be_new && found == objects_.end())
    return status(404, "NotFound", fmt::format("{} \"{}\" not found", place.kind.resource, place.name));
  next.owners["another"] = leaves_of(next.object);
  if (!place.ns.empty()) next.object.map()->find("metadata")->map()->set("namespace", place.ns);
  store(place.path, std::move(next), must_be_new);
  changed = place.path;
  return {must_be_new ? 201 : 200, {}, json(objects_.at(place.path).object)};
}

io::HttpResponse FakeApiServer::erase(const Place& place, const std::string& body, std::string& changed) {
  const auto found = objects_.find(place.path);
  if (found == objects_.end())
    return status(404, "NotFound", fmt::format("{} \"{}\" not found", place.kind.resource, place.name));
  const doc::Value options = parsed(body);
  const std::string uid = text_of(options["preconditions"]["uid"]);
  if (!uid.empty() && uid != text_of(found->second.object["metadata"]["uid"]))
    return status(409, "Conflict", fmt::format("the UID in the precondition ({}) does not match", uid));
  changed = place.path;
  doc::Map& metadata = *found->second.object.map()->find("metadata")->map();
  const doc::List* finalizers = found->second.object["metadata"]["finalizers"].list();
  if (!finalizers || finalizers->empty()) {
    drop(place.path);
    return status(200, "", "");
  }
  if (!metadata.find("deletionTimestamp")) {
    Stored next = found->second;
    next.object.map()->find("metadata")->map()->set("deletionTimestamp", "2026-11-26T00:00:00Z");
    metadata.set("deletionTimestamp", "2026-11-26T00:00:00Z");
    store(place.path, std::move(next), false);
  }
  return {200, {}, json(objects_.at(place.path).object)};
}

Result<io::HttpResponse> FakeApiServer::answer(const io::HttpRequest& request, std::string& changed) {
  std::string_view url(request.url);
  url.remove_prefix(std::min(kServer.size(), url.size()));
  const auto mark = url.find('?');
  const std::string_view path = url.substr(0, mark);
  const Query query(mark == url.npos ? std::string_view() : url.substr(mark + 1));
  if (path == "/readyz") return io::HttpResponse{200, {}, "ok"};
  if (path == "/api" || path == "/apis") return discovery(path == "/api");
  const auto place = place_of(path);
  if (!place) return status(404, "NotFound", "the server could not find the requested resource");
  const std::string& method = request.method;
  if (method == "GET" && place->subresource == "log") {
    const auto log = logs.find(place->path);
    if (log == logs.end()) return status(404, "NotFound", fmt::format("pods \"{}\" not found", place->name));
    return io::HttpResponse{200, {}, log->second};
  }
  if (method == "GET" && place->name.empty()) return list(*place, query);
  if (method == "GET") {
    const auto found = objects_.find(place->path);
    if (found == objects_.end())
      return status(404, "NotFound", fmt::format("{} \"{}\" not found", place->kind.resource, place->name));
    return io::HttpResponse{200, {}, json(found->second.object)};
  }
  if (method == "PATCH") return apply(*place, query, request.body, changed);
  if (method == "POST" || method == "PUT") return replace(*place, request.body, method == "POST", changed);
  if (method == "DELETE") return erase(*place, request.body, changed);
  return status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
}

std::optional<Result<io::HttpResponse>> FakeApiServer::refused(const io::HttpRequest& request) {
  if (is_dead_) throw Killed{};
  {
    const std::lock_guard lock(mutex_);
    ++requests_;
    asked_.push_back(request.method + " " + request.url.substr(std::min(kServer.size(), request.url.size())));
  }
  if (trouble)
    if (auto answer = trouble(request)) return answer;
  if (clock.now() < away_until) return Failure{FailureKind::Unreachable, "fake: connection refused"};
  const std::lock_guard lock(mutex_);
  if (throttled > 0) {
    --throttled;
    return status(429, "TooManyRequests", "too many requests");
  }
  return std::nullopt;
}

Result<io::HttpResponse> FakeApiServer::send(const io::HttpRequest& request) {
  const int now = ++in_flight_;
  for (int most = most_in_flight_; now > most && !most_in_flight_.compare_exchange_weak(most, now);) {
  }
  struct Leaving {
    std::atomic<int>& count;
    ~Leaving() { --count; }
  } leaving{in_flight_};
  if (auto refusal = refused(request)) return *refusal;
  std::string changed;
  bool is_killed = false;
  Result<io::HttpResponse> response = io::HttpResponse{};
  {
    const std::lock_guard lock(mutex_);
    is_killed = kill_at > 0 && --kill_at == 0;
    if (is_killed) is_dead_ = true;
    if (!is_killed || !kill_before) response = answer(request, changed);
    if (!changed.empty()) writes_.push_back(request.method + " " + changed);
  }
  if (!changed.empty() && on_write) on_write(changed);
  if (is_killed) throw Killed{};
  const std::string warning = warns ? warns(request) : "";
  if (warning.empty() || !response) return response;
  auto warned = *response;
  warned.headers.push_back({"Warning", "299 - \"" + warning + "\""});
  return warned;
}

Result<io::HttpResponse> FakeApiServer::stream(const io::HttpRequest& request,
                                               const std::function<bool(std::string_view)>& take) {
  if (auto refusal = refused(request)) return *refusal;
  std::string_view url(request.url);
  url.remove_prefix(std::min(kServer.size(), url.size()));
  const auto mark = url.find('?');
  const Query query(mark == url.npos ? std::string_view() : url.substr(mark + 1));
  const auto number = [&](const char* name) {
    const std::string text = query.get(name);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  std::int64_t version = number("resourceVersion");
  const std::int64_t ends = clock.now() + number("timeoutSeconds") * 1000;
  std::string name = query.get("fieldSelector");
  if (name.starts_with("metadata.name=")) name = name.substr(14);
  for (bool was_idle = false;;) {
    if (is_dead_) throw Killed{};
    std::vector<std::string> lines;
    {
      const std::lock_guard lock(mutex_);
      const auto place = place_of(url.substr(0, mark));
      if (!place) return status(404, "NotFound", "the server could not find the requested resource");
      if (kill_at > 0 && !was_idle && --kill_at == 0) {
        is_dead_ = true;
        throw Killed{};
      }
      if (version < forgotten_)
        lines.push_back(R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}})");
      const std::string root = place->kind.group.empty() ? "/api/" + place->kind.version
                                                         : "/apis/" + place->kind.group + "/" + place->kind.version;
      const std::string part = "/" + place->kind.resource + "/";
      for (const Event& event : events_) {
        if (event.version <= version) continue;
        const bool is_here = place->ns.empty()
                                 ? event.path.starts_with(root) && event.path.find(part) != event.path.npos
                                 : event.path.starts_with(place->path + "/");
        if (!is_here || (!name.empty() && !event.path.ends_with("/" + name))) continue;
        lines.push_back(R"({"type":")" + event.type + R"(","object":)" + event.object + "}");
      }
      version = std::max(version, version_);
    }
    for (const std::string& line : lines)
      if (!take(line + "\n")) return io::HttpResponse{200, {}, {}};
    if (clock.now() < away_until) return Failure{FailureKind::Unreachable, "fake: connection reset"};
    if (!lines.empty()) continue;
    if (clock.now() >= ends) return io::HttpResponse{200, {}, {}};
    if (request.stop && request.stop()) return Failure{FailureKind::Unreachable, "stopped"};
    if (when_idle) when_idle();
    was_idle = true;
    clock.sleep(1000);
  }
}

}  // namespace slipway::cluster::testing
