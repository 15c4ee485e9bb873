#pragma once

#include <cctype>
#include <string>
#include <string_view>

#include "ops/shown_commands.h"

namespace slipway::ops::testing {

/// Commands in the text, broken lines joined, that ask another region, account, cluster or state than was named: each
/// with what follows it, one a line. Whatever is no prose counts, known to CommandFlags or not.
inline std::string asked_elsewhere(std::string text, const CommandFlags& named) {
  for (auto at = text.find("\n  "); at != text.npos; at = text.find("\n  ", at))
    text.replace(at, text.find_first_not_of(" \n", at) - at, " ");
  for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {  // of what is not indented
    const bool goes_on = at + 1 < text.size() && std::islower(static_cast<unsigned char>(text[at + 1])) != 0;
    if (goes_on && at > 0 && std::string_view(".:;)").find(text[at - 1]) == std::string_view::npos) text[at] = ' ';
  }
  std::string found;
  const auto each = [&](std::string_view program, const auto& is_well) {
    for (auto at = text.find(program); at != text.npos; at = text.find(program, at + 1)) {
      if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) ||
                     std::string_view("-/.").find(text[at - 1]) != std::string_view::npos))
        continue;
      const auto rest = std::string_view(text).substr(at + program.size());
      if (!is_well(rest, rest.substr(0, rest.find_first_of(";)`\n")))) found += text.substr(at, 100) + "\n";
    }
  };
  const auto has_all = [](std::string_view command, std::string_view flags) {
    while (flags.starts_with(" --")) {
      const auto one = flags.substr(1, flags.find(" --", 1) - 1);
      if (command.find(one) == command.npos) return false;
      flags.remove_prefix(1 + one.size());
    }
    return true;
  };
  each("kubectl ", [&](std::string_view rest, std::string_view command) {
    return command.find("config ") < 40 || has_all(command.empty() ? rest : command, named.kubectl);
  });
  each("aws ", [&](std::string_view rest, std::string_view command) {
    const bool is_step = rest.empty() || (!std::islower(static_cast<unsigned char>(rest[0])) && rest[0] != '-');
    return is_step || rest.starts_with("configure") || rest.starts_with("sso ") || rest.starts_with("login`") ||
           (has_all(command, named.aws) && (named.cluster.empty() || command.find(" CLUSTER") == command.npos));
  });
  if (!named.terraform.empty())
    for (const char* verb : {"terraform import", "terraform plan", "terraform output", "terraform force-unlock",
                             "terraform init", "terraform state"})
      each(verb, [](std::string_view rest, std::string_view) {  // what became of one that ran is no command to type
        for (const std::string_view of_state : {" list", " pull", " push"})
          if (rest.starts_with(of_state)) rest.remove_prefix(of_state.size());
        return rest.starts_with(':') || rest.starts_with(" ended ") || rest.starts_with(" was ended") ||
               rest.starts_with(" printed ");
      });
  return found;
}

}  // namespace slipway::ops::testing
