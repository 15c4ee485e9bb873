// Follows apiextensions-apiserver 0.36.3 pkg/apiserver/customresource_handler.go and
// pkg/registry/customresource/{strategy,validator}.go.
#include "schema/custom/requests.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "schema/custom/completion.h"
#include "schema/custom/correlation.h"
#include "schema/custom/decoding.h"
#include "schema/custom/rules.h"
#include "schema/custom/scale.h"
#include "schema/custom/validation.h"
#include "schema/decoding_error.h"
#include "schema/metadata.h"

namespace slipway::schema::custom {
namespace {

/// An object with its defaults. `is_well`: its schema has nothing against it but, perhaps, by its rules.
struct Sent {
  doc::Node object;
  bool is_well = false;
  std::optional<Verdict> refused;
};

Sent read(const CustomKind& kind, const doc::Node& object, const std::vector<std::string>& repeated,
          doc::Arena& arena) {
  Sent out;
  out.object = object;
  std::vector<std::string> unknown;
  const doc::Node& metadata = object["metadata"];
  if (repeated.empty() && metadata.is_map() && metadata_error(metadata, "metadata", unknown).empty() &&
      unknown.empty() && Completion(arena).complete_resource(out.object, *kind.schema)) {
    out.is_well = true;
    const doc::Node typed = typed_metadata(metadata, arena);
    if (typed.members().data() != metadata.members().data()) {
      doc::Draft draft(out.object, arena);
      draft.set("metadata", typed);
      out.object = draft.node();
    }
    return out;
  }
  const Decoded decoded = decode(object, *kind.schema, arena);
  std::vector<std::string> strict = repeated;
  for (const std::string& path : decoded.unknown) strict.push_back(fmt::format("unknown field \"{}\"", path));
  if (!decoded.error.empty())
    out.refused = decoding_failed(kind.api_version, kind.kind, decoded.error);
  else if (!strict.empty())
    out.refused = strict_decoding_failed(kind.api_version, kind.kind, strict);
  out.object = decoded.object;
  return out;
}

bool keeps_rules_from_running(const Error& error) {
  return error.type == Error::Type::FieldValueNotSupported || error.type == Error::Type::FieldValueRequired ||
         error.type == Error::Type::FieldValueTooLong || error.type == Error::Type::FieldValueTooMany ||
         error.type == Error::Type::FieldValueTypeInvalid;
}

/// What is wrong so far, and whether rules can be looked at in spite of it.
class Findings {
 public:
  Errors& errors() { return errors_; }

  void check_rules(const doc::Node& object, const doc::Node* old, const Structural& schema, Correlation* correlation,
                   cel::Evaluator& evaluator, Verdict& verdict) {
    if (!schema.has_rules_below) return;
    if (!errors_.empty()) {
      std::vector<Error> sorted = errors_.take_sorted();
      const bool blocked = std::ranges::any_of(sorted, keeps_rules_from_running);
      errors_ = {};
      for (Error& error : sorted) errors_.add(std::move(error));
      if (blocked) {
        errors_.invalid_printed(Path(), "null",
                                "some validation rules were not checked because the object was invalid; correct the "
                                "existing errors to complete validation");
        return;
      }
    }
    custom::check_rules(object, old, schema, correlation, evaluator, errors_, verdict.unchecked);
  }

  Verdict finish(Verdict verdict, const doc::Node& object) {
    verdict.stored = object;
    if (!errors_.empty()) {
      verdict.reason = Verdict::Reason::Invalid;
      verdict.errors = errors_.take_sorted();
    }
    return verdict;
  }

 private:
  Errors errors_;
};

/// Without its status a required or counted member may be missing.
bool needs_status(const CustomKind& kind) {
  const Structural& schema = *kind.schema;
  return schema.min_properties || schema.has_combinations() ||
         std::ranges::find(schema.required, "status") != schema.required.end();
}

}  // namespace

Verdict create(const CustomKind& kind, const doc::Node& node, const std::vector<std::string>& repeated,
               doc::Arena& arena, cel::Evaluator& evaluator) {
  Sent sent = read(kind, node, repeated, arena);
  if (sent.refused) return std::move(*sent.refused);
  doc::Draft object(sent.object, arena);
  begin_metadata(object, kind.scope, 1);
  if (kind.has_status_subresource && object["status"].is_absent() == false) {
    object.remove("status");
    sent.is_well = sent.is_well && !needs_status(kind);
  }

  const doc::Node& now = object.node();
  Findings findings;
  Errors& errors = findings.errors();
  check_object_meta(now["metadata"], kind.scope, dns_subdomain_name, Path("metadata"), errors);
  if (!sent.is_well) validate(now, *kind.schema, nullptr, errors);
  if (kind.scale) check_scale(now, *kind.scale, errors);
  if (!sent.is_well) {
    check_embedded(now, *kind.schema, errors);
    check_list_types(now, *kind.schema, errors);
  }
  Verdict verdict;
  findings.check_rules(now, nullptr, *kind.schema, nullptr, evaluator, verdict);
  // rest.BeforeCreate would now look at metadata once more, at less than was looked at.
  return findings.finish(std::move(verdict), now);
}

Verdict update(const CustomKind& kind, const doc::Node& old_node, const doc::Node& node, doc::Arena& arena,
               cel::Evaluator& evaluator) {
  Verdict created = create(kind, old_node, {}, arena, evaluator);
  if (created.reason == Verdict::Reason::BadRequest) return created;
  const doc::Node old = created.stored;

  Sent sent = read(kind, node, {}, arena);
  if (sent.refused) return std::move(*sent.refused);
  doc::Draft object(sent.object, arena);
  if (std::string mismatch = target_mismatch(object, old, kind.scope); !mismatch.empty())
    return bad_request(std::move(mismatch));
  keep_generation(object, old);
  if (kind.has_status_subresource && !object["status"].is_absent()) {
    object.remove("status");
    sent.is_well = sent.is_well && !needs_status(kind);
  }
  keep_system_fields(object, old);

  const doc::Node& now = object.node();
  Findings findings;
  Errors& errors = findings.errors();
  const Path meta("metadata");
  check_object_meta(now["metadata"], kind.scope, path_segment_name, meta, errors);
  check_object_meta_update(now["metadata"], old["metadata"], meta, errors);

  Findings of_strategy;
  Errors& found = of_strategy.errors();
  Correlations correlations;
  Correlation* correlation = correlations.root(now, old, *kind.schema);
  if (now["kind"].text() != kind.kind)
    found.invalid(Path("kind"), now["kind"].text(), fmt::format("must be {}", kind.kind));
  if (now["apiVersion"].text() != kind.api_version)
    found.invalid(Path("apiVersion"), now["apiVersion"].text(), fmt::format("must be {}", kind.api_version));
  if (found.empty()) {
    check_object_meta_update(now["metadata"], old["metadata"], meta, found);
    if (!sent.is_well) validate(now, *kind.schema, correlation, found);
    if (kind.scale) check_scale(now, *kind.scale, found);
  }
  if (!sent.is_well) {
    check_embedded(now, *kind.schema, found);
    Errors of_old;
    check_list_types(old, *kind.schema, of_old);
    if (of_old.empty()) check_list_types(now, *kind.schema, found);
  }
  Verdict verdict;
  of_strategy.check_rules(now, &old, *kind.schema, correlation, evaluator, verdict);
  for (Error& error : found.take_sorted()) errors.add(std::move(error));
  return findings.finish(std::move(verdict), object.node());
}

}  // namespace slipway::schema::custom
