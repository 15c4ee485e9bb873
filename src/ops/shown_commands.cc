#include "ops/shown_commands.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/shell_word.h"

namespace slipway::ops {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";

/// The word that a text begins with.
std::string_view first_word(std::string_view text) {
  return text.substr(0, std::min(text.find_first_not_of(kLetters), text.size()));
}

/// A command's words after its program, to where prose goes on; those of `$(aws …)` and after `;` are another's.
std::string_view command_in(std::string_view text) {
  return text.substr(0, std::min({text.find_first_of(";)`\n"), text.find(" aws "), text.find("(aws "), text.size()}));
}

bool is_kubectls(std::string_view words) {
  // `config` is about the files themselves.
  constexpr std::string_view kVerbs[] = {
      "annotate", "api-resources", "apply", "auth",    "cordon",   "create",  "delete", "describe", "drain",
      "edit",     "events",        "exec",  "explain", "get",      "label",   "logs",   "patch",    "port-forward",
      "rollout",  "scale",         "taint", "top",     "uncordon", "version", "wait"};
  return std::ranges::find(kVerbs, first_word(words)) != std::end(kVerbs);
}

/// Operations of the AWS CLI have a hyphen, but for few; `configure` and `sso` are about who asks.
bool is_aws(std::string_view words) {
  const auto service = first_word(words);
  if (service.empty() || service == "configure" || service == "sso" || !words.substr(service.size()).starts_with(' '))
    return false;
  const auto operation = first_word(words.substr(service.size() + 1));
  return service == "s3" || operation == "wait" ||
         (operation.find('-') != operation.npos && !service.starts_with('-') && !operation.starts_with('-'));
}

bool is_terraforms(std::string_view words) {
  constexpr std::string_view kVerbs[] = {"apply", "force-unlock", "import", "init",  "output",
                                         "plan",  "show",         "state",  "taint", "untaint"};
  return std::ranges::find(kVerbs, first_word(words)) != std::end(kVerbs);
}

/// Those of the flags (" --a x --b y") that the command does not have.
std::string lacking(std::string_view flags, std::string_view command) {
  std::string all;
  while (flags.starts_with(" --")) {
    const auto one = flags.substr(0, std::min(flags.find(" --", 1), flags.size()));
    if (command.find(one.substr(0, one.find(' ', 1) + 1)) == command.npos) all += one;
    flags.remove_prefix(one.size());
  }
  return all;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string shown(std::string_view text, const CommandFlags& flags) {
  constexpr std::string_view kAws = "aws", kKubectl = "kubectl", kTerraform = "terraform";
  constexpr std::string_view kUpdate = "eks update-kubeconfig";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    const bool begins = at == 0 || std::string_view(" (`\"\n").find(text[at - 1]) != text.npos;
    const auto is = [&](std::string_view program, bool (*takes)(std::string_view)) {
      return begins && rest.starts_with(program) && rest.substr(program.size()).starts_with(' ') &&
             takes(rest.substr(program.size() + 1));
    };
    if (is(kAws, is_aws)) {
      const auto command = command_in(rest.substr(kAws.size()));
      out.append(kAws).append(lacking(flags.aws, command));
      at += kAws.size();
      if (command.substr(1).starts_with(kUpdate)) {
        out.append(" ").append(kUpdate);
        at += 1 + kUpdate.size();
        const auto file = flags.kubectl.substr(0, flags.kubectl.find(" --context "));
        out += lacking(file, command);
      }
    } else if (is(kKubectl, is_kubectls)) {
      out.append(kKubectl).append(lacking(flags.kubectl, command_in(rest)));
      at += kKubectl.size();
    } else if (!flags.terraform.empty() && is(kTerraform, is_terraforms)) {
      out += flags.terraform;
      at += kTerraform.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace

std::string aws_flags(const ClusterName& cluster) {
  return " --region " + shell_word(cluster.region) +
         (cluster.profile.empty() ? "" : " --profile " + shell_word(cluster.profile));
}

std::string kubectl_flags(const std::string& kubeconfig, const std::string& context) {
  return (kubeconfig.empty() ? "" : " --kubeconfig " + shell_word(kubeconfig)) +
         (context.empty() ? "" : " --context " + shell_word(context));
}

std::string kubectl_flags(const Site& site) { return kubectl_flags(site.kubeconfig_file(), site.context); }

std::string terraform_words(const std::string& program, const std::string& state, const ClusterName& cluster,
                            const io::Environment& environment) {
  std::string words;
  for (const auto& [name, value] : environment_of(cluster))
    if (name != "AWS_REGION" && environment.text(name) != value)  // the provider and the backend name the region
      words += name + "=" + (value.empty() ? "" : shell_word(value)) + " ";
  return words + shell_word(program) + " -chdir=" + shell_word(terraform_folder(state));
}

std::string CommandFlags::in(std::string_view text) const {
  auto said = shown(text, *this);
  return cluster.empty() ? said : replaced(std::move(said), "name CLUSTER", "name " + shell_word(cluster));
}

StepFailure CommandFlags::in(StepFailure failure) const {
  CommandFlags of_message = *this;
  of_message.terraform.clear();
  failure.message = of_message.in(failure.message);
  failure.cause = in(failure.cause);
  failure.fix = in(failure.fix);
  return failure;
}

std::vector<Step> CommandFlags::in(std::vector<Step> steps) const {
  for (Step& step : steps)
    step.run = [flags = *this, run = std::move(step.run)](const auto& told) { return flags.in(run(told)); };
  return steps;
}

Result<Changes, StepFailure> CommandFlags::in(Result<Changes, StepFailure> planned) const {
  if (!planned) return in(planned.error());
  Changes changes = std::move(planned).value();
  for (auto* said : {&changes.unseen, &changes.refused, &changes.notes})
    for (auto& one : *said) one = in(one);
  return changes;
}

CommandFlags command_flags(ClusterName cluster, const std::string& kubectl_flags) {
  if (cluster.region.empty()) cluster.region = "REGION";
  return {.aws = aws_flags(cluster), .kubectl = kubectl_flags, .cluster = cluster.name};
}

CommandFlags command_flags(const Site& site) {
  auto flags = command_flags(site.cluster(), kubectl_flags(site));
  flags.terraform = terraform_words(site.terraform, site.folder, site.cluster(), site.doors.environment);
  return flags;
}

CommandFlags command_flags(const cluster::Access& access, const std::string& kubectl_flags) {
  ClusterName of;
  if (const auto& plugin = access.credentials.exec) {
    for (const auto& [name, into] : {std::pair{"AWS_PROFILE", &of.profile}, {"AWS_REGION", &of.region}})
      if (const auto set = plugin->environment.find(name); set != plugin->environment.end()) *into = set->second;
    for (std::size_t i = 0; i + 1 < plugin->args.size(); ++i) {
      const auto& flag = plugin->args[i];
      const auto& value = plugin->args[i + 1];
      if (flag == "--cluster-name" || flag == "--cluster" || flag == "-i") of.name = value;
      if (flag == "--region") of.region = value;
      if (flag == "--profile") of.profile = value;
    }
  }
  return command_flags(std::move(of), kubectl_flags);
}

}  // namespace slipway::ops
