#include "base/text.h"
#include "render/outputs.h"
#include "render/readme.h"

namespace slipway::render {

std::string readme_verify(const platform::Graph& graph) {
  if (graph.checks().empty()) return "";
  std::string text =
      "## Is all well?\nWhat each component says must be true; behind the `#` what the line below it should print.\n"
      "```sh\n";
  if (!checked_outputs_of(graph).empty())
    text +=
        "set -a; eval \"$(terraform -chdir=terraform output -json checked |\n"
        "  jq -r 'to_entries[] | \"\\(.key)=\\(.value | tostring | @sh)\"')\"; set +a\n";
  std::string component;
  for (const auto& check : graph.checks()) {
    if (check.component != component) text += "\n";
    component = check.component;
    text += "# " + component + ": " + printable(check.claim) + ": " +
            with_output_names(platform::to_string(check.expects)) + "\n" +
            with_output_names(platform::command_of(check)) + "\n";
  }
  return text + "```\n\n";
}

}  // namespace slipway::render
