// What a Job makes of pods that fail, and when it has succeeded.
#include <fmt/core.h>

#include <array>
#include <string>
#include <unordered_set>

#include "base/quote.h"
#include "base/result.h"
#include "base/text.h"
#include "doc/json.h"
#include "kube/go_text.h"
#include "schema/builtin/batch/job_spec.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/name_table.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::size_t kMostRules = 20;

constexpr std::array<GoField, 3> kExitCodes = {
    {{"ContainerName", "containerName"}, {"Operator", "operator", kGoText}, {"Values", "values"}}};
constexpr std::array<GoField, 2> kConditions = {{{"Type", "type", kGoText}, {"Status", "status", kGoText}}};
constexpr std::array<GoField, 3> kFailureRule = {{{"Action", "action", kGoText},
                                                  {"OnExitCodes", "onExitCodes", "null", kExitCodes},
                                                  {"OnPodConditions", "onPodConditions", "null", kConditions}}};
constexpr std::array<GoField, 2> kSuccessRule = {
    {{"SucceededIndexes", "succeededIndexes"}, {"SucceededCount", "succeededCount"}}};

void check_rule_count(std::size_t count, std::size_t most, const Path& path, Errors& errors) {
  if (count > most) errors.too_many(path, static_cast<int>(count), static_cast<int>(most));
}

void check_action(const doc::Node& spec, std::string_view action, const Path& path, Errors& errors) {
  if (action.empty())
    errors.required(path, R"(valid values: ["Count" "FailIndex" "FailJob" "Ignore"])");
  else if (action == "FailIndex") {
    if (spec["backoffLimitPerIndex"].is_null())
      errors.invalid(path, action, "requires the backoffLimitPerIndex to be set");
  } else if (!is_one_of(action, {"Count", "FailJob", "Ignore"}))
    errors.not_supported(path, action, {"Count", "FailIndex", "FailJob", "Ignore"});
}

void check_conditions(const doc::Node& patterns, const Path& path, Errors& errors) {
  check_rule_count(patterns.size(), kMostRules, path, errors);
  std::size_t index = 0;
  for (const doc::Node& pattern : patterns.items()) {
    const Path at(path, index++);
    check_text(text_of(pattern["type"]), kube::check_label_key, Path(at, "type"), errors);
    const std::string_view status = text_of(pattern["status"]);
    if (status.empty())
      errors.required(Path(at, "status"), R"(valid values: ["False" "True" "Unknown"])");
    else if (!is_one_of(status, {"False", "True", "Unknown"}))
      errors.not_supported(Path(at, "status"), status, {"False", "True", "Unknown"});
  }
}

void check_code_values(const doc::Node& values, std::string_view op, const Path& path, Errors& errors) {
  constexpr std::size_t kMostValues = 255;
  if (values.size() == 0)
    errors.invalid(path, values, "at least one value is required");
  else
    check_rule_count(values.size(), kMostValues, path, errors);
  bool ordered = true;
  std::unordered_set<std::int64_t> seen;
  std::size_t index = 0;
  std::int64_t last = 0;
  for (const doc::Node& value : values.items()) {
    const Path at(path, index);
    const std::int64_t code = integer_of(value);
    if (op == "In" && code == 0) errors.invalid(at, code, "must not be 0 for the In operator");
    if (!seen.insert(code).second) errors.duplicate_printed(at, std::to_string(code));
    ordered = ordered && (index == 0 || last <= code);
    last = code;
    ++index;
  }
  if (!ordered) errors.invalid(path, values, "must be ordered");
}

void check_exit_codes(const doc::Node& codes, const NameSet& containers, const Path& path, Errors& errors) {
  const std::string_view op = text_of(codes["operator"]);
  if (op.empty())
    errors.required(Path(path, "operator"), R"(valid values: ["In" "NotIn"])");
  else if (op != "In" && op != "NotIn")
    errors.not_supported(Path(path, "operator"), op, {"In", "NotIn"});
  if (const doc::Node& name = codes["containerName"]; !name.is_null() && !containers.has(text_of(name)))
    errors.invalid(Path(path, "containerName"), text_of(name),
                   "must be one of the container or initContainer names in the pod template");
  check_code_values(codes["values"], op, Path(path, "values"), errors);
}

/// Indexes "1,3-5", below `completions`: how many they are, or the server's words for what is wrong.
class IndexReader {
 public:
  IndexReader(std::string_view text, std::int64_t completions) : completions_(completions) {
    if (text.empty()) return;
    for (const std::string_view interval : split(text, ','))
      if (!read(interval)) break;
    if (!error_.empty()) count_ = 0;
  }
  std::int64_t count() const { return count_; }
  const std::string& error() const { return error_; }

 private:
  bool refuse(std::string error) {
    error_ = std::move(error);
    return false;
  }
  std::optional<std::int64_t> number(std::string_view text) {
    const auto index = kube::go_parse_int(text);
    if (!index)
      refuse("cannot convert string to integer for index: " + go_quoted(text));
    else if (*index >= completions_)
      refuse("too large index: " + go_quoted(text));
    return error_.empty() ? index : std::nullopt;
  }
  bool read(std::string_view interval) {
    const auto limits = split(interval, '-');
    if (limits.size() > 2)
      return refuse(
          fmt::format("the fragment {} violates the requirement that an index interval can have at most two "
                      "parts separated by '-'",
                      go_quoted(interval)));
    const auto first = number(limits[0]);
    const auto last = first && limits.size() == 2 ? number(limits[1]) : first;
    if (!last) return false;
    if (limits.size() == 2 && *first >= *last) return refuse(out_of_order(*first, *last));
    if (last_ && *last_ >= *first) return refuse(out_of_order(*last_, *first));
    count_ += *last - *first + 1;
    last_ = last;
    return true;
  }
  static std::string out_of_order(std::int64_t previous, std::int64_t current) {
    return fmt::format("non-increasing order, previous: {}, current: {}", previous, current);
  }

  std::int64_t completions_;
  std::optional<std::int64_t> last_;
  std::int64_t count_ = 0;
  std::string error_;
};

void check_success_rule(const doc::Node& rule, const doc::Node& completions, const Path& path, Errors& errors) {
  constexpr std::size_t kLongestIndexes = 64 * 1024;
  const doc::Node &indexes = rule["succeededIndexes"], &count = rule["succeededCount"];
  if (indexes.is_null() && count.is_null())
    errors.required(path, "at least one of succeededCount or succeededIndexes must be specified");
  if (completions.is_null()) return;  // which is an error of its own (the server panics)
  std::int64_t listed = 0;
  if (!indexes.is_null()) {
    const Path at(path, "succeededIndexes");
    if (text_of(indexes).size() > kLongestIndexes) errors.too_long(at, static_cast<int>(kLongestIndexes));
    const IndexReader reader(text_of(indexes), integer_of(completions));
    listed = reader.count();
    if (!reader.error().empty())
      errors.invalid(at, text_of(indexes), "error parsing succeededIndexes: " + reader.error());
  }
  if (count.is_null()) return;
  const Path at(path, "succeededCount");
  const std::int64_t wanted = integer_of(count);
  check_not_negative(wanted, at, errors);
  if (wanted > integer_of(completions))
    errors.invalid(
        at, wanted,
        fmt::format("must be less than or equal to {} (the number of specified completions)", integer_of(completions)));
  if (!indexes.is_null() && wanted > listed)
    errors.invalid(at, wanted,
                   fmt::format("must be less than or equal to {} (the number of indexes in the specified "
                               "succeededIndexes field)",
                               listed));
}

}  // namespace

std::string printed_pod_failure_policy(const doc::Node& policy) {
  return policy.is_null() ? "null" : go_struct(policy, {{"Rules", "rules", "null", kFailureRule}});
}

std::string printed_success_policy(const doc::Node& policy) {
  return policy.is_null() ? "null" : go_struct(policy, {{"Rules", "rules", "null", kSuccessRule}});
}

void check_pod_failure_policy(const doc::Node& spec, const Path& path, Errors& errors) {
  const Path rules_path(path, "rules");
  const auto rules = spec["podFailurePolicy"]["rules"].items();
  check_rule_count(rules.size(), kMostRules, rules_path, errors);
  NameSet containers;
  for (const char* list : {"containers", "initContainers"})
    for (const doc::Node& container : spec["template"]["spec"][list].items())
      containers.add(text_of(container["name"]));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Path at(rules_path, i);
    const doc::Node &codes = rules[i]["onExitCodes"], &conditions = rules[i]["onPodConditions"];
    check_action(spec, text_of(rules[i]["action"]), Path(at, "action"), errors);
    if (!codes.is_null()) check_exit_codes(codes, containers, Path(at, "onExitCodes"), errors);
    check_conditions(conditions, Path(at, "onPodConditions"), errors);
    if (!codes.is_null() && conditions.size() > 0)
      errors.invalid_printed(at, "", "specifying both OnExitCodes and OnPodConditions is not supported");
    if (codes.is_null() && conditions.size() == 0)
      errors.invalid_printed(at, "", "specifying one of OnExitCodes and OnPodConditions is required");
  }
}

void check_success_policy(const doc::Node& spec, const Path& path, Errors& errors) {
  const Path rules_path(path, "rules");
  const auto rules = spec["successPolicy"]["rules"].items();
  if (rules.empty())
    errors.required(rules_path, "at least one rules must be specified when the successPolicy is specified");
  check_rule_count(rules.size(), kMostRules, rules_path, errors);
  for (std::size_t i = 0; i < rules.size(); ++i)
    check_success_rule(rules[i], spec["completions"], Path(rules_path, i), errors);
}

}  // namespace slipway::schema::builtin
