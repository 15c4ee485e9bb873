#include "components/parts/activation.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

#include "base/text.h"

namespace slipway::components {

namespace {

std::string did_you_mean(std::optional<std::string_view> near) {
  return near ? "did you mean " + std::string(*near) + "?" : std::string();
}

std::vector<FixIt> replace_by(SourceRange where, std::optional<std::string_view> near) {
  if (!near) return {};
  return {{where, std::string(*near)}};
}

void check_options(const Component& component, const doc::Node& options, Diagnostics& diagnostics) {
  if (options.is_null()) return;
  const std::string name(component.name);
  if (!options.is_map()) {
    diagnostics.error("CMP003", options.where(), "options of component '" + name + "' must be a map",
                      "write `" + name + ": {option: value}`");
    return;
  }
  if (component.options) return;  // it reads them itself
  static constexpr std::string_view kKnown[] = {"values", "version"};
  const std::span<const std::string_view> known = kKnown;
  for (const auto& member : options.members()) {
    if (std::ranges::find(known, member.key.text()) != known.end()) continue;
    const auto near = near_miss(member.key.text(), known);
    std::string takes;
    for (const auto option : known) takes += (takes.empty() ? "" : ", ") + std::string(option);
    diagnostics.add({"CMP004", Severity::Error, member.key.where(),
                     "component '" + name + "' has no option '" + std::string(member.key.text()) + "'",
                     did_you_mean(near), near ? "" : "it takes " + takes, replace_by(member.key.where(), near)});
  }
}

class Activator {
 public:
  Activator(const spec::Platform& platform, std::span<const Component* const> table, Diagnostics& diagnostics)
      : platform_(platform), diagnostics_(diagnostics) {
    for (const auto* component : table) table_.emplace(component->name, component);
  }

  std::vector<Activation> run() {
    for (const auto& use : platform_.components) take_named(use);
    for (const auto& [name, component] : table_)
      if (component->wanted && component->wanted(platform_)) take(*component, nullptr, cause_of(*component));
    // What a component needs may need more: the list grows while it is walked.
    for (std::size_t i = 0; i < active_.size(); ++i)
      for (const auto need : active_[i].component->needs) {
        assert(table_.contains(need));
        take(*table_.find(need)->second, nullptr, active_[i].where);
      }
    std::ranges::sort(active_, {},
                      [](const Activation& a) { return std::tuple(a.component->stage, a.component->name); });
    return std::move(active_);
  }

 private:
  void take(const Component& component, const doc::Node* options, SourceRange where) {
    static const doc::Node kNone;
    if (!names_.insert(component.name).second) return;
    active_.push_back({&component, options ? options : &kNone, where});
  }

  SourceRange cause_of(const Component& component) const {
    const auto cause = component.because ? component.because(platform_) : platform_.cluster.where;
    return cause ? cause : platform_.where;
  }

  void take_named(const spec::ComponentUse& use) {
    const auto found = table_.find(use.name.value);
    if (found == table_.end()) return report_unknown(use);
    if (names_.contains(use.name.value)) {
      diagnostics_.error("CMP002", use.name.where, "component '" + use.name.value + "' is named twice",
                         "keep one, with all its options");
      return;
    }
    if (use.options) check_options(*found->second, *use.options, diagnostics_);
    const bool is_usable = use.options && use.options->is_map();
    take(*found->second, is_usable ? use.options : nullptr, use.name.where);
  }

  void report_unknown(const spec::ComponentUse& use) {
    std::vector<std::string_view> names;
    for (const auto& [name, component] : table_) names.push_back(name);
    const auto near = near_miss(use.name.value, names);
    diagnostics_.add({"CMP001", Severity::Error, use.name.where, "unknown component '" + use.name.value + "'",
                      did_you_mean(near), near ? "" : "one of `slipway components`; any other chart goes below charts:",
                      replace_by(use.name.where, near)});
  }

  const spec::Platform& platform_;
  Diagnostics& diagnostics_;
  std::map<std::string_view, const Component*, std::less<>> table_;
  std::set<std::string_view> names_;
  std::vector<Activation> active_;
};

}  // namespace

std::vector<Activation> activate(const spec::Platform& platform, std::span<const Component* const> table,
                                 Diagnostics& diagnostics) {
  return Activator(platform, table, diagnostics).run();
}

}  // namespace slipway::components
