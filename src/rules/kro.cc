#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "doc/draft.h"
#include "doc/tree_builder.h"
#include "kube/decode/field_trees.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "schema/custom/kind.h"
#include "schema/place.h"
#include "schema/verdict.h"

namespace slipway::rules {
namespace {

using doc::Node;
using kube::FieldType;
using schema::custom::Structural;
using subject::Subject;

bool is_kro(const kube::Object& object) { return object.group() == "kro.run" || object.group() == "kro.aws.io"; }

void check_version(const Subject& subject, Findings& findings) {
  std::set<std::string_view> made;  // kinds that some definition makes
  for (const kube::Object& object : subject.objects()) {
    if (!is_kro(object)) continue;
    made.insert(text_of((*object.node)["spec"]["schema"]["kind"]));
    if (object.group() == "kro.aws.io")
      findings.say((*object.node)["apiVersion"].where(),
                   fmt::format("{} {} is not kro's", object.api_version, object.kind),
                   "kro serves kro.run/v1alpha1 ResourceGraphDefinition");
  }
  // The kind's old name in the new group.
  for (const kube::Object* object : subject.of_kind("ResourceGroup", "kro.run"))
    if (!made.contains("ResourceGroup") && (*object->node)["spec"].find("resources"))
      findings.say((*object->node)["kind"].where(), "kro serves no kind ResourceGroup",
                   "since kro 0.2 it is ResourceGraphDefinition", {},
                   {{(*object->node)["kind"].where(), "ResourceGraphDefinition"}});
  for (const kube::Object& object : subject.objects()) {
    const std::string_view version = object.api_version;
    const bool is_bare = version.find('/') == version.npos && version != "v1" && version.starts_with('v');
    // A Chart.yaml says v2, and no kind; a document of Talos a kind, and nothing else of an object.
    if (is_bare && !object.kind.empty() && (object.node->find("metadata") || object.node->find("spec")))
      findings.say(
          (*object.node)["apiVersion"].where(), fmt::format("apiVersion {} has no group", version),
          made.contains(object.kind) ? "instances of kro are of kro.run/v1alpha1" : "only v1 stands without one");
  }
}

/// What is known of the values of a place: by a Go type of Kubernetes, or by the schema of a custom resource. Neither:
/// nothing.
struct Shape {
  FieldType::Use go;
  const Structural* structural = nullptr;
  bool is_known() const { return go.type || structural; }

  /// Of a field of a map. nullopt: there is none.
  std::optional<Shape> field(std::string_view name) const {
    if (go.type) {
      if (go.type->kind == FieldType::Kind::Map) return Shape{go.type->element, nullptr};
      if (go.type->kind != FieldType::Kind::Struct) return Shape{};
      const FieldType::Field* found = go.type->find(name);
      return found ? std::optional(Shape{found->use, nullptr}) : std::nullopt;
    }
    if (!structural || structural->preserve_unknown || structural->has_combinations()) return Shape{};
    if (const auto* property = structural->find(name)) return Shape{{}, property->schema};
    if (structural->has_additional || structural->type != schema::custom::Type::Object ||
        structural->properties.empty())
      return Shape{{}, structural->additional};
    return std::nullopt;
  }
  Shape item() const {
    if (go.type && go.type->kind == FieldType::Kind::Slice) return {go.type->element, nullptr};
    return {{}, structural ? structural->items : nullptr};
  }
};

/// The kinds that templates are of.
class Kinds {
 public:
  /// The version that a template says, or the one that the kind has for want of it.
  static std::string version_of(const Node& made) {
    const std::string_view said = text_of(made["apiVersion"]), kind = text_of(made["kind"]);
    if (!said.empty()) return std::string(said);
    for (const std::string_view one : kube::FieldTrees::builtin().versions_of(kind))
      if (one.find("beta") == one.npos && one.find("alpha") == one.npos) return std::string(one);
    return {};
  }

  Shape of(const Node& made) {
    const std::string version = version_of(made);
    const std::string_view kind = text_of(made["kind"]);
    if (const FieldType* type = kube::FieldTrees::builtin().find(version, kind)) return {{type, true}, nullptr};
    const auto* custom = packed_.find(version, kind);
    return {{}, custom ? custom->schema : nullptr};
  }

 private:
  schema::custom::PackedKinds packed_;
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Strings below a node.
template <class Check>
void each_text(const Node& node, Check check) {
  std::vector<const Node*> waiting = {&node};
  while (!waiting.empty()) {
    const Node& one = *waiting.back();
    waiting.pop_back();
    if (one.is_string()) check(one);
    for (const Node& item : one.items()) waiting.push_back(&item);
    for (const doc::Member& member : one.members()) waiting.push_back(&member.value);
  }
}

/// Follows the path that stands at `at` of an expression (".status.endpoint", "[0]", "?.x") as far as its shape is
/// known; the path up to the first field that is not there, "" when all are.
std::string missing_part(std::string_view text, std::size_t at, Shape shape) {
  std::string path;
  bool in_metadata = false;  // which schemas of custom resources do not describe
  for (bool first = true; shape.is_known(); first = false) {
    if (at < text.size() && text[at] == '[') {
      const std::size_t close = text.find(']', at);
      if (close == text.npos) return {};
      const bool is_key = text[at + 1] == '"' || text[at + 1] == '\'';
      path += text.substr(at, close + 1 - at);
      if (is_key) return {};
      shape = shape.item();
      at = close + 1;
      continue;
    }
    if (at + 1 < text.size() && text[at] == '.' && text[at + 1] == '?') return {};  // it may be missing
    if (at >= text.size() || text[at] != '.') return {};
    std::size_t end = ++at;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view name = text.substr(at, end - at);
    if (name.empty() || (end < text.size() && text[end] == '(')) return {};  // a function
    path += fmt::format(".{}", name);
    in_metadata = in_metadata || (first && name == "metadata");
    if (in_metadata) return {};
    const auto below = shape.field(name);
    if (!below) return path;
    shape = *below;
    at = end;
  }
  return {};
}

void check_paths(const Subject& subject, Findings& findings) {
  std::optional<Kinds> kinds;
  for (const kube::Object& object : subject.objects()) {
    if (!is_kro(object)) continue;
    if (!kinds) kinds.emplace();
    std::map<std::string, const Node*, std::less<>> made;  // by id
    for (const Node& one : (*object.node)["spec"]["resources"].items())
      made[std::string(text_of(one["id"]))] = &one["template"];
    made.erase("");
    each_text(*object.node, [&](const Node& node) {
      const std::string_view text = node.text();
      for (std::size_t begin = text.find("${"); begin != text.npos; begin = text.find("${", begin + 2)) {
        const std::string_view inside = text.substr(0, std::min(text.find('}', begin), text.size()));
        for (std::size_t at = begin + 2; at < inside.size();) {
          std::size_t end = at;
          while (end < inside.size() && is_word(inside[end])) ++end;
          const auto of = made.find(inside.substr(at, end - at));
          if (end > at && inside[at - 1] != '.' && of != made.end()) {
            const std::string missing = missing_part(inside, end, kinds->of(*of->second));
            if (!missing.empty())
              findings.say(node.where(),
                           fmt::format("{}{} is no path of {}", of->first, missing, text_of((*of->second)["kind"])),
                           fmt::format("{} {} has no such field", Kinds::version_of(*of->second),
                                       text_of((*of->second)["kind"])));
          }
          at = std::max(end, at + 1);
        }
      }
    });
  }
}

/// A template in which expressions are taken for values of the right type, so that the API server's checks can look at
/// the rest. Where that cannot be told (a list, a map) the field is left out, and its path is in `open`.
class Filled {
 public:
  explicit Filled(doc::Arena& arena) : arena_(arena) {}
  std::vector<std::string> open;

  Node of(const Node& node, const Shape& shape, const std::string& path) {
    if (node.is_list()) {
      std::vector<Node> items;
      for (std::size_t i = 0; i < node.items().size(); ++i)
        add(node.items()[i], shape.item(), fmt::format("{}[{}]", path, i),
            [&](const Node& made) { items.push_back(made); });
      return doc::TreeBuilder::list_in(arena_, items, node.where());
    }
    if (!node.is_map()) return node;
    std::vector<doc::Member> members;
    for (const doc::Member& member : node.members()) {
      const auto below = shape.field(member.key.text());
      add(member.value, below ? *below : Shape{},
          fmt::format("{}{}{}", path, path.empty() ? "" : ".", member.key.text()), [&](const Node& made) {
            members.push_back({member.key, made});
          });
    }
    return doc::TreeBuilder::map_in(arena_, members, node.where());
  }

 private:
  template <class Take>
  void add(const Node& node, const Shape& shape, const std::string& path, Take take) {
    if (!node.is_string() || node.text().find("${") == std::string_view::npos) return take(of(node, shape, path));
    switch (scalar_of(shape)) {
      case doc::Kind::String:
        return take(node);
      case doc::Kind::Int:
        return take(doc::TreeBuilder::integer("1", node.where()));
      case doc::Kind::Bool:
        return take(doc::TreeBuilder::boolean(true, "true", node.where()));
      default:
        open.push_back(path);
    }
  }

  /// Null: no scalar, or unknown.
  static doc::Kind scalar_of(const Shape& shape) {
    using Go = FieldType::Kind;
    if (shape.go.type) {
      switch (shape.go.type->kind) {
        case Go::String:
          return doc::Kind::String;
        case Go::Int32:
        case Go::Int64:
        case Go::Float64:
          return doc::Kind::Int;
        case Go::Bool:
          return doc::Kind::Bool;
        case Go::Custom:
          return shape.go.type->name == "resource.Quantity" || shape.go.type->name == "intstr.IntOrString"
                     ? doc::Kind::Int
                     : doc::Kind::Null;
        default:
          return doc::Kind::Null;
      }
    }
    using schema::custom::Type;
    switch (shape.structural ? shape.structural->type : Type::Any) {
      case Type::String:
        return doc::Kind::String;
      case Type::Integer:
      case Type::Number:
      case Type::IntOrString:
        return doc::Kind::Int;
      case Type::Boolean:
        return doc::Kind::Bool;
      default:
        return doc::Kind::Null;
    }
  }

  doc::Arena& arena_;
};

void check_templates(const Subject& subject, Findings& findings) {
  using Type = schema::Error::Type;
  std::optional<Kinds> kinds;
  schema::Judge judge;
  for (const kube::Object& object : subject.objects()) {
    if (!is_kro(object)) continue;
    if (!kinds) kinds.emplace();
    for (const Node& one : (*object.node)["spec"]["resources"].items()) {
      const Node& made = one["template"];
      const std::string version = Kinds::version_of(made);
      if (!made.is_map() || !judge.knows(version, text_of(made["kind"]))) continue;
      doc::Arena arena;
      Filled filled(arena);
      doc::Draft whole(filled.of(made, kinds->of(made), ""), arena);
      whole.set_default("apiVersion", std::string_view(version));
      const schema::Verdict verdict = judge.check(whole.node());
      for (const schema::Error& error : verdict.errors) {
        if (error.type != Type::FieldValueRequired && error.type != Type::FieldUnknown) continue;
        if (error.field.starts_with("metadata.name") || std::ranges::any_of(filled.open, [&](const std::string& path) {
              return path.starts_with(error.field) || error.field.starts_with(path);
            }))
          continue;
        findings.say(schema::place_of(made, error.field),
                     error.type == Type::FieldUnknown
                         ? fmt::format("{} is no field of {}", error.field, text_of(made["kind"]))
                         : fmt::format("the template of {} lacks {}", text_of(made["kind"]), error.field),
                     fmt::format("resource {}", text_of(one["id"])));
      }
    }
  }
}

constexpr Rule kRules[] = {
    {"KRO001", "X-004-95", Severity::Error, "a kind or a group that kro does not serve",
     "kro moved to kro.run/v1alpha1 with the kind ResourceGraphDefinition; instances are of the group kro.run unless "
     "the "
     "schema names another. The API server knows neither the old names nor an apiVersion without a group.",
     "kro.run/v1alpha1, ResourceGraphDefinition, and instances of kro.run/v1alpha1",
     "kro 0.2 and later, docs/concepts/rgd", check_version},
    {"KRO002", "X-004-96", Severity::Error, "an expression that names a field which the resource does not have",
     "kro checks each expression against the schema of what it names: the whole definition is not accepted.",
     "name a field that the kind has: what was asked for is in spec, what came of it in status",
     "kro docs, concepts/rgd (static analysis); the schemas in src/schema/data", check_paths},
    {"KRO003", "X-004-97", Severity::Error, "a template that lacks a required field, or has one that does not exist",
     "The API server refuses what the instance would create: a Deployment without selector, an autoscaler whose target "
     "has no kind.",
     "write what the kind requires, and no more than it has, into the template",
     "Kubernetes 1.36 API, as src/schema judges it", check_templates},
};

}  // namespace

std::span<const Rule> kro_rules() { return kRules; }

}  // namespace slipway::rules
