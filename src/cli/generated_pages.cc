#include "cli/generated_pages.h"

#include "cli/command.h"
#include "cli/component_pages.h"
#include "cli/rule_pages.h"
#include "components/component.h"
#include "doc/json.h"
#include "spec/json_schema.h"
#include "spec/reference_page.h"

namespace slipway::cli {

std::string platform_schema() {
  std::vector<spec::ComponentChoice> choices;
  for (const auto* component : components::all())
    choices.push_back({component->name, component->summary, component->options ? &component->options() : nullptr});
  return doc::write_json(spec::json_schema(choices), doc::JsonLayout::Indented);
}

std::span<const GeneratedPage> generated_pages() {
  static constexpr GeneratedPage kPages[] = {
      {"docs/reference/cli.md", reference_page},
      {"docs/reference/components.md", components_page},
      {"docs/reference/platform.md", spec::reference_page},
      {"docs/reference/rules.md", rules_page},
      {"docs/schemas/platform.schema.json", platform_schema},
  };
  return kPages;
}

}  // namespace slipway::cli
