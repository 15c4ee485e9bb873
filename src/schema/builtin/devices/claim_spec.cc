#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "schema/builtin/devices/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"

/// The spec of a ResourceClaim: requests for devices, constraints among them, configuration.
namespace slipway::schema::builtin {
namespace {

constexpr int kMostRequests = 32;

void set_request_defaults(doc::Draft& request) {
  if (text_of(request["allocationMode"]).empty()) request.set("allocationMode", "ExactCount");
  if (text_of(request["allocationMode"]) == "ExactCount" && integer_of(request["count"]) == 0) request.set("count", 1);
  request.each("tolerations", [](doc::Draft& toleration) {
    if (text_of(toleration["operator"]).empty()) toleration.set("operator", "Equal");
  });
}

/// Names of requests, with those of their alternatives.
using RequestNames = std::map<std::string_view, std::set<std::string_view>>;

RequestNames names_of(const doc::Node& requests) {
  RequestNames names;
  for (const doc::Node& request : requests.items()) {
    std::set<std::string_view>& alternatives = names[text_of(request["name"])];
    alternatives.clear();
    for (const doc::Node& alternative : request["firstAvailable"].items())
      alternatives.insert(text_of(alternative["name"]));
  }
  return names;
}

void check_name_reference(std::string_view name, const RequestNames& names, const Path& path, Errors& errors) {
  constexpr std::string_view kMustBe =
      "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  const std::size_t slash = name.find('/');
  if (slash != name.npos && name.find('/', slash + 1) != name.npos) return errors.invalid(path, name, kMustBe);
  const std::string_view request = name.substr(0, slash),
                         alternative = slash == name.npos ? std::string_view() : name.substr(slash + 1);
  check_text(request, kube::check_dns1123_label, path, errors);
  if (slash != name.npos) check_text(alternative, kube::check_dns1123_label, path, errors);
  const auto found = names.find(request);
  if (found == names.end() || (slash != name.npos && !found->second.contains(alternative)))
    errors.invalid(path, name, kMustBe);
}

void check_name_references(const doc::Node& list, const RequestNames& names, const Path& path, Errors& errors) {
  check_each(list, kMostRequests, path, errors, [&](const doc::Node& item, const Path& item_path) {
    check_name_reference(text_of(item), names, item_path, errors);
  });
  check_unique(list, kMostRequests, path, errors, [](const doc::Node& item) { return text_of(item); });
}

void check_toleration(const doc::Node& toleration, const Path& path, Errors& errors) {
  const std::string_view key = text_of(toleration["key"]), op = text_of(toleration["operator"]),
                         value = text_of(toleration["value"]), effect = text_of(toleration["effect"]);
  if (!key.empty()) check_text(key, kube::check_label_key, Path(path, "key"), errors);
  if (op == "Exists") {
    if (!value.empty()) errors.invalid(Path(path, "value"), value, "must be empty for operator `Exists`");
  } else if (op == "Equal") {
    check_text(value, kube::check_label_value, Path(path, "value"), errors);
  } else {
    errors.not_supported(Path(path, "operator"), op, {"Equal", "Exists"});
  }
  if (!effect.empty()) check_device_taint_effect(effect, Path(path, "effect"), errors);
}

/// What a request and an alternative of one have in common.
void check_devices_wanted(const doc::Node& request, const Path& path, Errors& errors) {
  check_required_text(text_of(request["deviceClassName"]), kube::check_dns1123_subdomain, Path(path, "deviceClassName"),
                      errors);
  check_device_selectors(request["selectors"], Path(path, "selectors"), errors);
  const std::string_view mode = text_of(request["allocationMode"]);
  const std::int64_t count = integer_of(request["count"]);
  const Path count_path(path, "count");
  if (mode == "All") {
    if (count != 0) errors.invalid(count_path, count, "must not be specified when allocationMode is 'All'");
  } else if (mode == "ExactCount") {
    if (count <= 0) errors.invalid(count_path, count, "must be greater than zero");
  } else {
    errors.not_supported(Path(path, "allocationMode"), mode, {"All", "ExactCount"});
  }
  const Path tolerations(path, "tolerations");
  std::size_t i = 0;
  for (const doc::Node& toleration : request["tolerations"].items())
    check_toleration(toleration, Path(tolerations, i++), errors);
}

void check_request(const doc::Node& request, const Path& path, Errors& errors) {
  check_text(text_of(request["name"]), kube::check_dns1123_label, Path(path, "name"), errors);
  const doc::Node &exactly = request["exactly"], &alternatives = request["firstAvailable"];
  constexpr int kMostAlternatives = 8;
  if (exactly.is_null() && alternatives.size() == 0)
    return errors.required(path, "exactly one of `exactly` or `firstAvailable` is required");
  if (!exactly.is_null() && alternatives.size() > 0)
    return errors.invalid_printed(
        path, "null", "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
  if (!exactly.is_null()) return check_devices_wanted(exactly, Path(path, "exactly"), errors);
  const Path list(path, "firstAvailable");
  check_each(alternatives, kMostAlternatives, list, errors, [&](const doc::Node& item, const Path& item_path) {
    check_text(text_of(item["name"]), kube::check_dns1123_label, Path(item_path, "name"), errors);
    check_devices_wanted(item, item_path, errors);
  });
  check_unique(alternatives, kMostAlternatives, list, errors,
               [](const doc::Node& item) { return text_of(item["name"]); });
}

void check_qualified_name(std::string_view name, const Path& path, Errors& errors) {
  check_device_attribute_name(name, path, errors);
  if (name.find('/') == name.npos)
    errors.invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
}

void check_constraint(const doc::Node& constraint, const RequestNames& names, const Path& path, Errors& errors) {
  check_name_references(constraint["requests"], names, Path(path, "requests"), errors);
  const doc::Node &match = constraint["matchAttribute"], &distinct = constraint["distinctAttribute"];
  if (!match.is_null())
    check_qualified_name(text_of(match), Path(path, "matchAttribute"), errors);
  else if (!distinct.is_null())
    check_qualified_name(text_of(distinct), Path(path, "distinctAttribute"), errors);
  else
    errors.required(
        path, "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
}

}  // namespace

void set_claim_defaults(doc::Draft& spec) {
  spec.in("devices", [](doc::Draft& devices) {
    devices.each("requests", [](doc::Draft& request) {
      request.in("exactly", set_request_defaults);
      request.each("firstAvailable", set_request_defaults);
    });
  });
}

void check_claim(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node &devices = spec["devices"], &requests = devices["requests"];
  const Path devices_path(path, "devices"), requests_path(devices_path, "requests"),
      constraints(devices_path, "constraints"), configs(devices_path, "config");
  const RequestNames names = names_of(requests);
  check_each(requests, kMostRequests, requests_path, errors,
             [&](const doc::Node& item, const Path& item_path) { check_request(item, item_path, errors); });
  check_unique(requests, kMostRequests, requests_path, errors,
               [](const doc::Node& item) { return text_of(item["name"]); });
  check_each(devices["constraints"], 32, constraints, errors,
             [&](const doc::Node& item, const Path& item_path) { check_constraint(item, names, item_path, errors); });
  check_each(devices["config"], 32, configs, errors, [&](const doc::Node& item, const Path& item_path) {
    check_name_references(item["requests"], names, Path(item_path, "requests"), errors);
    check_device_configuration(item, item_path, errors);
  });
}

void check_admin_access(const doc::Node& claim_spec, Errors& errors) {
  const Path spec("spec"), devices(spec, "devices"), requests(devices, "requests");
  std::size_t i = 0;
  for (const doc::Node& request : claim_spec["devices"]["requests"].items()) {
    const Path item(requests, i++);
    if (!flag_of(request["exactly"]["adminAccess"])) continue;
    return errors.forbidden(Path(item, "adminAccess"),
                            "admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on "
                            "the containing namespace");
  }
}

std::string printed_claim_spec(const doc::Node& spec) {
  static constexpr GoField kExpression[] = {{"Expression", "expression", kGoText}};
  static constexpr GoField kSelector[] = {{"CEL", "cel", "null", kExpression}};
  static constexpr GoField kToleration[] = {{"Key", "key", kGoText},
                                            {"Operator", "operator", kGoText},
                                            {"Value", "value", kGoText},
                                            {"Effect", "effect", kGoText},
                                            {"TolerationSeconds", "tolerationSeconds"}};
  static constexpr GoField kCapacity[] = {{"Requests", "requests"}};
  static constexpr GoField kExactly[] = {{"DeviceClassName", "deviceClassName", kGoText},
                                         {"Selectors", "selectors", "null", kSelector},
                                         {"AllocationMode", "allocationMode", kGoText},
                                         {"Count", "count", "0"},
                                         {"AdminAccess", "adminAccess"},
                                         {"Tolerations", "tolerations", "null", kToleration},
                                         {"Capacity", "capacity", "null", kCapacity}};
  static constexpr GoField kAlternative[] = {{"Name", "name", kGoText},
                                             {"DeviceClassName", "deviceClassName", kGoText},
                                             {"Selectors", "selectors", "null", kSelector},
                                             {"AllocationMode", "allocationMode", kGoText},
                                             {"Count", "count", "0"},
                                             {"Tolerations", "tolerations", "null", kToleration},
                                             {"Capacity", "capacity", "null", kCapacity}};
  static constexpr GoField kRequest[] = {{"Name", "name", kGoText},
                                         {"Exactly", "exactly", "null", kExactly},
                                         {"FirstAvailable", "firstAvailable", "null", kAlternative}};
  static constexpr GoField kConstraint[] = {
      {"Requests", "requests"}, {"MatchAttribute", "matchAttribute"}, {"DistinctAttribute", "distinctAttribute"}};
  static constexpr GoField kOpaque[] = {{"Driver", "driver", kGoText}, {"Parameters", "parameters"}};
  static constexpr GoField kConfig[] = {{"Requests", "requests"}, {"Opaque", "opaque", "null", kOpaque}};
  static constexpr GoField kDevices[] = {{"Requests", "requests", "null", kRequest},
                                         {"Constraints", "constraints", "null", kConstraint},
                                         {"Config", "config", "null", kConfig}};
  return go_struct(spec, {{"Devices", "devices", R"({"Requests":null,"Constraints":null,"Config":null})", kDevices}});
}

}  // namespace slipway::schema::builtin
