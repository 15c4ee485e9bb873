#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "catalog/instance_types.h"
#include "catalog/on_demand_price.h"
#include "catalog/regions.h"
#include "catalog/spot_price.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using subject::Subject;

struct Setting {
  std::string name;  // in small letters
  std::string_view value;
  SourceRange where;  // of the value
};

bool names(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

/// Settings that are read together, a .env file, a ConfigMap, a container's variables, where one of them is of money.
class SettingsOfMoney {
 public:
  explicit SettingsOfMoney(const Subject& subject) {
    std::map<const SourceText*, std::vector<Setting>> files;
    std::vector<const SourceText*> order;
    for (const subject::Variable& variable : subject.variables()) {
      auto& group = files[variable.where.source];
      if (group.empty()) order.push_back(variable.where.source);
      group.push_back(
          {ascii_lower(variable.name), variable.value, variable.value_where ? variable.value_where : variable.where});
    }
    for (const SourceText* file : order) add(std::move(files[file]));
    for (const kube::Object* map : subject.of_kind("ConfigMap", "")) {
      std::vector<Setting> group;
      for (const doc::Member& one : (*map->node)["data"].members())
        group.push_back({ascii_lower(one.key.text()), text_of(one.value), one.value.where()});
      add(std::move(group));
    }
    for (const subject::PodTemplate& pod : subject.pods())
      each_container(*pod.spec, [&](const doc::Node& container) {
        std::vector<Setting> group;
        for (const doc::Node& one : container["env"].items())
          group.push_back({ascii_lower(text_of(one["name"])), text_of(one["value"]), one["value"].where()});
        add(std::move(group));
      });
  }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  void add(std::vector<Setting> group) {
    if (std::ranges::any_of(group, [](const Setting& one) {
          return names(one.name, {"cost", "price", "rate", "saving", "discount"});
        }))
      all_.push_back(std::move(group));
  }
  std::vector<std::vector<Setting>> all_;
};

/// The only instance type that the settings name; nullptr for none and for several.
const catalog::InstanceType* type_of(const std::vector<Setting>& group) {
  const catalog::InstanceType* only = nullptr;
  for (const Setting& one : group)
    if (const catalog::InstanceType* type = catalog::find_instance_type(one.value)) {
      if (only && only != type) return nullptr;
      only = type;
    }
  return only;
}

std::string_view region_of(const Subject& subject, const std::vector<Setting>& group) {
  for (const Setting& one : group)
    if (names(one.name, {"region"}) && catalog::find_region(one.value)) return one.value;
  return view_of(subject).region();
}

/// "32.77", "$32.77", "70%"; nullopt for what is no number.
std::optional<double> number_of(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  if (text.ends_with('%')) text.remove_suffix(1);
  double number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size() || !std::isfinite(number) || number <= 0)
    return std::nullopt;
  return number;
}

constexpr double kNear = 0.05;  // as a part of the price; of savings as points of a hundred

void check_price(const Subject& subject, Findings& findings) {
  for (const auto& group : subject.derived<SettingsOfMoney>()) {
    const catalog::InstanceType* type = type_of(group);
    if (!type) continue;
    for (const Setting& one : group) {
      if (!names(one.name, {"per_hour", "hourly"}) || !names(one.name, {"cost", "price", "rate"}) ||
          names(one.name, {"spot", "limit", "budget", "max"}))
        continue;
      const auto written = number_of(one.value);
      const std::string_view region = region_of(subject, group);
      const auto price = catalog::on_demand_price(type->name, region);
      if (!written || !price || std::abs(*written / price->amount.approximate() - 1) <= kNear) continue;
      findings.say(one.where,
                   fmt::format("{} costs ${} an hour on demand in {}, not {}", type->name, price->amount.to_string(2),
                               region, printable(one.value)),
                   fmt::format("{}, {}", price->source, price->date));
    }
  }
}

void check_saving(const Subject& subject, Findings& findings) {
  for (const auto& group : subject.derived<SettingsOfMoney>()) {
    const catalog::InstanceType* type = type_of(group);
    if (!type) continue;
    for (const Setting& one : group) {
      if (!names(one.name, {"spot"}) || !names(one.name, {"saving", "discount"})) continue;
      auto written = number_of(one.value);
      if (written && (one.value.ends_with('%') || *written > 1)) *written /= 100;
      const std::string_view region = region_of(subject, group);
      const auto advice = catalog::spot_advice(type->name, region);
      if (!written || !advice || *written <= advice->saving.approximate() + kNear) continue;
      findings.say(one.where,
                   fmt::format("Spot saves about {:.0f} % on {} in {}, not {:.0f} %",
                               100 * advice->saving.approximate(), type->name, region, 100 * *written),
                   fmt::format("{}, {}", advice->source, advice->date));
    }
  }
}

constexpr Rule kRules[] = {
    {"PRC001", "X-004-116", Severity::Warning, "a price that was written down once",
     "Prices change: P4 and P5 became a third to almost a half cheaper in June 2025. What reckons with a constant "
     "reports costs that nobody pays.",
     "ask the Price List API, or write the date beside the figure", "AWS price list; the catalogue's prices",
     check_price},
    {"PRC002", "X-004-114", Severity::Warning, "a Spot discount that nobody gets",
     "\"Up to 90 %\" is the best of all types. On GPUs Spot saves less, and each type and region has a figure of its "
     "own.",
     "reckon with the type's own figure", "AWS Spot Advisor; the catalogue's savings", check_saving},
};

}  // namespace

std::span<const Rule> written_price_rules() { return kRules; }

}  // namespace slipway::rules
