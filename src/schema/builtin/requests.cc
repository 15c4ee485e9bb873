#include "schema/builtin/requests.h"

#include <optional>

#include "doc/json.h"
#include "kube/decode/json_decoder.h"
#include "schema/canonical.h"
#include "schema/decode.h"
#include "schema/decoding_error.h"
#include "schema/metadata.h"

namespace slipway::schema::builtin {
namespace {

/// nullptr when nothing is known of its fields.
const kube::FieldType* type_of(const BuiltinKind& kind) {
  using kube::FieldTrees;
  const kube::FieldType* type = FieldTrees::builtin().find(kind.api_version, kind.kind);
  return type ? type : FieldTrees::extensions().find(kind.api_version, kind.kind);
}

std::optional<Verdict> decode(const BuiltinKind& kind, const doc::Node& object, std::string_view text) {
  const kube::FieldType* type = type_of(kind);
  if (type == nullptr) return std::nullopt;
  if (text.empty() && fits(object, {type, true})) return std::nullopt;
  const std::string json = text.empty() ? doc::write_json(object, doc::JsonLayout::Compact) : std::string(text);
  const kube::DecodeOutcome outcome = kube::unmarshal_strict(json, *type);
  if (outcome.error) return decoding_failed(kind.api_version, kind.kind, *outcome.error);
  if (!outcome.strict_errors.empty()) return strict_decoding_failed(kind.api_version, kind.kind, outcome.strict_errors);
  return std::nullopt;
}

/// The object that a decoder makes of what it takes.
doc::Draft decoded(const BuiltinKind& kind, const doc::Node& node, doc::Arena& arena) {
  const kube::FieldType* type = type_of(kind);
  const std::optional<doc::Node> made = type ? canonical(node, *type, arena) : std::nullopt;
  return doc::Draft(made ? *made : node, arena);
}

Verdict verdict_of(Errors& errors, doc::Draft& object, Wanted wanted = Wanted::Stored) {
  Verdict verdict;
  if (wanted == Wanted::Stored) verdict.stored = object.node();
  if (!errors.empty()) {
    verdict.reason = Verdict::Reason::Invalid;
    verdict.errors = errors.take_sorted();
  }
  return verdict;
}

/// Reading an object back sets defaults again, which may now follow from what the strategy has filled in.
void read_back(const BuiltinKind& kind, doc::Draft& object) {
  if (kind.set_defaults) kind.set_defaults(object);
  if (kind.decorate) kind.decorate(object);
}

/// A CustomResourceDefinition is established before anybody updates it.
void establish(doc::Draft& crd) {
  crd.in_new("status", [&](doc::Draft& status) {
    status.set("acceptedNames", crd["spec"]["names"]);
    std::vector<doc::Node> conditions;
    for (const char* type : {"NamesAccepted", "Established"}) {
      doc::Draft condition(crd.empty_map(), crd.arena());
      condition.set("type", type);
      condition.set("status", "True");
      conditions.push_back(condition.node());
    }
    status.set("conditions", status.list_of(conditions, status.node()));
  });
}

}  // namespace

Verdict create(const BuiltinKind& kind, const doc::Node& node, std::string_view text, const ServiceNetwork& network,
               doc::Arena& arena, Wanted wanted) {
  if (auto refused = decode(kind, node, text)) return std::move(*refused);
  doc::Draft object = decoded(kind, node, arena);
  if (kind.set_defaults) kind.set_defaults(object);
  begin_metadata(object, kind.scope);
  Errors errors;
  if (kind.begin) kind.begin(object, {}, network, errors);
  if (!errors.empty()) return verdict_of(errors, object, wanted);
  if (kind.prepare) kind.prepare(object);
  if (kind.check) kind.check(object.node(), errors);
  if (errors.empty()) check_object_meta(object["metadata"], kind.scope, path_segment_name, Path("metadata"), errors);
  if (wanted == Wanted::Stored) read_back(kind, object);
  return verdict_of(errors, object, wanted);
}

namespace {

Verdict update_over(const BuiltinKind& kind, const doc::Node& old, const doc::Node& node, const ServiceNetwork& network,
                    doc::Arena& arena) {
  if (auto refused = decode(kind, node, {})) return std::move(*refused);
  doc::Draft object = decoded(kind, node, arena);
  if (kind.set_defaults) kind.set_defaults(object);
  if (std::string mismatch = target_mismatch(object, old, kind.scope); !mismatch.empty())
    return bad_request(std::move(mismatch));
  Errors errors;
  if (kind.begin) kind.begin(object, old, network, errors);
  if (!errors.empty()) return verdict_of(errors, object);
  keep_generation(object, old);
  if (kind.prepare_update) kind.prepare_update(object, old);
  keep_system_fields(object, old);
  const doc::Node& now = object.node();
  check_object_meta(now["metadata"], kind.scope, path_segment_name, Path("metadata"), errors);
  check_object_meta_update(now["metadata"], old["metadata"], Path("metadata"), errors);
  if (kind.check_update) kind.check_update(now, old, errors);
  if (errors.empty()) read_back(kind, object);
  return verdict_of(errors, object);
}

}  // namespace

Verdict update(const BuiltinKind& kind, const doc::Node& old_node, const doc::Node& node, const ServiceNetwork& network,
               doc::Arena& arena) {
  Verdict created = create(kind, old_node, {}, network, arena);
  if (created.reason == Verdict::Reason::BadRequest) return created;
  doc::Draft old(created.stored, arena);
  if (kind.kind == "CustomResourceDefinition") establish(old);
  return update_over(kind, old.node(), node, network, arena);
}

Verdict update_live(const BuiltinKind& kind, const doc::Node& live, const doc::Node& node,
                    const ServiceNetwork& network, doc::Arena& arena) {
  if (auto refused = decode(kind, live, {})) return std::move(*refused);
  doc::Draft old = decoded(kind, live, arena);
  if (kind.set_defaults) kind.set_defaults(old);
  const doc::Node before = old.node();
  if (kind.prepare_update) kind.prepare_update(old, before);
  return update_over(kind, doc::Node(old.node()), node, network, arena);
}

}  // namespace slipway::schema::builtin
