#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "rules/reading.h"
#include "rules/rule.h"
#include "subject/filled_in.h"

/// Variables of containers.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Whether `$NAME` or `${NAME}` stands in the text; `$(NAME)`, which Kubernetes puts in, and `$$NAME` are others.
bool names_as_shell(std::string_view text, std::string_view name) {
  const auto is_of_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    if (at > 0 && text[at - 1] == '$') continue;
    std::string_view rest = text.substr(at + 1);
    const bool has_brace = rest.starts_with('{');
    if (has_brace) rest.remove_prefix(1);
    if (!rest.starts_with(name)) continue;
    rest.remove_prefix(name.size());
    if (has_brace ? rest.starts_with('}') || rest.starts_with(':') : rest.empty() || !is_of_name(rest.front()))
      return true;
  }
  return false;
}

/// Lists, each entry of which somebody adds. What others name is put together of, envsubst or a chart fills in.
bool is_list(std::string_view name) {
  return name.ends_with("PATH") || name.ends_with("PATHS") || name == "LD_PRELOAD";
}

/// A list of folders that says it goes on with what it was.
void check_extended(const Subject& subject, Findings& findings) {
  for (const subject::PodTemplate& pod : subject.pods())
    for (const std::string_view list : {"containers", "initContainers"})
      for (const Node& container : (*pod.spec)[list].items())
        for (const Node& variable : container["env"].items()) {
          const std::string_view name = text_of(variable["name"]), value = text_of(variable["value"]);
          if (!is_list(name) || !names_as_shell(value, name)) continue;
          if (subject::is_all_filled_in(value)) continue;  // REGION: ${REGION} goes on with nothing: envsubst's
          // At its name: what stands in its value looks like what some tool will fill in.
          findings.say(
              variable["name"].where(),
              fmt::format("{} of container {} begins anew: no shell puts ${} in", name, text_of(container["name"]),
                          name),
              fmt::format("its value is the text as it stands here, ${} and all", name),
              fmt::format("write the whole value, or extend it where a shell starts the program: command: [sh, "
                          "-c, 'export {0}=\"${0}:…\"; exec …']",
                          name));
        }
}

constexpr Rule kRules[] = {
    {"POD015", "", Severity::Warning, "a variable that is to go on with what the image has",
     "Kubernetes puts in $(NAME) alone, of variables that stand before in the list: never $NAME, and never what the "
     "image sets. PATH: $PATH:/opt/amazon/efa/bin leaves a PATH without /bin, and LD_LIBRARY_PATH: /x:$LD_LIBRARY_PATH "
     "loses the image's CUDA and EFA libraries.",
     "write the whole value, or extend it in a shell",
     "Kubernetes API, EnvVar.value; kubernetes/third_party/forked/golang/expansion", check_extended},
};

}  // namespace

std::span<const Rule> container_variable_rules() { return kRules; }

}  // namespace slipway::rules
