#include "ops/shown_commands.h"

#include <algorithm>
#include <iterator>

#include "base/shell_word.h"

namespace slipway::ops {

std::string aws_flags(const ClusterName& cluster) {
  return " --region " + shell_word(cluster.region) +
         (cluster.profile.empty() ? "" : " --profile " + shell_word(cluster.profile));
}

std::string kubectl_flags(const std::string& kubeconfig, const std::string& context) {
  return (kubeconfig.empty() ? "" : " --kubeconfig " + shell_word(kubeconfig)) +
         (context.empty() ? "" : " --context " + shell_word(context));
}

std::string kubectl_flags(const Site& site) { return kubectl_flags(site.kubeconfig_file(), site.context); }

std::string with_kubectl_flags(std::string_view text, std::string_view flags) {
  constexpr std::string_view kKubectl = "kubectl ";
  // `config` is about the files themselves; other words are prose.
  constexpr std::string_view kVerbs[] = {"annotate", "auth", "create", "delete", "describe", "explain", "get", "logs"};
  std::string out;
  for (auto at = text.find(kKubectl); at != text.npos; at = text.find(kKubectl)) {
    const auto rest = text.substr(at + kKubectl.size());
    const auto verb = rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"));
    out += text.substr(0, at + kKubectl.size() - 1);
    if (std::ranges::find(kVerbs, verb) != std::end(kVerbs)) out += flags;
    out += ' ';
    text = rest;
  }
  return out.append(text);
}

}  // namespace slipway::ops
