#include "schema/verdict.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "cel/evaluator.h"
#include "doc/json.h"
#include "doc/limits.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/requests.h"
#include "schema/custom/defined_kinds.h"
#include "schema/custom/kind.h"
#include "schema/custom/requests.h"
#include "schema/decoding_error.h"
#include "schema/place.h"
#include "schema/scalars_of_terraform.h"
#include "schema/service_network.h"

namespace slipway::schema {
namespace {

struct KindName {
  std::string_view api_version, kind;
};
KindName kind_of(const doc::Node& object) { return {object["apiVersion"].text(), object["kind"].text()}; }

/// Deeper than trees may be that are walked here. REQUIRES nothing of the text.
bool is_deep(std::string_view json) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      i += c == '\\';
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > doc::kMaxDepth) return true;
    } else if (c == '}' || c == ']') {
      depth -= depth > 0;
    }
  }
  return false;
}

}  // namespace

struct Judge::State {
  ServiceNetwork network;
  custom::DefinedKinds defined;
  std::map<std::pair<std::string, std::string>, Definition, std::less<>> definitions;  // by group and kind
  std::optional<custom::PackedKinds> packed;  // once a kind is asked for that is not built in
  std::optional<cel::Evaluator> evaluator;
  doc::Arena arena;      // of the last question
  doc::Document parsed;  // of create_text

  doc::Arena& fresh_arena() {
    arena.clear();
    return arena;
  }
  custom::PackedKinds& packed_kinds() {
    if (!packed) packed.emplace();
    return *packed;
  }
  cel::Evaluator& rule_evaluator() {
    if (!evaluator) evaluator.emplace();
    return *evaluator;
  }

  /// One of the two, or none.
  struct Kind {
    const builtin::BuiltinKind* builtin = nullptr;
    const custom::CustomKind* custom = nullptr;
  };
  Kind find(std::string_view api_version, std::string_view kind) {
    if (const custom::CustomKind* found = defined.find(api_version, kind)) return {nullptr, found};
    if (const builtin::BuiltinKind* found = builtin::find_builtin(api_version, kind)) return {found, nullptr};
    return {nullptr, packed_kinds().find(api_version, kind)};
  }

  Verdict create(const doc::Node& object, std::string_view text, const std::vector<std::string>& repeated,
                 builtin::Wanted wanted) {
    const auto [api_version, name] = kind_of(object);
    const Kind kind = find(api_version, name);
    if (kind.builtin) return builtin::create(*kind.builtin, object, text, network, fresh_arena(), wanted);
    if (kind.custom) return custom::create(*kind.custom, object, repeated, fresh_arena(), rule_evaluator());
    return no_such_kind(api_version, name);
  }

  static Verdict no_such_kind(std::string_view api_version, std::string_view kind) {
    return bad_request(fmt::format("no matches for kind {} in version {}", go_quoted(kind), go_quoted(api_version)));
  }
};

Judge::Judge() : Judge(ServiceNetwork{}) {}
Judge::Judge(ServiceNetwork network) : state_(std::make_unique<State>()) { state_->network = std::move(network); }
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;

bool Judge::knows(std::string_view api_version, std::string_view kind) const {
  return state_->defined.find(api_version, kind) || builtin::find_builtin(api_version, kind) ||
         state_->packed_kinds().knows(api_version, kind);
}

std::vector<std::pair<std::string_view, std::string_view>> Judge::custom_kinds() const {
  return state_->packed_kinds().names();
}

doc::Node Judge::as_terraform_sends(const doc::Node& object, doc::Arena& arena) const {
  const auto [api_version, name] = kind_of(object);
  if (const custom::CustomKind* custom = state_->find(api_version, name).custom; custom && custom->schema)
    return schema::as_terraform_sends(object, *custom->schema, arena);
  const kube::FieldType* type = kube::FieldTrees::builtin().find(api_version, name);
  return type ? schema::as_terraform_sends(object, *type, arena) : object;
}

Verdict Judge::create(const doc::Node& object) { return state_->create(object, {}, {}, builtin::Wanted::Stored); }

Verdict Judge::check(const doc::Node& object) { return state_->create(object, {}, {}, builtin::Wanted::Errors); }

Verdict Judge::create_text(std::string_view json) {
  if (is_deep(json)) return bad_request("the object is nested too deep");
  doc::JsonOutcome read = doc::unmarshal_json(std::make_shared<SourceText>("object.json", std::string(json)));
  if (read.error) return bad_request(read.error->message);
  state_->parsed = read.document;
  return state_->create(state_->parsed.root(), json, read.strict_errors, builtin::Wanted::Stored);
}

Verdict Judge::update(const doc::Node& old, const doc::Node& object) {
  const auto [api_version, name] = kind_of(old);
  const State::Kind kind = state_->find(api_version, name);
  if (kind.builtin) return builtin::update(*kind.builtin, old, object, state_->network, state_->fresh_arena());
  if (kind.custom) return custom::update(*kind.custom, old, object, state_->fresh_arena(), state_->rule_evaluator());
  return State::no_such_kind(api_version, name);
}

Verdict Judge::update_live(const doc::Node& live, const doc::Node& object) {
  const auto [api_version, name] = kind_of(live);
  const State::Kind kind = state_->find(api_version, name);
  if (kind.builtin) return builtin::update_live(*kind.builtin, live, object, state_->network, state_->fresh_arena());
  return update(live, object);
}

const Judge::Definition* Judge::definition(std::string_view group, std::string_view kind) const {
  const auto found = state_->definitions.find(std::pair(std::string(group), std::string(kind)));
  return found == state_->definitions.end() ? nullptr : &found->second;
}

Judge::Meant Judge::meant_by(std::string_view api_version, std::string_view kind, std::string_view field) const {
  const custom::CustomKind* known = state_->find(api_version, kind).custom;
  if (!known || !known->schema) return {};
  struct Step {
    const custom::Structural* schema;
    std::size_t length;  // of the path to it
  };
  std::vector<Step> steps = {{known->schema, 0}};
  std::size_t at = 0;
  std::string_view name;
  while (true) {
    const std::size_t end = std::min(field.find_first_of(".[", at), field.size());
    name = field.substr(at, end - at);
    if (end == field.size()) break;
    const custom::Structural& here = *steps.back().schema;
    const custom::Property* property = here.find(name);
    const custom::Structural* next = property ? property->schema : here.additional;
    at = end;
    while (next && at < field.size() && field[at] == '[') {
      next = next->items;
      at = std::min(field.find(']', at), field.size() - 1) + 1;
    }
    if (!next || at >= field.size()) return {};
    steps.push_back({next, at});
    ++at;  // behind the dot
  }
  Meant meant;
  const auto path = [&](std::size_t length, std::string_view rest) {
    return fmt::format("{}{}{}", field.substr(0, length), length == 0 ? "" : ".", rest);
  };
  for (const custom::Property& one : steps.back().schema->properties) {
    meant.beside.push_back(one.name);
    if (one.schema && one.schema->find(name))
      meant.elsewhere.push_back(path(steps.back().length, fmt::format("{}.{}", one.name, name)));
  }
  // What every object has at its root is meant nowhere else.
  const bool is_of_object = name == "apiVersion" || name == "kind" || name == "metadata";
  for (auto around = steps.rbegin() + 1; around != steps.rend(); ++around)
    if (around->schema->find(name) && !(is_of_object && around->length == 0))
      meant.elsewhere.push_back(path(around->length, name));
  return meant;
}

void Judge::add_crd(const doc::Document& document, const doc::Node& crd, Diagnostics& diagnostics) {
  constexpr std::string_view kVersion = "apiextensions.k8s.io/v1", kKind = "CustomResourceDefinition";
  const doc::Node& spec = crd["spec"];
  Definition& definition =
      state_->definitions[{std::string(spec["group"].text()), std::string(spec["names"]["kind"].text())}];
  definition = {crd.where(), true, {}};
  for (const doc::Node& version : spec["versions"].items())
    if (version["served"].kind() == doc::Kind::Bool && version["served"].boolean())
      definition.served.emplace_back(version["name"].text());
  if (builtin::find_builtin(kVersion, kKind)) {
    const Verdict verdict = state_->create(crd, {}, {}, builtin::Wanted::Errors);
    for (const Error& error : verdict.errors)
      diagnostics.error("CRD001", place_of(crd, error.field),
                        error.field.empty() ? error.detail : error.field + ": " + error.detail);
    if (!verdict.is_accepted()) return;
  }
  const int errors = diagnostics.count(Severity::Error);
  state_->defined.add(document, crd, diagnostics);
  definition.is_refused = diagnostics.count(Severity::Error) > errors;
}

}  // namespace slipway::schema
