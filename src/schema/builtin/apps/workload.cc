#include "schema/builtin/apps/workload.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "doc/json.h"
#include "kube/go_text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/kind.h"
#include "schema/builtin/selector.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

bool is_percent(std::string_view text) { return kube::check_percent(text).empty(); }

}  // namespace

void check_count_or_percent(const doc::Node& amount, const Path& path, Errors& errors) {
  if (amount.is_string()) {
    for (const std::string& message : kube::check_percent(amount.text()))
      errors.invalid_printed(path, doc::canonical_json(amount), message);
  } else {
    check_not_negative(integer_of(amount), path, errors);
  }
}

std::int64_t count_or_percent(const doc::Node& amount) {
  if (!amount.is_string()) return integer_of(amount);
  std::string_view digits = amount.text();
  if (is_percent(digits)) digits.remove_suffix(1);
  return kube::go_parse_int_anyway(digits);
}

std::string printed_amount(const doc::Node& amount) { return amount.is_null() ? "0" : doc::canonical_json(amount); }

void check_at_most_100_percent(const doc::Node& amount, const Path& path, Errors& errors) {
  if (amount.is_string() && is_percent(amount.text()) && count_or_percent(amount) > 100)
    errors.invalid_printed(path, doc::canonical_json(amount), "must not be greater than 100%");
}

void check_not_negative_fields(const doc::Node& spec, std::initializer_list<std::string_view> fields, const Path& path,
                               Errors& errors) {
  for (const std::string_view field : fields) check_not_negative(integer_of(spec[field]), Path(path, field), errors);
}

void check_workload_selector(const doc::Node& selector, std::string_view kind, const Path& path, Errors& errors) {
  if (selector.is_null()) return errors.required(path);
  check_label_selector(selector, {}, path, errors);
  if (is_empty_selector(selector))
    errors.invalid_printed(path, printed_selector(selector), fmt::format("empty selector is invalid for {}", kind));
}

void check_runs_for_ever(const doc::Node& pod_template, std::string_view kind, const Path& path, Errors& errors) {
  const doc::Node& spec = pod_template["spec"];
  const Path spec_path(path, "spec");
  if (const std::string_view policy = text_of(spec["restartPolicy"]); policy != "Always")
    errors.not_supported(Path(spec_path, "restartPolicy"), policy, {"Always"});
  if (!spec["activeDeadlineSeconds"].is_null())
    errors.forbidden(Path(spec_path, "activeDeadlineSeconds"),
                     fmt::format("activeDeadlineSeconds in {} is not Supported", kind));
}

void check_replicated_template(const doc::Node& spec, const doc::Node* old_spec, const Path& path, Errors& errors) {
  const doc::Node& selector = spec["selector"];
  if (!is_selector(selector))
    return errors.invalid_printed(Path(path, "selector"), printed_selector(selector), "invalid label selector");
  const doc::Node& made = spec["template"];
  const Path template_path(path, "template");
  check_selects_template(selector, made, template_path, errors);
  check_template(made, {.old_spec = old_spec ? &(*old_spec)["template"]["spec"] : nullptr}, template_path, errors);
  check_runs_for_ever(made, "ReplicaSet", template_path, errors);
}

}  // namespace slipway::schema::builtin
