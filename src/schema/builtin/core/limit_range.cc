#include <fmt/format.h>

#include <cmath>
#include <set>
#include <string>

#include "schema/builtin/core/kinds.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/resource_amounts.h"
#include "schema/metadata.h"

/// v1 LimitRange. Follows Kubernetes 1.36.3 pkg/apis/core/{v1/defaults.go,validation} and
/// pkg/registry/core/limitrange/strategy.go.
namespace slipway::schema::builtin {
namespace {

constexpr std::string_view kLists[] = {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"};

/// Members of one list that another does not have go there.
void fill(doc::Draft& limit, std::string_view to, std::string_view from) {
  const doc::Node source = limit[from];
  if (source.size() == 0) return;
  limit.in_new(to, [&](doc::Draft& list) {
    for (const doc::Member& member : source.members())
      if (list.node().find(member.key.text()) == nullptr) list.set(member.key.text(), member.value);
  });
}

void set_defaults(doc::Draft& object) {
  object.in("spec", [](doc::Draft& spec) {
    spec.each("limits", [](doc::Draft& limit) {
      if (text_of(limit["type"]) == "Container") {
        fill(limit, "default", "max");
        fill(limit, "defaultRequest", "default");
        fill(limit, "defaultRequest", "min");
      }
      for (const std::string_view list : kLists) round_amounts(limit, list);
    });
  });
}

void prepare(doc::Draft& object) {
  object.in_new("metadata", [](doc::Draft& meta) {
    if (text_of(meta["name"]).empty()) meta.set("name", kUid);
  });
}

void check_type(std::string_view type, const Path& path, Errors& errors) {
  const std::size_t before = errors.size();
  check_text(type, kube::check_label_key, path, errors);
  if (errors.size() == before && type.find('/') == type.npos &&
      !is_one_of(type, {"Pod", "Container", "PersistentVolumeClaim"}))
    errors.invalid(path, type, "must be a standard limit type or fully qualified");
}

std::string go_fixed(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "+Inf" : "-Inf";
  return fmt::format("{:f}", number);
}

/// What one resource's amounts say of each other.
class Comparison {
 public:
  Comparison(const doc::Node& limit, std::string_view resource, bool has_defaults, const Path& path, Errors& errors)
      : limit_(limit), resource_(resource), has_defaults_(has_defaults), path_(path), errors_(errors) {}

  void run() {
    greater("min", "max", "min", "min", "min value {} is greater than max value {}");
    if (has_defaults_) {
      greater("min", "defaultRequest", "defaultRequest", "defaultRequest",
              "min value {} is greater than default request value {}");
      greater("defaultRequest", "max", "defaultRequest", "defaultRequest",
              "default request value {} is greater than max value {}");
      greater("defaultRequest", "default", "defaultRequest", "defaultRequest",
              "default request value {} is greater than default limit value {}");
      greater("min", "default", "default", "min", "min value {} is greater than default value {}");
      greater("default", "max", "default", "max", "default value {} is greater than max value {}");
    }
    ratio();
    if (!has_defaults_ || !has("default") || !has("defaultRequest") || is_overcommit_allowed(resource_)) return;
    const kube::Quantity limit = of("default"), request = of("defaultRequest");
    if (limit != request)
      complain("defaultRequest", request,
               fmt::format("default value {} must equal to defaultRequest value {} in {}", limit.to_string(),
                           request.to_string(), resource_));
  }

 private:
  bool has(std::string_view list) const { return limit_[list].find(resource_) != nullptr; }
  kube::Quantity of(std::string_view list) const { return quantity_of(limit_[list][resource_]); }

  void complain(std::string_view list, const kube::Quantity& shown, const std::string& text) {
    const Path list_path(path_, list);
    errors_.invalid(Path::key(list_path, resource_), shown.to_string(), text);
  }

  void greater(std::string_view small, std::string_view large, std::string_view at, std::string_view shown,
               const char* text) {
    if (!has(small) || !has(large)) return;
    const kube::Quantity a = of(small), b = of(large);
    if (a > b) complain(at, of(shown), fmt::format(fmt::runtime(text), a.to_string(), b.to_string()));
  }

  void ratio() {
    constexpr std::string_view kList = "maxLimitRequestRatio";
    constexpr std::int64_t kMostMilli = INT64_MAX / 1000;
    if (!has(kList)) return;
    const kube::Quantity ratio = of(kList);
    if (ratio < kube::Quantity(1)) complain(kList, ratio, "ratio " + ratio.to_string() + " is less than 1");
    if (!has("min") || !has("max")) return;
    const kube::Quantity least = of("min"), most = of("max");
    double wanted = static_cast<double>(ratio.value());
    std::int64_t least_value = least.value(), most_value = most.value();
    if (ratio.value() < kMostMilli && least_value < kMostMilli && most_value < kMostMilli) {
      wanted = static_cast<double>(ratio.milli_value()) / 1000;
      least_value = least.milli_value();
      most_value = most.milli_value();
    }
    const double bound = static_cast<double>(most_value) / static_cast<double>(least_value);
    if (wanted > bound)
      complain(kList, ratio, "ratio " + ratio.to_string() + " is greater than max/min = " + go_fixed(bound));
  }

  const doc::Node& limit_;
  std::string_view resource_;
  bool has_defaults_;
  const Path& path_;
  Errors& errors_;
};

void check_limit(const doc::Node& limit, const Path& path, Errors& errors) {
  const std::string_view type = text_of(limit["type"]);
  check_type(type, Path(path, "type"), errors);
  const bool has_defaults = type != "Pod";
  std::set<std::string_view> resources;
  for (const std::string_view list : kLists) {
    const Path list_path(path, list);
    if (!has_defaults && list.starts_with("default")) {
      if (limit[list].size() > 0) errors.forbidden(list_path, "may not be specified when `type` is 'Pod'");
      continue;
    }
    for (const doc::Member& member : limit[list].members()) {
      const std::string_view resource = member.key.text();
      resources.insert(resource);
      (is_one_of(type, {"Pod", "Container"}) ? check_container_resource_name : check_resource_name)(
          resource, Path::key(list_path, resource), errors);
    }
  }
  if (type == "PersistentVolumeClaim" && limit["min"].find("storage") == nullptr &&
      limit["max"].find("storage") == nullptr)
    errors.required(Path(path, "limits"),
                    "either minimum or maximum storage value is required, but neither was provided");
  for (const std::string_view resource : resources) Comparison(limit, resource, has_defaults, path, errors).run();
}

void check(const doc::Node& object, Errors& errors) {
  check_core_meta(object, Scope::Namespaced, dns_subdomain_name, errors);
  const Path spec("spec"), path(spec, "limits");
  std::set<std::string_view> types;
  std::size_t i = 0;
  for (const doc::Node& limit : object["spec"]["limits"].items()) {
    const Path item(path, i++);
    check_limit(limit, item, errors);
    const std::string_view type = text_of(limit["type"]);
    if (!types.insert(type).second) errors.duplicate(Path(item, "type"), type);
  }
}

void check_update(const doc::Node& object, const doc::Node&, Errors& errors) { check(object, errors); }

}  // namespace

const BuiltinKind kLimitRange = {.api_version = "v1",
                                 .kind = "LimitRange",
                                 .resource = "limitranges",
                                 .scope = Scope::Namespaced,
                                 .set_defaults = set_defaults,
                                 .prepare = prepare,
                                 .check = check,
                                 .prepare_update = nullptr,
                                 .check_update = check_update};

}  // namespace slipway::schema::builtin
