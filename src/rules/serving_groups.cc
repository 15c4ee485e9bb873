#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/command_words.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/training_jobs.h"
#include "rules/view.h"

/// Model servers that spread over the pods of a LeaderWorkerSet, against what the group has.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

enum class Server { None, Vllm, Sglang };

Server server_of(const Node& container, const std::vector<CommandWord>& words) {
  for (const CommandWord& one : words) {
    if (one.word == "sglang.launch_server" || one.word == "sglang") return Server::Sglang;
    if (one.word == "vllm" || one.word.starts_with("vllm.entrypoints")) return Server::Vllm;
  }
  const std::string_view image = text_of(container["image"]);
  if (image.find("sglang") != image.npos) return Server::Sglang;
  return image.find("vllm") != image.npos ? Server::Vllm : Server::None;
}

/// A number that a command line says once, or every time alike.
struct Number {
  const Node* item = nullptr;  // of the last; nullptr where it is not said
  std::string_view flag;
  std::int64_t value = 1;
  bool is_known = true;  // false: a variable, or one number here and another there
};

Number number_of(const std::vector<CommandWord>& words, std::initializer_list<std::string_view> names) {
  Number out;
  for (std::size_t i = 0; i < words.size(); ++i)
    for (const std::string_view name : names) {
      const std::string_view word = words[i].word;
      if (!is_flag(word, name)) continue;
      const bool is_alone = word.size() == name.size();
      if (is_alone && i + 1 == words.size()) return {words[i].item, name, 1, false};
      const auto value = whole_number(is_alone ? words[i + 1].word : word.substr(name.size() + 1));
      if (!value || *value < 1 || (out.item && *value != out.value)) return {words[i].item, name, 1, false};
      out = {words[i + is_alone].item, name, *value, true};
    }
  return out;
}

bool says(const std::vector<CommandWord>& words, std::string_view flag) {
  return std::ranges::any_of(words, [&](const CommandWord& one) { return is_flag(one.word, flag); });
}

/// GPUs over which one server spreads on all machines, with the flag that says most of them. nullopt where that cannot
/// be told, or the command line says nothing of several machines.
struct Spread {
  std::int64_t gpus = 1;
  Number most;
};
std::optional<Spread> spread_of(const Node& container, const std::vector<CommandWord>& words, Server server) {
  // Settings in a file, or in variables that nobody sees.
  if (says(words, "--config") || container["envFrom"].size() > 0) return std::nullopt;
  bool has_many_machines = false;
  for (std::size_t i = 0; i < words.size(); ++i)
    has_many_machines =
        has_many_machines ||
        is_for_many_machines(words[i].word, i + 1 < words.size() ? words[i + 1].word : std::string_view());
  if (!has_many_machines) return std::nullopt;
  std::vector<Number> factors = {number_of(words, {"--tensor-parallel-size", "--tp-size", "-tp", "--tp"}),
                                 number_of(words, {"--pipeline-parallel-size", "--pp-size", "-pp", "--pp"})};
  for (const std::string_view more : {"--prefill-context-parallel-size", "-pcp"})
    if (says(words, more)) return std::nullopt;
  const Number data = number_of(words, {"--data-parallel-size", "--dp-size", "-dp", "--dp"});
  if (server == Server::Vllm) {
    // Ranks of data parallelism may stand in other groups, unless they meet in this one.
    const FlagSaid address = flag_said(words, "--data-parallel-address");
    if (data.item && address.item && address.value.find("LWS_LEADER_ADDRESS") == std::string_view::npos)
      return std::nullopt;
    for (const std::string_view outer :
         {"--data-parallel-external-lb", "--data-parallel-hybrid-lb", "--data-parallel-rank", "-dpn"})
      if (says(words, outer)) return std::nullopt;
    factors.push_back(data);
  } else if (data.item && !says(words, "--enable-dp-attention")) {
    return std::nullopt;  // with attention alone in parallel the ranks are those of the tensors
  }
  Spread out;
  for (const Number& one : factors) {
    if (!one.is_known || one.value > 100'000) return std::nullopt;
    out.gpus *= one.value;
    if (one.item && (!out.most.item || one.value > out.most.value)) out.most = one;
  }
  return out.most.item ? std::optional(out) : std::nullopt;
}

/// The container of a pod that has its GPUs; nullptr where several have some.
const Node* gpu_container(const Node& pod_spec) {
  const Node* found = nullptr;
  for (const Node& container : pod_spec["containers"].items()) {
    if (given_gpus(container) == 0) continue;
    if (found) return nullptr;
    found = &container;
  }
  return found;
}

void check(const Subject& subject, Findings& findings) {
  each_training_job(view_of(subject), [&](const kube::Object& owner, std::span<const PodView> pods) {
    if (owner.kind != "LeaderWorkerSet") return;
    const Node& group = (*owner.node)["spec"]["leaderWorkerTemplate"];
    const auto size = group.find("size") ? integer_of(group["size"]) : std::optional<std::int64_t>(1);
    if (!size || *size < 1 || *size > 10'000) return;
    // Without a template of its own the leader is as the workers are.
    const PodView& leader = pods.front();
    const std::int64_t gpus = leader.needs.gpus + (*size - 1) * pods.back().needs.gpus;
    bool is_spread_said = false;
    for (const PodView& pod : pods) {
      const Node* container = gpu_container(*pod.pod->spec);
      if (!container) continue;
      const std::vector<CommandWord> words = words_of(*container);
      const Server server = server_of(*container, words);
      if (server == Server::None) continue;
      const Number nodes = number_of(words, {"--nnodes"});
      if (nodes.item && nodes.is_known && nodes.value != *size)
        findings.say(nodes.item->where(),
                     fmt::format("--nnodes {}, and a group of {} has {} pod{}", nodes.value, title_of(owner), *size,
                                 *size == 1 ? "" : "s"),
                     nodes.value > *size ? "all wait for those that never come" : "those beyond are not let in",
                     fmt::format("write --nnodes {}, or size: {}", *size, nodes.value));
      const auto spread = spread_of(*container, words, server);
      if (!spread || is_spread_said || spread->gpus == gpus || gpus == 0) continue;
      is_spread_said = true;
      const bool is_more = spread->gpus > gpus;
      findings.say(is_more ? Severity::Error : Severity::Warning, spread->most.item->where(),
                   fmt::format("a model over {} GPUs, and a group of {} has {}", spread->gpus, title_of(owner), gpus),
                   is_more ? "tensor × pipeline × data parallel: it waits for GPUs that never come"
                           : "tensor × pipeline × data parallel: the others are paid and idle",
                   is_more ? "" : "spread over all GPUs of the group, or ask for fewer");
    }
  });
}

constexpr Rule kRules[] = {
    {"TRN009", "", Severity::Error, "a model server told of other machines than its group has",
     "vLLM and SGLang start when as many machines as --nnodes says have come, and as many GPUs as their parallel sizes "
     "multiply to. Where the LeaderWorkerSet has fewer all wait until they give up, on GPUs that are paid, and start "
     "again; with more (a warning where it is GPUs) the rest stands idle.",
     "make --nnodes the size of the group, and tensor × pipeline (× data) parallel size its GPUs",
     "vLLM docs, parallelism and scaling; SGLang docs, multi-node deployment; LWS docs, examples of vLLM", check},
};

}  // namespace

std::span<const Rule> serving_group_rules() { return kRules; }

}  // namespace slipway::rules
