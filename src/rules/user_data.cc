#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "rules/reading.h"
#include "rules/rule.h"
#include "subject/script.h"

namespace slipway::rules {
namespace {

using subject::ShellCommand;
using subject::Subject;

/// Calls `say(data, command)` for each command of each node's user data that `is_wrong`.
template <class IsWrong, class Say>
void each(const Subject& subject, IsWrong is_wrong, Say say) {
  for (const subject::UserData& data : subject.user_data())
    for (const subject::Script& script : data.scripts)
      for (const ShellCommand& command : script.commands)
        if (is_wrong(command)) say(data, command);
}

bool has_word(const ShellCommand& command, std::string_view part) {
  return std::ranges::any_of(command.words,
                             [&](const subject::Word& word) { return word.text.find(part) != std::string::npos; });
}
bool is_program(const ShellCommand& command, std::initializer_list<std::string_view> names) {
  return !command.words.empty() && std::ranges::find(names, command.words[0].text) != names.end();
}

bool installs_packages(const ShellCommand& command) {
  return (is_program(command, {"yum", "dnf", "apt-get", "apt", "zypper", "rpm"}) &&
          (has_word(command, "install") || has_word(command, "-U") || has_word(command, "-i"))) ||
         is_program(command, {"amazon-linux-extras"});
}

bool installs_driver(const ShellCommand& command) {
  if (installs_packages(command))
    return has_word(command, "nvidia-driver") || has_word(command, "nvidia-dkms") ||
           has_word(command, "cuda-drivers") || has_word(command, "kmod-nvidia") || has_word(command, "nvidia-open");
  // CUDA's installer has the driver in it, and installs it unless told which of its parts to install.
  const bool installs_parts = has_word(command, "--toolkit") && !command.word("--driver");
  const bool only_loads = is_program(command, {"wget", "curl", "aws"});
  return std::ranges::any_of(command.words, [&](const subject::Word& word) {
    if (!word.text.ends_with(".run")) return false;
    const std::string_view file = std::string_view(word.text).substr(word.text.rfind('/') + 1);
    return word.text.find("NVIDIA-Linux-") != std::string::npos ||
           (file.starts_with("cuda_") && !installs_parts && !only_loads);
  });
}

bool installs_toolkit(const ShellCommand& command) {
  return installs_packages(command) && (has_word(command, "nvidia-container-toolkit") ||
                                        has_word(command, "libnvidia-container") || has_word(command, "nvidia-docker"));
}

std::string whose(const subject::UserData& data) {
  return data.node_class ? fmt::format("user data of EC2NodeClass {}", data.node_class->name)
                         : std::string("user data");
}

void check_driver(const Subject& subject, Findings& findings) {
  each(subject, installs_driver, [&](const subject::UserData& data, const ShellCommand& command) {
    findings.say(command.where, "a driver is installed when the node starts", whose(data));
  });
  each(subject, installs_toolkit, [&](const subject::UserData& data, const ShellCommand& command) {
    if (!installs_driver(command))
      findings.say(command.where, "the container toolkit is installed when the node starts", whose(data));
  });
}

void check_units(const Subject& subject, Findings& findings) {
  each(
      subject,
      [](const ShellCommand& command) {
        return is_program(command, {"systemctl"}) && (command.word("enable") || command.word("start")) &&
               (has_word(command, "nvidia-dcgm") || has_word(command, "dcgm"));
      },
      [&](const subject::UserData& data, const ShellCommand& command) {
        findings.say(command.where, "EKS images have no unit of DCGM", whose(data));
      });
}

void check_kubectl(const Subject& subject, Findings& findings) {
  each(
      subject,
      [](const ShellCommand& command) {
        return is_program(command, {"kubectl", "helm"});
      },
      [&](const subject::UserData& data, const ShellCommand& command) {
        findings.say(command.where, fmt::format("{} on a node that is starting", command.words[0].text), whose(data));
      });
}

/// Something here installs the CloudWatch add-on.
bool has_cloudwatch(const Subject& subject) {
  constexpr std::string_view kAddon = "amazon-cloudwatch-observability";
  if (subject.release(kAddon)) return true;
  for (const SourceText* text : subject.texts())
    if (text->text().find(kAddon) != std::string::npos) return true;
  return false;
}

void check_agents(const Subject& subject, Findings& findings) {
  const auto is_agent = [](const ShellCommand& command) {
    return has_word(command, "amazon-cloudwatch-agent") &&
           (installs_packages(command) || is_program(command, {"wget", "curl"}));
  };
  bool is_known = false, is_there = false;
  const subject::UserData* last = nullptr;
  each(subject, is_agent, [&](const subject::UserData& data, const ShellCommand& command) {
    if (!is_known) is_there = has_cloudwatch(subject), is_known = true;
    if (!is_there || last == &data) return;
    last = &data;
    findings.say(command.where, "a CloudWatch agent of its own beside the add-on amazon-cloudwatch-observability",
                 "two collectors for the same node: each metric is paid twice");
  });
}

void check_environment(const Subject& subject, Findings& findings) {
  const auto names = [](std::string_view text) {
    return text.find("NCCL_") != std::string_view::npos || text.find("FI_PROVIDER") != std::string_view::npos ||
           text.find("FI_EFA_") != std::string_view::npos;
  };
  const auto names_one = [&](std::span<const subject::Word> words) {
    return std::ranges::any_of(words, [&](const subject::Word& word) { return names(word.text); });
  };
  const subject::UserData* last = nullptr;
  each(
      subject,
      [&](const ShellCommand& command) {
        return names_one(command.assignments) || names_one(command.words) || names(command.here_document);
      },
      [&](const subject::UserData& data, const ShellCommand& command) {
        if (last == &data) return;
        last = &data;
        const bool is_here = !names_one(command.assignments) && !names_one(command.words);
        findings.say(is_here ? command.here_where : command.where,
                     "NCCL_* and FI_* in the node's environment do not reach pods", whose(data));
      });
}

void check_compute_mode(const Subject& subject, Findings& findings) {
  each(
      subject,
      [](const ShellCommand& command) {
        if (!is_program(command, {"nvidia-smi"})) return false;
        for (std::size_t i = 1; i < command.words.size(); ++i) {
          const std::string& word = command.words[i].text;
          std::string value;
          if (word == "-c" && i + 1 < command.words.size()) value = command.words[i + 1].text;
          if (word.starts_with("--compute-mode")) value = word.substr(word.find('=') + 1);
          if (value == "3" || value == "1" || value.starts_with("EXCLUSIVE")) return true;
        }
        return false;
      },
      [&](const subject::UserData& data, const ShellCommand& command) {
        findings.say(command.where, "exclusive compute mode: a second process on a GPU gets none", whose(data));
      });
}

void check_efa_installer(const Subject& subject, Findings& findings) {
  each(
      subject,
      [](const ShellCommand& command) {
        return !command.words.empty() && command.words[0].text.find("efa_installer") != std::string::npos;
      },
      [&](const subject::UserData& data, const ShellCommand& command) {
        findings.say(command.where, "the EFA driver is installed when the node starts", whose(data));
      });
}

constexpr Rule kRules[] = {
    {"UDT001", "X-001-02 X-004-06", Severity::Warning, "a GPU driver installed by user data",
     "EKS's accelerated images hold driver, toolkit and libraries that fit each other. Another driver over them takes "
     "minutes of each start, and often fails: packages of that name are not in the image's repositories.",
     "drop it and choose the driver by the image's release", "amazon-eks-ami, doc/usage; its release notes",
     check_driver},
    {"UDT002", "X-004-06", Severity::Warning, "a unit that the image does not have",
     "EKS images have no nvidia-dcgm unit: the command fails, and with `set -e` the node does not join.",
     "run dcgm-exporter as a DaemonSet; it brings DCGM", "amazon-eks-ami at 81fec2e8, templates", check_units},
    {"UDT003", "X-004-07", Severity::Warning, "kubectl or helm in user data",
     "The image has neither, a starting node has no rights to change the cluster, and every node would do it again.",
     "install it once, as a component of the cluster; with Karpenter use its interruption queue",
     "amazon-eks-ami, doc/usage", check_kubectl},
    {"UDT004", "X-004-08", Severity::Warning, "two agents for the same node metrics",
     "The add-on runs the CloudWatch agent on every node. A second one started by user data sends the same metrics "
     "again.",
     "use the add-on only", "EKS user guide, cloudwatch; CloudWatch user guide, Container Insights", check_agents},
    {"UDT005", "X-004-09", Severity::Warning, "NCCL or libfabric settings in user data",
     "Containers do not inherit the node's environment; /etc/environment is read by logins of the node only.",
     "set them in the container's env", "kubernetes docs, define environment variables for a container",
     check_environment},
    {"UDT006", "X-004-11", Severity::Warning, "GPUs set to exclusive compute mode",
     "Then only one process may hold a GPU: monitoring, MPS and workers that share one get errors.",
     "leave the default unless one process a GPU is what you want", "nvidia-smi manual, compute mode",
     check_compute_mode},
    {"UDT007", "X-001-02", Severity::Warning, "the EFA driver installed by user data",
     "AL2023's accelerated images hold the EFA driver; the installer adds minutes to each start and changes it under "
     "the "
     "kernel.",
     "drop it; libfabric belongs into the image of the workload", "amazon-eks-ami, release notes", check_efa_installer},
};

}  // namespace

std::span<const Rule> user_data_rules() { return kRules; }

}  // namespace slipway::rules
