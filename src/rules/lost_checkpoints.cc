#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/training_jobs.h"
#include "rules/view.h"
#include "subject/kustomizations.h"

/// Checkpoints that a job goes on from, written where the next pod does not find them.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

/// Flags of directories that checkpoints go to by their name; and of those that they go to among other things, which
/// count where the command says that it goes on from them.
constexpr std::string_view kOfCheckpoints[] = {"--checkpoint-dir", "--checkpoints-dir", "--checkpoint-root",
                                               "--save-checkpoint-dir"};
// Where results go, or where weights are that are only read: what says that it resumes writes there, too.
constexpr std::string_view kOfOutput[] = {"--output-dir", "--save-dir",  "--save",
                                          "--ckpt-dir",   "--ckpt-path", "--checkpoint-path"};
constexpr std::string_view kOfWeights[] = {".pt", ".pth", ".ckpt", ".bin", ".safetensors", ".nemo", ".gguf"};
constexpr std::string_view kResumes[] = {"--resume", "--resume-from", "--resume-from-checkpoint", "--auto-resume",
                                         "--load-checkpoint"};

bool is_off(std::string_view value) {
  const std::string small = ascii_lower(value);
  return small == "false" || small == "none" || small == "null" || small == "no" || small == "0" || small == "never";
}

bool resumes(const std::vector<CommandWord>& words, std::string_view saved) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].word, next = i + 1 < words.size() ? words[i + 1].word : std::string_view();
    const std::size_t equals = word.find('=');
    const std::string_view value = equals == word.npos ? next : word.substr(equals + 1);
    for (const std::string_view flag : kResumes)
      if (is_flag(word, flag) && !is_off(value)) return true;
    if (is_flag(word, "--load") && value == saved) return true;
  }
  return false;
}

/// Whether whoever wrote the job says that it is started again.
bool is_restarted(const kube::Object& owner, const std::vector<CommandWord>& words) {
  const Node& spec = (*owner.node)["spec"];
  const auto counts = [](const Node& node) { return integer_of(node).value_or(0) > 0; };
  if (counts(spec["elasticPolicy"]["maxRestarts"]) || counts(spec["backoffLimit"]) ||
      counts(spec["runPolicy"]["backoffLimit"]) || counts(spec["failurePolicy"]["maxRestarts"]) ||
      counts(spec["maxRetry"]))
    return true;
  const auto restarts = whole_number(flag_said(words, "--max-restarts").value);
  return restarts && *restarts > 0;
}

/// Whether the command may take its files to another place, or go to another folder first.
bool may_move_files(const std::vector<CommandWord>& words) {
  static constexpr std::string_view kWords[] = {
      "cd",       "pushd", "aws", "s5cmd", "rclone", "gsutil",          "rsync",  "ln", "mount",  "mountpoint", "scp",
      "mount-s3", "s3fs",  "cp",  "mv",    "hf",     "huggingface-cli", "azcopy", "mc", "goofys", "tar"};
  return std::ranges::any_of(words, [](const CommandWord& one) {
    const std::string_view name = one.word.substr(one.word.rfind('/') + 1);
    return one.word.find("://") != one.word.npos || std::ranges::find(kWords, name) != std::end(kWords);
  });
}

bool lies_in(std::string_view path, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// Directories of a node's own disks; under another a shared file system may be mounted.
bool is_of_node(std::string_view path) {
  static constexpr std::string_view kFolders[] = {"/opt/dlami/nvme", "/mnt/k8s-disks", "/tmp", "/var",
                                                  "/root",           "/local"};
  return path.find("nvme") != path.npos ||
         std::ranges::any_of(kFolders, [&](std::string_view folder) { return lies_in(path, folder); });
}

const Node* volume_of(const Node& pod_spec, const Node& mount) {
  for (const Node& volume : pod_spec["volumes"].items())
    if (is_text(volume["name"], text_of(mount["name"]))) return &volume;
  return nullptr;
}

bool mounts(const Node& container, const Node& volume) {
  return std::ranges::any_of(container["volumeMounts"].items(),
                             [&](const Node& mount) { return is_text(mount["name"], text_of(volume["name"])); });
}

/// What else has the volume may take the files from it: a sidecar.
bool is_shared(const Node& pod_spec, const Node& volume) {
  int holders = 0;
  each_container(pod_spec, [&](const Node& container) { holders += mounts(container, volume); });
  return holders > 1;
}

/// With what the files of a volume end, in words; "" where they stay, or nobody can tell.
std::string end_of(const Node& pod_spec, const Node* volume) {
  if (!volume || is_shared(pod_spec, *volume)) return {};
  const std::string_view name = text_of((*volume)["name"]);
  if (volume->find("emptyDir")) return fmt::format("volume {} is an emptyDir, which ends with the pod", name);
  if (volume->find("ephemeral")) return fmt::format("volume {} is ephemeral: its claim ends with the pod", name);
  const std::string_view host = text_of((*volume)["hostPath"]["path"]);
  if (!host.empty() && is_of_node(host)) return fmt::format("volume {} is {} of the node", name, host);
  return {};
}

/// Where files of a path go with the pod, in words; "" where they stay, or nobody can tell.
std::string lost_with(const Node& pod_spec, const Node& container, std::string_view said) {
  std::string path(said);
  if (!path.starts_with('/')) {
    const std::string_view folder = text_of(container["workingDir"]);
    if (path.starts_with("../") || path.starts_with('~')) return {};
    if (path.starts_with("./")) path.erase(0, 2);
    if (folder.starts_with('/')) {
      path = std::string(folder) + "/" + path;
    } else {
      // The image's own folder, which may be on any volume that could hold it.
      for (const Node& mount : container["volumeMounts"].items()) {
        const Node* volume = volume_of(pod_spec, mount);
        const bool holds_none = volume && (volume->find("configMap") || volume->find("secret"));
        if (!holds_none && end_of(pod_spec, volume).empty() && !lies_in(text_of(mount["mountPath"]), "/dev")) return {};
      }
      return folder.empty() ? "no volume that outlives the pod is mounted in the container" : "";
    }
  }
  const Node* found = nullptr;
  std::size_t longest = 0;
  for (const Node& mount : container["volumeMounts"].items()) {
    const std::string_view folder = text_of(mount["mountPath"]);
    if (folder.empty() || folder.find('$') != folder.npos) return {};
    if (!lies_in(path, folder) || (found && folder.size() < longest)) continue;
    longest = folder.size();
    found = &mount;
  }
  if (!found) return "no volume is mounted there: it ends with the container";
  return end_of(pod_spec, volume_of(pod_spec, *found));
}

void check_container(const PodView& pod, const Node& container, Findings& findings) {
  const std::vector<CommandWord> words = words_of(container);
  if (may_move_files(words)) return;
  const auto say = [&](std::string_view flag, bool needs_resume) {
    const FlagSaid said = flag_said(words, flag);
    const std::string_view path = said.value;
    if (!said.item || path.empty() || path.starts_with('-') || path.find_first_of("$`{}<>\"'*:") != path.npos)
      return false;
    if (std::ranges::any_of(kOfWeights, [&](std::string_view end) { return path.ends_with(end); })) return false;
    const bool goes_on = resumes(words, path);
    if (!goes_on && (needs_resume || !is_restarted(*pod.pod->owner, words))) return false;
    const std::string lost = lost_with(*pod.pod->spec, container, path);
    if (lost.empty()) return false;
    findings.say(said.item->where(),
                 fmt::format("{} starts again, and finds nothing in {} {}", title_of(*pod.pod->owner), flag, path),
                 lost);
    return true;
  };
  for (const std::string_view flag : kOfCheckpoints)
    if (say(flag, false)) return;
  for (const std::string_view flag : kOfOutput)
    if (say(flag, true)) return;
}

void check(const Subject& subject, Findings& findings) {
  const auto& kustomized = subject.derived<subject::Kustomized>();
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    // Of TrainJobs the runtime mounts volumes, which nobody sees here.
    if (owner.kind == "TrainJob" || kustomized.is_patched(owner, "volumeMounts")) return;
    for (const PodView& pod : pods)
      if (pod.needs.gpus > 0 || pod.needs.neuron > 0)
        for (const Node& container : (*pod.pod->spec)["containers"].items()) check_container(pod, container, findings);
  });
}

constexpr Rule kRules[] = {
    {"TRN012", "", Severity::Warning, "checkpoints where the next start does not find them",
     "What a container writes beside its volumes ends with it, an emptyDir with its pod, a directory of the node with "
     "the node: after a failure, a Spot interruption or a drain the job begins at step 0, and the GPU hours up to then "
     "are lost.",
     "write them to a file system that all nodes share (FSx for Lustre, EFS) by a PersistentVolumeClaim, or to S3",
     "kubernetes docs, volumes (emptyDir, hostPath); PyTorch docs, torchrun (restarts from the last checkpoint)",
     check},
};

}  // namespace

std::span<const Rule> lost_checkpoint_rules() { return kRules; }

}  // namespace slipway::rules
