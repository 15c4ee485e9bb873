#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "cli/component_pages.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "components/component.h"
#include "doc/json.h"

namespace slipway::cli {
namespace {

class Components final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.choice("-o,--output", output_, {"table", "json"}, "how to print it");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    return result_.write(session, output_ == "json" ? json() : table(static_cast<std::size_t>(session.width)));
  }

 private:
  static std::string table(std::size_t width) {
    std::size_t name = 0, stage = 0;
    for (const auto* component : components::all()) {
      name = std::max(name, component->name.size() + 2);
      stage = std::max(stage, std::string_view(stage_name(component->stage)).size() + 2);
    }
    std::string out = fmt::format("{:<{}}{:<{}}{}\n", "COMPONENT", name, "STAGE", stage, "WHAT IT BRINGS");
    for (const auto* component : components::all())
      out += fmt::format("{:<{}}{:<{}}{}", component->name, name, stage_name(component->stage), stage,
                         wrapped(component->summary, name + stage, width).substr(name + stage));
    return out;
  }

  static std::string json() {
    doc::List list;
    for (const auto* component : components::all()) {
      doc::List needs;
      for (const auto name : component->needs) needs.add(name);
      list.add(doc::Map{{"name", component->name},
                        {"stage", stage_name(component->stage)},
                        {"summary", component->summary},
                        {"needs", std::move(needs)},
                        {"onByItself", component->wanted != nullptr}});
    }
    return doc::write_json(
        doc::Value(doc::Map{{"schemaVersion", "slipway.dev/components/v1alpha1"}, {"components", std::move(list)}}),
        doc::JsonLayout::Indented);
  }

  std::string output_ = "table";
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_components() { return make_verb<Components>(); }

}  // namespace slipway::cli
