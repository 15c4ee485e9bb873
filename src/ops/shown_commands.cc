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

std::string with_aws_flags(std::string_view text, std::string_view flags) {
  constexpr std::string_view kAws = "aws ";
  // `configure` and `sso` are about who asks; other words are prose.
  constexpr std::string_view kServices[] = {"account",        "ec2", "eks", "iam", "resourcegroupstaggingapi",
                                            "service-quotas", "ssm", "sts"};
  std::string out;
  for (auto at = text.find(kAws); at != text.npos; at = text.find(kAws)) {
    const bool is_word = at == 0 || std::string_view(" (`\"").find(text[at - 1]) != text.npos;
    const auto rest = text.substr(at + kAws.size());
    const auto service = rest.substr(0, rest.find(' '));
    out += text.substr(0, at + kAws.size() - 1);
    if (is_word && std::ranges::find(kServices, service) != std::end(kServices)) {
      const auto command = rest.substr(0, std::min(rest.find_first_of(";)`"), rest.find(" aws ")));
      for (auto flag = flags; flag.starts_with(" --");) {
        const auto end = std::min(flag.find(" --", 1), flag.size());
        const auto one = flag.substr(0, end);
        if (command.find(one.substr(0, one.find(' ', 1) + 1)) == command.npos) out += one;
        flag.remove_prefix(end);
      }
    }
    out += ' ';
    text = rest;
  }
  return out.append(text);
}

}  // namespace slipway::ops
