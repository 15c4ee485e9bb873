#include "cli/verdicts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/text.h"
#include "cli/applied.h"
#include "doc/draft.h"
#include "doc/json.h"
#include "kube/decode/field_check.h"
#include "kube/decode/field_trees.h"
#include "kube/version.h"

namespace slipway::cli {
namespace {

using doc::Node;

/// From an object to a node that an error's path names: what is there of it.
struct Found {
  const Node* node;       // the deepest node of the path that exists
  SourceRange key;        // of its key; of an item of a list the item
  bool is_whole = false;  // it is the node that the path names
};

/// The end of a key of a map at the start of `rest`: the longest member's name that the path goes on with.
const doc::Member* member_at(const Node& map, std::string_view rest) {
  const doc::Member* best = nullptr;
  for (const doc::Member& member : map.members()) {
    const std::string_view key = member.key.text();
    if (!rest.starts_with(key) || (best && best->key.text().size() > key.size())) continue;
    if (rest.size() == key.size() || rest[key.size()] == '.' || rest[key.size()] == '[') best = &member;
  }
  return best;
}

/// "spec.containers[0].env[1].name", "metadata.labels[a/b]", also ["a"] as CEL writes it.
Found follow(const Node& object, std::string_view path) {
  Found at{&object, object.where(), true};
  while (!path.empty()) {
    if (path[0] == '.') {
      path.remove_prefix(1);
      continue;
    }
    if (path[0] == '[') {
      const std::size_t close = path.find(']');
      if (close == path.npos) return {at.node, at.key, false};
      std::string_view inside = path.substr(1, close - 1);
      path.remove_prefix(close + 1);
      if (inside.size() >= 2 && inside.front() == '"' && inside.back() == '"')
        inside = inside.substr(1, inside.size() - 2);
      if (at.node->is_list()) {
        std::size_t index = 0;
        for (const char c : inside) {
          if (c < '0' || c > '9' || index > 1'000'000) return {at.node, at.key, false};
          index = index * 10 + static_cast<std::size_t>(c - '0');
        }
        if (index >= at.node->size()) return {at.node, at.key, false};
        at.node = &at.node->items()[index];
        at.key = at.node->where();
        continue;
      }
      const doc::Member* found = nullptr;
      for (const doc::Member& member : at.node->members())
        if (member.key.text() == inside) found = &member;
      if (!found) return {at.node, at.key, false};
      at = {&found->value, found->key.where(), true};
      continue;
    }
    const doc::Member* member = member_at(*at.node, path);
    if (!member) return {at.node, at.key, false};
    path.remove_prefix(member->key.text().size());
    at = {&member->value, member->key.where(), true};
  }
  return at;
}

std::string_view id_of(schema::Error::Type type) {
  using Type = schema::Error::Type;
  switch (type) {
    case Type::FieldValueRequired:
      return "API001";
    case Type::FieldValueInvalid:
    case Type::FieldValueTypeInvalid:
      return "API002";
    case Type::FieldValueNotSupported:
      return "API003";
    case Type::FieldValueDuplicate:
      return "API004";
    case Type::FieldValueForbidden:
      return "API005";
    case Type::FieldValueTooLong:
    case Type::FieldValueTooMany:
      return "API006";
    case Type::FieldValueNotFound:
      return "API007";
    case Type::InternalError:
      return "API008";
    case Type::FieldUnknown:
      return "API010";
    case Type::FieldRepeated:
      return "API011";
    default:
      return "API009";
  }
}

/// "Invalid value: -1: must be …" begins with a capital; the messages of slipway do not.
std::string lowered(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// The tree without the nodes that stand at these places.
class Without {
 public:
  Without(const std::set<const Node*>& gone, doc::Arena& arena) : gone_(gone), arena_(arena) {}

  Node of(const Node& node, int depth = 0) {
    if (depth > 100) return node;
    if (node.is_map()) {
      doc::Draft draft(node, arena_);
      for (const doc::Member& member : node.members()) {
        if (gone_.contains(&member.value)) {
          draft.remove(member.key.text());
        } else if (member.value.is_map() || member.value.is_list()) {
          const int before = removed_;
          const Node made = of(member.value, depth + 1);
          if (removed_ != before) draft.set(member.key.text(), made);
        }
        if (gone_.contains(&member.value)) ++removed_;
      }
      return draft.node();
    }
    if (!node.is_list()) return node;
    std::vector<Node> items;
    for (const Node& item : node.items()) {
      if (gone_.contains(&item))
        ++removed_;
      else
        items.push_back(of(item, depth + 1));
    }
    return doc::Draft(Node(), arena_).list_of(items, node);
  }

 private:
  const std::set<const Node*>& gone_;
  doc::Arena& arena_;
  int removed_ = 0;
};

/// Columns by line.
using Places = std::map<int, std::vector<int>>;

bool holds(const Places& places, const SourceRange& where) {
  const auto found = places.find(where.line);
  return found != places.end() && std::ranges::any_of(found->second, [&](int column) {
           return column >= where.column && column < where.column + std::max(where.length, 1);
         });
}

/// The nodes on whose key or value one of these places is.
void collect_at(const Node& node, const Places& places, std::set<const Node*>& into) {
  std::vector<const Node*> waiting = {&node};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    for (const doc::Member& member : one.members()) {
      if (holds(places, member.key.where()) || (member.value.is_scalar() && holds(places, member.value.where())))
        into.insert(&member.value);
      else
        waiting.push_back(&member.value);
    }
    for (const Node& item : one.items()) {
      if (item.is_scalar() && holds(places, item.where()))
        into.insert(&item);
      else
        waiting.push_back(&item);
    }
  }
}

/// Versions of APIs that Kubernetes served once (its deprecated API migration guide).
struct Removed {
  std::string_view api_version, kind, since, use;
};
constexpr Removed kRemoved[] = {
    {"admissionregistration.k8s.io/v1beta1", "*", "1.22", "admissionregistration.k8s.io/v1"},
    {"apiextensions.k8s.io/v1beta1", "*", "1.22", "apiextensions.k8s.io/v1"},
    {"apps/v1beta1", "*", "1.16", "apps/v1"},
    {"apps/v1beta2", "*", "1.16", "apps/v1"},
    {"autoscaling/v2beta1", "*", "1.25", "autoscaling/v2"},
    {"autoscaling/v2beta2", "*", "1.26", "autoscaling/v2"},
    {"batch/v1beta1", "CronJob", "1.25", "batch/v1"},
    {"extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    {"extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"},
    {"extensions/v1beta1", "*", "1.16", "apps/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta1", "*", "1.26", "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta2", "*", "1.29", "flowcontrol.apiserver.k8s.io/v1"},
    {"flowcontrol.apiserver.k8s.io/v1beta3", "*", "1.32", "flowcontrol.apiserver.k8s.io/v1"},
    {"networking.k8s.io/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    {"networking.k8s.io/v1beta1", "IngressClass", "1.22", "networking.k8s.io/v1"},
    {"policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1"},
    {"policy/v1beta1", "PodSecurityPolicy", "1.25", "Pod Security admission (labels of the namespace)"},
    {"rbac.authorization.k8s.io/v1beta1", "*", "1.22", "rbac.authorization.k8s.io/v1"},
    {"rbac.authorization.k8s.io/v1alpha1", "*", "1.22", "rbac.authorization.k8s.io/v1"},
    {"scheduling.k8s.io/v1beta1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"},
    {"storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27", "storage.k8s.io/v1"},
    {"storage.k8s.io/v1beta1", "StorageClass", "1.22", "storage.k8s.io/v1"},
    {"discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1"},
    {"coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1"},
    {"node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1"},
    {"karpenter.sh/v1beta1", "*", "0", "karpenter.sh/v1"},
    {"karpenter.sh/v1alpha5", "*", "0", "karpenter.sh/v1"},
    {"karpenter.k8s.aws/v1beta1", "*", "0", "karpenter.k8s.aws/v1"},
};

/// Namespaces in which claims may ask for admin access to devices (Kubernetes 1.36, pkg/apis/resource/validation).
constexpr std::string_view kAdminAccess = "resource.kubernetes.io/admin-access";

/// What mutating webhooks of the kinds' own controllers write where nothing stands, though the schema requires it.
struct FilledIn {
  std::string_view group, kind, field;
};
constexpr FilledIn kFilledIn[] = {
    {"jobset.x-k8s.io", "JobSet", "spec.failurePolicy.rules[].name"},  // jobset 0.11, pkg/webhooks/jobset_webhook.go
};

/// Groups that the API server serves by itself: nobody else defines kinds there.
bool is_of_kubernetes(std::string_view group) {
  constexpr std::string_view kGroups[] = {"",
                                          "admissionregistration.k8s.io",
                                          "apiextensions.k8s.io",
                                          "apiregistration.k8s.io",
                                          "apps",
                                          "authentication.k8s.io",
                                          "authorization.k8s.io",
                                          "autoscaling",
                                          "batch",
                                          "certificates.k8s.io",
                                          "coordination.k8s.io",
                                          "discovery.k8s.io",
                                          "events.k8s.io",
                                          "extensions",
                                          "flowcontrol.apiserver.k8s.io",
                                          "networking.k8s.io",
                                          "node.k8s.io",
                                          "policy",
                                          "rbac.authorization.k8s.io",
                                          "resource.k8s.io",
                                          "scheduling.k8s.io",
                                          "storage.k8s.io"};
  return std::ranges::binary_search(kGroups, group);
}

/// Whole objects in a message are left out: the finding shows where they stand.
std::string without_objects(std::string text) {
  constexpr std::string_view kBefore = "Invalid value: {";
  constexpr std::size_t kLongest = 120;
  const std::size_t end = text.rfind("}: ");
  if (text.size() > kLongest && text.starts_with(kBefore) && end != text.npos)
    text.replace(kBefore.size(), end - kBefore.size(), "…");
  return text;
}

class ObjectJudge {
 public:
  ObjectJudge(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
              Diagnostics& findings)
      : subject_(subject), judge_(judge), findings_(findings) {
    for (const kube::Object& one : before) before_.try_emplace(key_of(one), &one);
  }

  void judge_all() {
    for (const kube::Object& object : subject_.objects()) {
      if (object.api_version.empty() || object.kind.empty()) continue;
      if (!says_removed(object)) judge(object);
      look_for_another(object);
    }
    for (const auto& [name, object] : unknown_)
      findings_.note("API013", (*object->node)["kind"].where(),
                     fmt::format("no schema of {} here: rules alone look at it", name),
                     "name its CustomResourceDefinition: --crd FILE");
  }

 private:
  void judge(const kube::Object& object) {
    const Node& node = *object.node;
    const bool is_known = judge_.knows(object.api_version, object.kind);
    const Earlier old = is_known ? earlier(object) : Earlier();
    doc::Arena merging;
    const auto ask = [&](const Node& one) {
      if (old.live) return judge_.update_live(*old.live, applied(one, *old.live, old.last, merging));
      return old.made ? judge_.update(*old.made, one) : judge_.check(one);
    };
    // What is accepted has no field that its decoder would refuse.
    if (is_known) {
      const schema::Verdict verdict = ask(node);
      say_unchecked(object, verdict);
      if (verdict.is_accepted()) return;
    }
    Diagnostics decoding;
    const bool known_type = kube::check_object_fields(node, decoding);
    for (const Diagnostic& one : decoding.all()) say(one);
    if (!is_known) {
      const bool is_recipe =
          object.group() == "kustomize.config.k8s.io" || object.api_version == "builtin";  // kustomize's
      if (!known_type && !is_recipe && !says_no_such_kind(object))
        unknown_.try_emplace(object.kind + " " + object.api_version, &object);
      return;
    }
    doc::Arena arena;
    const Node* judged = &node;
    Node cut;
    std::set<const Node*> gone;
    if (!decoding.all().empty()) {
      Places places;
      for (const Diagnostic& one : decoding.all()) places[one.where.line].push_back(one.where.column);
      collect_at(node, places, gone);
      cut = Without(gone, arena).of(node);
      judged = &cut;
    }
    schema::Verdict verdict = ask(*judged);
    const bool strict = std::ranges::any_of(verdict.errors, [](const schema::Error& error) {
      return error.type == schema::Error::Type::FieldUnknown || error.type == schema::Error::Type::FieldRepeated;
    });
    say_errors(object, verdict, !decoding.all().empty());
    if (!strict) return;
    // What a server that met an unknown field never comes to.
    for (const schema::Error& error : verdict.errors) {
      const Found found = follow(*judged, error.field);
      if (found.is_whole) gone.insert(found.node);
    }
    const Node rest = Without(gone, arena).of(*judged);
    const schema::Verdict again = ask(rest);
    say_errors(object, again, true);
  }

  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  static Key key_of(const kube::Object& object) {
    return {object.api_version, object.kind, object.ns.empty() ? "default" : object.ns, object.name};
  }

  /// How an object is now. One of both, or none where it is new.
  struct Earlier {
    const Node* made = nullptr;  // without what the server writes by itself
    const Node* live = nullptr;  // with all of it
    Node last = Node();          // what was applied last, of a live one; absent: nobody knows
  };

  /// Kinds into which the server writes fields that no file repeats, though they may not change.
  static bool is_filled(const kube::Object& object) {
    constexpr std::string_view kFilled[] = {"Job", "Pod", "PersistentVolumeClaim"};
    return std::ranges::find(kFilled, object.kind) != std::end(kFilled);
  }

  /// The text, read; an absent node when it is no JSON.
  Node kept(std::string_view name, std::string text) {
    Diagnostics unheard;
    kept_.push_back(doc::read_json(std::make_shared<const SourceText>(std::string(name), std::move(text)), unheard));
    return kept_.back().root();
  }

  /// Of a file, the object is made of it first: a Job gets its selector then. A claim is taken to be bound by now.
  Earlier filled(const kube::Object& was) {
    constexpr std::string_view kLast = "kubectl.kubernetes.io/last-applied-configuration";
    const Node& node = *was.node;
    const bool is_live = node["metadata"]["uid"].is_string();
    doc::Draft sent(node, before_arena_);
    if (is_live) sent.in("metadata", [](doc::Draft& metadata) { metadata.set_default("resourceVersion", "1"); });
    const schema::Verdict made = is_live ? judge_.update_live(sent.node(), sent.node()) : judge_.create(node);
    if (!is_well(was, made)) return {};
    doc::Draft stored(kept("stored", doc::write_json(made.stored, doc::JsonLayout::Compact)), before_arena_);
    Earlier out;
    if (!is_live) {
      out.last = node;
      if (was.kind == "PersistentVolumeClaim")
        stored.in_new("status", [&](doc::Draft& status) {
          status.set("phase", "Bound");
          status.set("capacity", stored["spec"]["resources"]["requests"]);
        });
    } else if (const Node* last = node["metadata"]["annotations"].find(kLast); last && last->is_string()) {
      out.last = kept("last-applied", std::string(last->text()));
    }
    out.live = &earlier_.emplace_back(stored.node());
    return out;
  }

  Earlier earlier(const kube::Object& object) {
    const auto found = before_.empty() ? before_.end() : before_.find(key_of(object));
    if (found == before_.end()) return {};
    const kube::Object& was = *found->second;
    if (is_filled(object)) return filled(was);
    doc::Draft draft(*was.node, before_arena_);
    draft.remove("status");
    draft.in("metadata", [](doc::Draft& metadata) {
      for (const char* field : {"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation",
                                "managedFields", "resourceVersion", "selfLink", "uid"})
        metadata.remove(field);
    });
    const Node& made = earlier_.emplace_back(draft.node());
    return is_well(was, judge_.check(made)) ? Earlier{&made} : Earlier{};
  }

  /// Says it when an object would not be accepted as it is.
  bool is_well(const kube::Object& was, const schema::Verdict& verdict) {
    if (verdict.is_accepted()) return true;
    const std::string why = verdict.errors.empty() ? verdict.message
                            : verdict.errors[0].field.empty()
                                ? verdict.errors[0].detail
                                : verdict.errors[0].field + ": " + verdict.errors[0].detail;
    findings_.add({"API017",
                   Severity::Note,
                   was.node->where(),
                   fmt::format("{} {} would not be accepted as it is here", was.kind, printable(was.name)),
                   printable(why),
                   "",
                   {}});
    return false;
  }

  void say_unchecked(const kube::Object& object, const schema::Verdict& verdict) {
    for (const std::string& rule : verdict.unchecked)
      say({"API016",
           Severity::Note,
           (*object.node)["kind"].where(),
           fmt::format("a rule of {} is not checked: slipway cannot evaluate it", printable(object.kind)),
           printable(rule),
           "ask a server: kubectl apply --dry-run=server",
           {}});
  }

  /// `cut`: something was taken away before, so that what is missing may be what was taken.
  void say_errors(const kube::Object& of, const schema::Verdict& verdict, bool cut) {
    const Node& object = *of.node;
    const bool has_filled =
        std::ranges::any_of(verdict.errors, [&](const schema::Error& error) { return is_filled_in(of, error); });
    for (const schema::Error& error : verdict.errors) {
      if (cut && (error.field.empty() || error.field == "<nil>")) continue;
      if (is_filled_in(of, error)) continue;
      const bool is_unchecked = error.field == "<nil>";
      if (is_unchecked && has_filled) continue;  // with the field filled in, what was not checked is
      const Found found = follow(object, error.field);
      if (cut && error.type == schema::Error::Type::FieldValueRequired && found.is_whole) continue;
      const bool at_key = !found.is_whole || error.type == schema::Error::Type::FieldUnknown ||
                          error.type == schema::Error::Type::FieldRepeated ||
                          error.type == schema::Error::Type::FieldValueForbidden || !found.node->is_scalar();
      const SourceRange where = at_key ? found.key : found.node->where();
      std::string message =
          lowered(error.detail.empty() ? std::string(to_string(error.type)) : without_objects(error.detail));
      if (error.type == schema::Error::Type::FieldUnknown || error.field.empty() || error.field == "<nil>")
        message = lowered(error.detail);
      else
        message = fmt::format("{}: {}", error.field, message);
      Diagnostic finding{std::string(id_of(error.type)), Severity::Error, where, std::move(message)};
      if (is_unchecked) {
        finding.severity = Severity::Note;
        finding.message = "its CEL rules are checked when its other errors are mended: the API server does so too";
      } else if (needs_admin_label(error)) {
        if (has_admin_label(of)) continue;
        if (!subject_.find("Namespace", "", of.ns)) finding.severity = Severity::Note;  // who knows what it has
      }
      say(std::move(finding));
    }
  }

  /// What the API server's own check asks of the namespace of a ResourceClaim or its template.
  static bool needs_admin_label(const schema::Error& error) {
    return error.type == schema::Error::Type::FieldValueForbidden &&
           error.detail.find(kAdminAccess) != error.detail.npos;
  }
  bool has_admin_label(const kube::Object& object) const {
    const kube::Object* made = subject_.find("Namespace", "", object.ns);
    const Node* label = made ? (*made->node)["metadata"]["labels"].find(kAdminAccess) : nullptr;
    return label && label->is_string() && label->text() == "true";
  }

  /// A field that the schema requires and that the kind's own webhook writes before the schema is asked.
  static bool is_filled_in(const kube::Object& object, const schema::Error& error) {
    if (error.type != schema::Error::Type::FieldValueRequired) return false;
    std::string field;  // without indexes
    for (const char c : error.field)
      if (c < '0' || c > '9') field += c;
    return std::ranges::any_of(kFilledIn, [&](const FilledIn& one) {
      return one.group == object.group() && one.kind == object.kind && one.field == field;
    });
  }

  void say(Diagnostic finding) {
    const std::string_view file = finding.where ? std::string_view(finding.where.source->name()) : std::string_view();
    if (said_.emplace(std::string(file), finding.where.line, finding.where.column, finding.message).second)
      findings_.add(std::move(finding));
  }

  static const Removed* removed(const kube::Object& object) {
    const auto found = std::ranges::find_if(kRemoved, [&](const Removed& one) {
      return one.api_version == object.api_version && (one.kind == "*" || one.kind == object.kind);
    });
    return found == std::end(kRemoved) ? nullptr : &*found;
  }

  /// Of a group of Kubernetes' own, whose kinds are all known here. (A kubeconfig is no object.)
  bool says_no_such_kind(const kube::Object& object) {
    using kube::FieldTrees;
    const bool is_config = object.api_version == "v1" && object.kind == "Config";
    if (!is_of_kubernetes(object.group()) || is_config || removed(object) ||
        FieldTrees::extensions().find(object.api_version, object.kind))
      return false;
    const auto near = near_miss(object.kind, FieldTrees::builtin().kinds(object.api_version));
    auto versions = FieldTrees::builtin().versions_of(object.kind);
    std::erase_if(versions, [](std::string_view one) {
      return one.find('/') != one.npos && !is_of_kubernetes(one.substr(0, one.find('/')));
    });
    // Of several the one that is done with being tried out.
    const auto stable = std::ranges::find_if(
        versions, [](std::string_view one) { return one.find("alpha") == one.npos && one.find("beta") == one.npos; });
    const doc::Node &kind = (*object.node)["kind"], &version = (*object.node)["apiVersion"];
    Diagnostic out{
        "API015", Severity::Error, near ? kind.where() : version.where(),
        fmt::format("no matches for kind {} in version {}", printable(object.kind), printable(object.api_version))};
    const std::string_view meant = near ? *near : stable != versions.end() ? *stable : std::string_view();
    if (meant.empty()) {
      out.fix = "write the kind and version that were meant: kubectl api-resources lists them";
    } else {
      out.hint = fmt::format("did you mean {}?", meant);
      out.fix = fmt::format("write {}", meant);
      const SourceRange where = out.where;
      out.fixes.push_back({where, std::string(meant)});
    }
    say(std::move(out));
    return true;
  }

  bool says_removed(const kube::Object& object) {
    if (judge_.knows(object.api_version, object.kind)) return false;
    const Removed* found = removed(object);
    if (!found) return false;
    const bool of_kubernetes = found->since != "0";
    if (of_kubernetes) {
      const auto has = kube::Version::parse_generic(subject_.context().kubernetes);
      const auto since = kube::Version::parse_generic(std::string(found->since));
      if (has && since && *has < *since) return false;
    }
    const Node& version = (*object.node)["apiVersion"];
    findings_.add(
        {"API012",
         Severity::Error,
         version.where(),
         of_kubernetes
             ? fmt::format("{} {} is not served since Kubernetes {}", object.api_version, object.kind, found->since)
             : fmt::format("{} {} is not served by Karpenter 1.1 and later", object.api_version, object.kind),
         "",
         fmt::format("write it as {}", found->use),
         {}});
    return true;
  }

  /// One name twice: the second of them says so.
  void look_for_another(const kube::Object& object) {
    if (object.name.empty()) return;
    const kube::Object* first = subject_.find(object.kind, object.ns, object.name);
    if (!first || first == &object || first->group() != object.group()) return;
    const SourceRange one = first->node->where(), other = object.node->where();
    // What stands in a namespace and what does not are two; so are objects of files for different clusters.
    if (one == other) return;
    const Node& name = (*object.node)["metadata"]["name"];
    const auto folder = [](const SourceRange& place) {
      const std::string_view file = place ? std::string_view(place.source->name()) : std::string_view();
      return file.substr(0, file.rfind('/') + 1);
    };
    const bool may_be_two_clusters = !subject_.platform() && folder(one) != folder(other);
    findings_.add({"API014",
                   may_be_two_clusters ? Severity::Note : Severity::Warning,
                   name.where(),
                   fmt::format("{} {} is defined twice", object.kind, object.name),
                   fmt::format("first at {}", (*first->node)["metadata"]["name"].where().to_string()),
                   "remove one of them, or give it a name of its own",
                   {}});
  }

  const subject::Subject& subject_;
  schema::Judge& judge_;
  Diagnostics& findings_;
  std::map<Key, const kube::Object*> before_;
  doc::Arena before_arena_;
  std::deque<Node> earlier_;  // in before_arena_, in kept_ and in what was read
  std::deque<doc::Document> kept_;
  std::map<std::string, const kube::Object*> unknown_;
  std::set<std::tuple<std::string, int, int, std::string>> said_;
};

}  // namespace

void judge_objects(const subject::Subject& subject, std::span<const kube::Object> before, schema::Judge& judge,
                   Diagnostics& findings) {
  ObjectJudge(subject, before, judge, findings).judge_all();
}

}  // namespace slipway::cli
