#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "schema/builtin/devices/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/node_selector.h"
#include "schema/builtin/storage/kinds.h"
#include "schema/metadata.h"

/// resource.k8s.io/v1 ResourceSlice: what a driver offers.
namespace slipway::schema::builtin {
namespace {

void set_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.each("devices", [](doc::Draft& device) {
      device.each("taints", [](doc::Draft& taint) { taint.set_default("timeAdded", kCreationTimestamp); });
      device.in("capacity", [](doc::Draft& capacities) {
        const doc::Node written = capacities.node();
        for (const doc::Member& member : written.members())
          capacities.in(member.key.text(), [](doc::Draft& capacity) { capacity.set_default("value", "0"); });
      });
    });
  });
}

/// What gates that are off leave out.
void prepare(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.each("devices", [](doc::Draft& device) {
      device.remove("nodeAllocatableResourceMappings");
      device.in("attributes", [](doc::Draft& attributes) {
        const doc::Node written = attributes.node();
        for (const doc::Member& member : written.members())
          attributes.in(member.key.text(), [](doc::Draft& attribute) {
            for (const char* list : {"bools", "ints", "strings", "versions"}) attribute.remove(list);
          });
      });
    });
  });
}

void prepare_update(doc::Draft& object, const doc::Node&) { prepare(object); }

/// A map's key in a path: a long one is cut in the middle.
std::string shortened(std::string_view key, std::size_t most) {
  if (key.size() <= most) return std::string(key);
  const std::size_t rest = most - 3;
  return std::string(key.substr(0, (rest + 1) / 2)) + "..." + std::string(key.substr(key.size() - rest / 2));
}

/// "1.2.3-alpha.1+build.5": no leading zeros in numbers. As semver.org 2.0.0 has it.
bool is_semver(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_word = [&](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [&](char c) {
      return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
  };
  const auto is_number = [&](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, is_digit) && (part.size() == 1 || part[0] != '0');
  };
  if (const std::size_t plus = text.find('+'); plus != text.npos) {
    if (!std::ranges::all_of(split(text.substr(plus + 1), '.'), is_word)) return false;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != text.npos) {
    for (const std::string_view part : split(text.substr(dash + 1), '.'))
      if (!is_word(part) || (std::ranges::all_of(part, is_digit) && !is_number(part))) return false;
    text = text.substr(0, dash);
  }
  const auto numbers = split(text, '.');
  return numbers.size() == 3 && std::ranges::all_of(numbers, is_number);
}

void check_attribute(const doc::Node& attribute, const Path& path, Errors& errors) {
  constexpr int kMostBytes = 64;
  int count = 0;
  for (const char* key : {"bool", "int", "string", "version"}) count += attribute[key].is_null() ? 0 : 1;
  if (text_of(attribute["string"]).size() > kMostBytes) errors.too_long(Path(path, "string"), kMostBytes);
  if (const doc::Node& version = attribute["version"]; !version.is_null()) {
    if (!is_semver(text_of(version)))
      errors.invalid(Path(path, "version"), text_of(version), "must be a string compatible with semver.org spec 2.0.0");
    if (text_of(version).size() > kMostBytes) errors.too_long(Path(path, "version"), kMostBytes);
  }
  if (count == 0) errors.invalid(path, "", "exactly one value must be specified");
  if (count > 1)
    errors.invalid_printed(path,
                           go_struct(attribute, {{"IntValue", "int"},
                                                 {"BoolValue", "bool"},
                                                 {"StringValue", "string"},
                                                 {"VersionValue", "version"},
                                                 {"IntValues", "ints"},
                                                 {"BoolValues", "bools"},
                                                 {"StringValues", "strings"},
                                                 {"VersionValues", "versions"}}),
                           "exactly one value must be specified");
}

void check_valid_values(const doc::Node& policy, const kube::Quantity& most, const Path& path, Errors& errors) {
  constexpr int kMostOptions = 10;
  const doc::Node& values = policy["validValues"];
  const kube::Quantity wanted = quantity_of(policy["default"]);
  const auto items = values.items();
  for (std::size_t i = 1; i < items.size(); ++i)
    if (quantity_of(items[i - 1]) > quantity_of(items[i]))
      errors.invalid(Path(path, i), quantity_of(items[i]).to_string(), "values must be sorted in ascending order");
  bool found = false;
  check_each(values, kMostOptions, path, errors, [&](const doc::Node& item, const Path& item_path) {
    const kube::Quantity option = quantity_of(item);
    if (option > most)
      errors.invalid(item_path, option.to_string(), "option is larger than capacity value: " + most.to_string());
    found = found || option == wanted;
  });
  check_unique(values, kMostOptions, path, errors,
               [](const doc::Node& item) { return std::to_string(quantity_of(item).value()); });
  if (!found) errors.invalid(path, wanted.to_string(), "default value is not valid according to the requestPolicy");
}

void check_step(const kube::Quantity& value, const kube::Quantity& least, const kube::Quantity& step, const Path& path,
                Errors& errors) {
  if (step.value() == 0) return;  // the server does not survive that
  if ((value.value() - least.value()) % step.value() != 0)
    errors.invalid(
        path, value.to_string(),
        "value is not a multiple of a given step (" + step.to_string() + ") from (" + least.to_string() + ")");
}

void check_valid_range(const doc::Node& policy, const kube::Quantity& capacity, const Path& path, Errors& errors) {
  const doc::Node& range = policy["validRange"];
  const Path least_path(path, "min"), most_path(path, "max"), step_path(path, "step");
  if (range["min"].is_null()) return errors.required(least_path, "required when validRange is defined");
  const kube::Quantity wanted = quantity_of(policy["default"]), least = quantity_of(range["min"]);
  const std::string beyond = "is larger than capacity value: " + capacity.to_string();
  if (least > capacity) errors.invalid(least_path, least.to_string(), "min " + beyond);
  if (wanted < least) errors.invalid(least_path, wanted.to_string(), "default is less than min: " + least.to_string());
  const bool has_most = !range["max"].is_null();
  const kube::Quantity most = quantity_of(range["max"]);
  if (has_most) {
    if (least > most) errors.invalid(most_path, least.to_string(), "min is larger than max: " + most.to_string());
    if (most > capacity) errors.invalid(most_path, most.to_string(), "max " + beyond);
    if (wanted > most) errors.invalid(most_path, wanted.to_string(), "default is more than max: " + most.to_string());
  }
  if (range["step"].is_null()) return;
  const kube::Quantity step = quantity_of(range["step"]), added = least + step;
  if (added > capacity) errors.invalid(step_path, step.to_string(), "one step " + added.to_string() + " " + beyond);
  check_step(wanted, least, step, step_path, errors);
  if (has_most) check_step(most, least, step, step_path, errors);
}

void check_capacity(const doc::Node& capacity, bool shared, const Path& path, Errors& errors) {
  const doc::Node& policy = capacity["requestPolicy"];
  if (policy.is_null()) return;
  const Path policy_path(path, "requestPolicy");
  if (!shared) return errors.forbidden(policy_path, "allowMultipleAllocations must be true");
  const bool has_values = policy["validValues"].size() > 0, has_range = !policy["validRange"].is_null();
  if (has_values && has_range)
    return errors.forbidden(policy_path,
                            "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at "
                            "the same time");
  if (!has_values && !has_range) return;
  const std::string which = has_values ? "validValues" : "validRange";
  if (policy["default"].is_null())
    errors.required(Path(policy_path, "default"), "required when " + which + " is defined");
  else
    (has_values ? check_valid_values : check_valid_range)(policy, quantity_of(capacity["value"]),
                                                          Path(policy_path, which), errors);
}

void check_taint(const doc::Node& taint, const Path& path, Errors& errors) {
  const std::string_view value = text_of(taint["value"]), effect = text_of(taint["effect"]);
  check_text(text_of(taint["key"]), kube::check_label_key, Path(path, "key"), errors);
  if (!value.empty()) check_text(value, kube::check_label_value, Path(path, "value"), errors);
  if (effect.empty())
    errors.required(Path(path, "effect"));
  else
    check_device_taint_effect(effect, Path(path, "effect"), errors);
}

void check_counters(const doc::Node& holder, std::string_view name_key, const Path& path, Errors& errors) {
  constexpr int kMost = 32;
  check_required_text(text_of(holder[name_key]), kube::check_dns1123_label, Path(path, name_key), errors);
  const doc::Node& counters = holder["counters"];
  const Path counters_path(path, "counters");
  if (counters.size() == 0) return errors.required(counters_path);
  if (counters.size() > kMost) return errors.too_many(counters_path, static_cast<int>(counters.size()), kMost);
  for (const doc::Member& member : counters.members())
    check_text(member.key.text(), kube::check_dns1123_label, counters_path, errors);
}

/// Conditions under which a device is bound, and under which that fails.
void check_binding(const doc::Node& device, const Path& path, Errors& errors) {
  constexpr int kMost = 4;
  const doc::Node &conditions = device["bindingConditions"], &failures = device["bindingFailureConditions"];
  const Path conditions_path(path, "bindingConditions"), failures_path(path, "bindingFailureConditions");
  const auto check_name = [&](const doc::Node& item, const Path& item_path) {
    check_text(text_of(item), kube::check_label_key, item_path, errors);
  };
  const auto text = [](const doc::Node& item) { return text_of(item); };
  check_each(conditions, kMost, conditions_path, errors, check_name);
  check_each(failures, kMost, failures_path, errors, check_name);
  check_unique(conditions, INT32_MAX, conditions_path, errors, text);
  check_unique(failures, INT32_MAX, failures_path, errors, text);
  std::set<std::string_view> known;
  for (const doc::Node& item : conditions.items()) known.insert(text_of(item));
  std::size_t i = 0;
  for (const doc::Node& item : failures.items()) {
    const Path item_path(failures_path, i++);
    if (known.contains(text_of(item)))
      errors.invalid(item_path, text_of(item), "bindingFailureConditions must not overlap with bindingConditions");
  }
  if (conditions.size() == 0 && failures.size() > 0)
    errors.invalid(conditions_path, conditions, "bindingConditions are required to use bindingFailureConditions");
  if (failures.size() == 0 && conditions.size() > 0)
    errors.invalid(failures_path, failures, "bindingFailureConditions are required to use bindingConditions");
}

/// Which of the ways to say where something is were used.
class Places {
 public:
  Places(const doc::Node& holder, const Path& path, Errors& errors) : holder_(holder), path_(path), errors_(errors) {}

  void node_name(std::string_view when_empty) {
    const doc::Node& name = holder_["nodeName"];
    if (name.is_null()) return;
    if (text_of(name).empty()) return errors_.invalid(Path(path_, "nodeName"), "", when_empty);
    add("nodeName");
    check_text(text_of(name), kube::check_dns1123_subdomain, Path(path_, "nodeName"), errors_);
  }
  void node_selector() {
    if (holder_["nodeSelector"].is_null()) return;
    add("nodeSelector");
    check_node_selector(holder_["nodeSelector"], NodeLabelValues::Checked, Path(path_, "nodeSelector"), errors_);
  }
  void flag(const char* key) {
    if (holder_[key].is_null()) return;
    if (flag_of(holder_[key]))
      add(key);
    else
      errors_.invalid(Path(path_, key), holder_[key], "must be either unset or set to true");
  }
  void finish(std::string_view none, std::string_view several) {
    if (count_ == 0) errors_.required(path_, none);
    if (count_ > 1) errors_.invalid(path_, "{" + names_ + "}", several);
  }

 private:
  void add(const char* name) { names_ += (count_++ == 0 ? "`" : ", `") + std::string(name) + "`"; }

  const doc::Node& holder_;
  const Path& path_;
  Errors& errors_;
  std::string names_;
  int count_ = 0;
};

void check_place_of_device(const doc::Node& device, bool per_device, const Path& path, Errors& errors) {
  if (!per_device) {
    for (const char* key : {"nodeName", "nodeSelector", "allNodes"})
      if (!device[key].is_null())
        return errors.invalid_printed(path, "null",
                                      "`nodeName`, `nodeSelector` and `allNodes` can only be set if "
                                      "`perDeviceNodeSelection` is set to true in the ResourceSlice spec");
    return;
  }
  Places places(device, path, errors);
  places.node_name("must not be empty");
  places.node_selector();
  places.flag("allNodes");
  constexpr std::string_view kOne =
      "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to "
      "true in the ResourceSlice spec";
  places.finish(kOne, kOne);
}

void check_device(const doc::Node& device, const doc::Node* old, bool per_device, const Path& path, Errors& errors) {
  constexpr std::size_t kMostKeyBytes = 96, kMostTogether = 32, kMostValues = 48;
  check_text(text_of(device["name"]), kube::check_dns1123_label, Path(path, "name"), errors);
  const doc::Node &attributes = device["attributes"], &capacities = device["capacity"];
  const std::size_t together = attributes.size() + capacities.size();
  if (together > kMostTogether)
    errors.invalid(path, static_cast<std::int64_t>(together),
                   "the total number of attributes and capacities must not exceed 32");
  if (attributes.size() > kMostValues)
    errors.invalid(path, static_cast<std::int64_t>(attributes.size()),
                   "the total number of attribute values must not exceed 48");
  const Path attributes_path(path, "attributes"), capacities_path(path, "capacity");
  for (const doc::Member& member : attributes.members()) {
    check_device_attribute_name(member.key.text(), attributes_path, errors);
    const std::string key = shortened(member.key.text(), kMostKeyBytes);
    check_attribute(member.value, Path::key(attributes_path, key), errors);
  }
  const bool shared = flag_of(device["allowMultipleAllocations"]);
  for (const doc::Member& member : capacities.members()) {
    check_device_attribute_name(member.key.text(), capacities_path, errors);
    const std::string key = shortened(member.key.text(), kMostKeyBytes);
    check_capacity(member.value, shared, Path::key(capacities_path, key), errors);
  }
  if (old == nullptr || !same_value((*old)["taints"], device["taints"]))
    check_each(device["taints"], 16, Path(path, "taints"), errors,
               [&](const doc::Node& taint, const Path& item) { check_taint(taint, item, errors); });
  const Path consumed(path, "consumesCounters");
  check_each(device["consumesCounters"], 2, consumed, errors, [&](const doc::Node& counters, const Path& item) {
    check_counters(counters, "counterSet", item, errors);
  });
  check_unique(device["consumesCounters"], 2, consumed, errors,
               [](const doc::Node& item) { return text_of(item["counterSet"]); });
  check_place_of_device(device, per_device, path, errors);
  check_binding(device, path, errors);
}

void check_pool(const doc::Node& pool, const Path& path, Errors& errors) {
  const std::string_view name = text_of(pool["name"]);
  const Path name_path(path, "name");
  if (name.empty()) {
    errors.required(name_path);
  } else {
    if (name.size() > 253) errors.too_long(name_path, 253);
    for (const std::string_view part : split(name, '/'))
      check_text(part, kube::check_dns1123_subdomain, name_path, errors);
  }
  if (const std::int64_t count = integer_of(pool["resourceSliceCount"]); count <= 0)
    errors.invalid(Path(path, "resourceSliceCount"), count, "must be greater than zero");
  if (const std::int64_t generation = integer_of(pool["generation"]); generation < 0)
    errors.invalid(Path(path, "generation"), generation, "must be greater than or equal to zero");
}

void check_place_of_slice(const doc::Node& spec, const Path& path, Errors& errors) {
  Places places(spec, path, errors);
  places.node_name("must be either unset or set to a non-empty string");
  places.node_selector();
  if (const doc::Node& terms = spec["nodeSelector"]["nodeSelectorTerms"];
      !spec["nodeSelector"].is_null() && terms.size() != 1) {
    const std::string printed = printed_node_selector(spec["nodeSelector"]);  // {"NodeSelectorTerms":…}
    const std::size_t start = printed.find(':') + 1;
    const Path selector(path, "nodeSelector");
    errors.invalid_printed(Path(selector, "nodeSelectorTerms"), printed.substr(start, printed.size() - 1 - start),
                           "must have exactly one node selector term");
  }
  places.flag("allNodes");
  places.flag("perDeviceNodeSelection");
  const std::string one = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
  places.finish(one, one + ", but multiple fields are set");
}

/// `old_spec` is nullptr on creation.
void check_spec(const doc::Node& spec, const doc::Node* old_spec, Errors& errors) {
  const Path path("spec"), devices_path(path, "devices"), counters_path(path, "sharedCounters"), pool(path, "pool");
  check_csi_driver_name(text_of(spec["driver"]), Path(path, "driver"), errors);
  check_pool(spec["pool"], pool, errors);
  if (old_spec != nullptr) {
    constexpr std::string_view kFixed = "field is immutable";
    const std::string_view name = text_of(spec["pool"]["name"]), driver = text_of(spec["driver"]);
    if (name != text_of((*old_spec)["pool"]["name"])) errors.invalid(Path(pool, "name"), name, kFixed);
    if (driver != text_of((*old_spec)["driver"])) errors.invalid(Path(path, "driver"), driver, kFixed);
    const doc::Node &node = spec["nodeName"], &old_node = (*old_spec)["nodeName"];
    if (node.is_null() != old_node.is_null() || text_of(node) != text_of(old_node))
      errors.invalid(Path(path, "nodeName"), node, kFixed);
  }
  check_place_of_slice(spec, path, errors);
  const doc::Node &devices = spec["devices"], &counters = spec["sharedCounters"];
  if (!devices.is_null() && !counters.is_null())
    errors.invalid(path, "", "only one of `sharedCounters` or `devices` is allowed");

  const bool is_advanced = std::ranges::any_of(devices.items(), [](const doc::Node& device) {
    return device["taints"].size() > 0 || device["consumesCounters"].size() > 0;
  });
  const int most = is_advanced ? 64 : 128;
  const bool per_device = flag_of(spec["perDeviceNodeSelection"]);
  check_each(devices, most, devices_path, errors, [&](const doc::Node& device, const Path& item) {
    const doc::Node* old = nullptr;
    if (old_spec != nullptr)
      for (const doc::Node& before : (*old_spec)["devices"].items())
        if (old == nullptr && text_of(before["name"]) == text_of(device["name"])) old = &before;
    check_device(device, old, per_device, item, errors);
  });
  check_unique(devices, most, devices_path, errors, [](const doc::Node& item) { return text_of(item["name"]); });
  check_each(counters, 8, counters_path, errors,
             [&](const doc::Node& set, const Path& item) { check_counters(set, "name", item, errors); });
  check_unique(counters, 8, counters_path, errors, [](const doc::Node& item) { return text_of(item["name"]); });
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Cluster, dns_subdomain_name, errors);
  check_spec(object["spec"], nullptr, errors);
}

void check_update(const doc::Node& object, const doc::Node& old, Errors& errors) {
  check_core_meta_update(object, old, errors);
  check_spec(object["spec"], &old["spec"], errors);
}

}  // namespace

const BuiltinKind kResourceSlice = {.api_version = "resource.k8s.io/v1",
                                    .kind = "ResourceSlice",
                                    .resource = "resourceslices",
                                    .scope = Scope::Cluster,
                                    .set_defaults = set_defaults,
                                    .prepare = prepare,
                                    .check = check,
                                    .prepare_update = prepare_update,
                                    .check_update = check_update};

}  // namespace slipway::schema::builtin
