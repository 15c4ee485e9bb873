#include <set>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "doc/json.h"
#include "kube/go_text.h"
#include "schema/builtin/admission/expressions.h"
#include "schema/builtin/admission/rules.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"

/// ValidatingAdmissionPolicy and its binding. Follows Kubernetes 1.36.3
/// pkg/apis/admissionregistration/{v1/defaults.go,validation/validation.go}.
namespace slipway::schema::builtin {
namespace {

namespace types = cel::types;

void set_policy_defaults(doc::Draft& object) {
  object.in_new("spec", [](doc::Draft& spec) {
    spec.set_default("failurePolicy", "Fail");
    spec.in("matchConstraints", set_match_resources_defaults);
  });
}

void check_param_kind(const doc::Node& kind, const Path& path, Errors& errors) {
  const std::string_view version = text_of(kind["apiVersion"]), name = text_of(kind["kind"]);
  const Path version_path(path, "apiVersion"), kind_path(path, "kind");
  const std::size_t slash = version.find('/');
  if (version.empty()) {
    errors.required(version_path);
  } else if (version != "/" && slash != version.npos && version.find('/', slash + 1) != version.npos) {
    errors.invalid(version_path, version, "unexpected GroupVersion string: " + std::string(version));
  } else {
    const bool grouped = slash != version.npos;
    const std::string_view group = grouped ? version.substr(0, slash) : "",
                           number = grouped ? version.substr(slash + 1) : version;
    if (!group.empty())
      if (const kube::Messages messages = kube::check_dns1123_subdomain(group); !messages.empty())
        errors.invalid(version_path, group, join(messages, ","));
    if (number.empty())
      errors.invalid(version_path, version, "version must be specified");
    else if (const kube::Messages messages = kube::check_dns1035_label(number); !messages.empty())
      errors.invalid(version_path, number, join(messages, ","));
  }
  if (name.empty())
    errors.required(kind_path);
  else if (const kube::Messages messages = kube::check_dns1035_label(go_lower(name)); !messages.empty())
    errors.invalid(kind_path, name, "may have mixed case, but should otherwise match: " + join(messages, ","));
}

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.empty() || !is_letter(name[0])) return false;
  for (const char c : name)
    if (!is_letter(c) && (c < '0' || c > '9')) return false;
  return !is_one_of(
      name, {"true", "false",  "null", "in",   "as",      "break",     "const",  "continue", "else", "for",  "function",
             "if",   "import", "let",  "loop", "package", "namespace", "return", "var",      "void", "while"});
}

/// Checks the parts of one policy, in their order: variables, then what may name them.
class PolicyCheck {
 public:
  PolicyCheck(const doc::Node& object, Errors& errors)
      : object_(object),
        spec_(object["spec"]),
        errors_(errors),
        compiler_(spec_["variables"].size() > 0),
        has_params_(!spec_["paramKind"].is_null()) {}

  void run(bool checks_conditions) {
    const Path path("spec");
    if (const std::string_view policy = text_of(spec_["failurePolicy"]); !is_one_of(policy, {"Fail", "Ignore"}))
      errors_.not_supported(Path(path, "failurePolicy"), policy, {"Fail", "Ignore"});
    if (has_params_) check_param_kind(spec_["paramKind"], Path(path, "paramKind"), errors_);
    const doc::Node& match = spec_["matchConstraints"];
    const Path match_path(path, "matchConstraints");
    if (match.is_null()) {
      errors_.required(match_path);
    } else {
      check_match_resources(match, match_path, errors_);
      if (match["resourceRules"].size() == 0) errors_.required(Path(match_path, "resourceRules"));
    }
    if (checks_conditions)
      check_match_conditions(spec_["matchConditions"], has_params_, Path(path, "matchConditions"), errors_);
    const Path variables(path, "variables");
    std::size_t i = 0;
    for (const doc::Node& variable : spec_["variables"].items()) check_variable(variable, Path(variables, i++));
    check_validations(path);
  }

 private:
  void check_variable(const doc::Node& variable, const Path& path) {
    const std::string_view name = text_of(variable["name"]), expression = text_of(variable["expression"]);
    if (kube::go_trim_space(name).empty())
      errors_.required(Path(path, "name"), "name is not specified");
    else if (!is_identifier(name))
      errors_.invalid(Path(path, "name"), name, "must be a valid CEL identifier");
    if (kube::go_trim_space(expression).empty())
      errors_.required(Path(path, "expression"), "expression is not specified");
    else
      compiler_.declare(name, expression, {.params = has_params_}, Path(path, "expression"), errors_);
  }

  void check_validations(const Path& path) {
    const Path validations_path(path, "validations"), annotations_path(path, "auditAnnotations");
    const doc::Node &validations = spec_["validations"], &annotations = spec_["auditAnnotations"];
    if (validations.size() == 0 && annotations.size() == 0) {
      constexpr std::string_view kOne = "validations or auditAnnotations must contain at least one item";
      errors_.required(validations_path, kOne);
      return errors_.required(annotations_path, kOne);
    }
    std::size_t i = 0;
    for (const doc::Node& validation : validations.items()) check_validation(validation, Path(validations_path, i++));
    if (annotations.size() > 20) {
      static constexpr GoField kFields[] = {{"Key", "key", kGoText}, {"ValueExpression", "valueExpression", kGoText}};
      std::string shown;
      for (const doc::Node& annotation : annotations.items())
        shown += (shown.empty() ? "" : ",") + go_struct(annotation, kFields);
      errors_.invalid_printed(annotations_path, "[" + shown + "]", "must not have more than 20 auditAnnotations");
    }
    std::set<std::string_view> keys;
    i = 0;
    for (const doc::Node& annotation : annotations.items()) {
      const Path item(annotations_path, i++);
      check_annotation(annotation, item);
      const std::string_view key = text_of(annotation["key"]);
      if (!keys.insert(key).second) errors_.duplicate(Path(item, "key"), key);
    }
  }

  void check_validation(const doc::Node& validation, const Path& path) {
    const std::string_view expression = text_of(validation["expression"]), message = text_of(validation["message"]),
                           worded = text_of(validation["messageExpression"]);
    if (kube::go_trim_space(expression).empty())
      errors_.required(Path(path, "expression"), "expression is not specified");
    else
      compiler_.check(expression, {types::boolean()}, {.params = has_params_}, expression, Path(path, "expression"),
                      errors_);
    constexpr std::string_view kNotEmpty = "must be non-empty if specified";
    if (!kube::go_trim_space(worded).empty())
      compiler_.check(worded, {types::string()}, {.params = has_params_, .authorizer = false}, worded,
                      Path(path, "messageExpression"), errors_);
    else if (!worded.empty())
      errors_.invalid(Path(path, "messageExpression"), worded, kNotEmpty);
    const std::string_view trimmed = kube::go_trim_space(message);
    if (!message.empty() && trimmed.empty())
      errors_.invalid(Path(path, "message"), message, kNotEmpty);
    else if (trimmed.find_first_of("\n\r") != trimmed.npos)
      errors_.invalid(Path(path, "message"), message, "must not contain line breaks");
    const doc::Node& reason = validation["reason"];
    if (!reason.is_null() && !is_one_of(text_of(reason), {"Forbidden", "Invalid", "RequestEntityTooLarge"}))
      errors_.not_supported(Path(path, "reason"), text_of(reason), {"Forbidden", "Invalid", "RequestEntityTooLarge"});
  }

  void check_annotation(const doc::Node& annotation, const Path& path) {
    const std::string_view key = text_of(annotation["key"]), name = text_of(object_["metadata"]["name"]),
                           expression = text_of(annotation["valueExpression"]);
    const Path key_path(path, "key"), expression_path(path, "valueExpression");
    if (name.empty())
      errors_.invalid(key_path, key, "requires metadata.name be non-empty");
    else
      check_text(std::string(name) + "/" + std::string(key), kube::check_label_key, key_path, errors_);
    const std::string_view trimmed = kube::go_trim_space(expression);
    if (trimmed.empty())
      errors_.required(expression_path, "valueExpression is not specified");
    else if (trimmed.size() > 5 * 1024)
      errors_.required(expression_path, "must not exceed 5120 bytes in length");
    else
      compiler_.check(trimmed, {types::string(), types::null()}, {.params = has_params_}, expression, expression_path,
                      errors_);
  }

  const doc::Node &object_, &spec_;
  Errors& errors_;
  AdmissionCompiler compiler_;
  bool has_params_;
};

void check_policy_as(const doc::Node& object, bool checks_conditions, Errors& errors) {
  check_object_meta(object["metadata"], Scope::Cluster, dns_subdomain_name, Path("metadata"), errors);
  PolicyCheck(object, errors).run(checks_conditions);
}

void check_policy(const doc::Node& object, Errors& errors) { check_policy_as(object, true, errors); }

void check_policy_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  const doc::Node &spec = object["spec"], &old_spec = old["spec"];
  const bool same = same_value(spec["paramKind"], old_spec["paramKind"]) &&
                    same_value(spec["matchConditions"], old_spec["matchConditions"]);
  check_policy_as(object, !same, errors);
}

// ValidatingAdmissionPolicyBinding

void set_binding_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) { spec.in("matchResources", set_match_resources_defaults); });
}

void check_param_ref(const doc::Node& reference, const Path& path, Errors& errors) {
  if (reference.is_null()) return;
  constexpr std::string_view kExclusive = "name and selector are mutually exclusive";
  const std::string_view name = text_of(reference["name"]), action = text_of(reference["parameterNotFoundAction"]);
  const doc::Node& selector = reference["selector"];
  const Path name_path(path, "name"), selector_path(path, "selector"), action_path(path, "parameterNotFoundAction");
  check_text(name, check_path_segment, name_path, errors);
  check_label_selector(selector, {}, selector_path, errors);
  if (!name.empty() && !selector.is_null()) {
    errors.forbidden(name_path, kExclusive);
    errors.forbidden(selector_path, kExclusive);
  }
  if (name.empty() && selector.is_null()) errors.required(path, "one of name or selector must be specified");
  if (action.empty())
    errors.required(action_path);
  else if (!is_one_of(action, {"Deny", "Allow"}))
    errors.not_supported(action_path, action, {"Deny", "Allow"});
}

void check_actions(const doc::Node& actions, const Path& path, Errors& errors) {
  std::set<std::string_view> seen;
  std::size_t i = 0;
  for (const doc::Node& item : actions.items()) {
    const Path item_path(path, i++);
    const std::string_view action = text_of(item);
    if (!is_one_of(action, {"Audit", "Deny", "Warn"}))
      errors.not_supported(item_path, action, {"Audit", "Deny", "Warn"});
    if (!seen.insert(action).second) errors.duplicate(item_path, action);
  }
  if (seen.contains("Deny") && seen.contains("Warn"))
    errors.invalid(path, actions,
                   "must not contain both Deny and Warn (repeating the same validation failure information in the API "
                   "response and headers serves no purpose)");
  if (seen.empty()) errors.required(path, "at least one validation action is required");
}

void check_binding(const doc::Node& object, Errors& errors) {
  check_object_meta(object["metadata"], Scope::Cluster, dns_subdomain_name, Path("metadata"), errors);
  const doc::Node& spec = object["spec"];
  const Path path("spec");
  check_required_text(text_of(spec["policyName"]), kube::check_dns1123_subdomain, Path(path, "policyName"), errors);
  check_param_ref(spec["paramRef"], Path(path, "paramRef"), errors);
  check_match_resources(spec["matchResources"], Path(path, "matchResources"), errors);
  check_actions(spec["validationActions"], Path(path, "validationActions"), errors);
}

void check_binding_update(const doc::Node& object, const doc::Node&, Errors& errors) { check_binding(object, errors); }

}  // namespace

const BuiltinKind kValidatingAdmissionPolicy = {.api_version = "admissionregistration.k8s.io/v1",
                                                .kind = "ValidatingAdmissionPolicy",
                                                .resource = "validatingadmissionpolicies",
                                                .scope = Scope::Cluster,
                                                .set_defaults = set_policy_defaults,
                                                .prepare = drop_status,
                                                .check = check_policy,
                                                .prepare_update = keep_status,
                                                .check_update = check_policy_update};

const BuiltinKind kValidatingAdmissionPolicyBinding = {.api_version = "admissionregistration.k8s.io/v1",
                                                       .kind = "ValidatingAdmissionPolicyBinding",
                                                       .resource = "validatingadmissionpolicybindings",
                                                       .scope = Scope::Cluster,
                                                       .set_defaults = set_binding_defaults,
                                                       .prepare = nullptr,
                                                       .check = check_binding,
                                                       .prepare_update = nullptr,
                                                       .check_update = check_binding_update};

}  // namespace slipway::schema::builtin
