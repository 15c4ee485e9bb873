#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "catalog/instance_types.h"
#include "kube/own_groups.h"
#include "rules/choices.h"
#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/serving_flags.h"
#include "rules/view.h"

namespace slipway::rules {
namespace {

using catalog::InstanceType;
using subject::Subject;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A model's parameters in billions, of its name: 70 of "meta-llama/Llama-3-70B-Instruct", 1.5 of "qwen2.5-1.5b". 0
/// where the name does not say so. Of a mixture of experts ("8x7B"), which share all but their feed-forward layers, as
/// many at least: those are 64 % of a dense model (of Llama 2 7B, with three matrices of 4096 by 11008 in 32 layers; of
/// later models more).
double billions_of(std::string_view name) {
  double most = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    double value = 0, scale = 0;
    for (; end < name.size() && end - i < 8 && (is_digit(name[end]) || (name[end] == '.' && scale == 0)); ++end) {
      if (name[end] == '.') {
        scale = 1;
      } else if (scale == 0) {
        value = value * 10 + (name[end] - '0');
      } else {
        scale /= 10;
        value += (name[end] - '0') * scale;
      }
    }
    const bool ends_word = end + 1 >= name.size() || !(is_letter(name[end + 1]) || is_digit(name[end + 1]));
    const bool begins_word = i == 0 || !(is_letter(name[i - 1]) || is_digit(name[i - 1]));
    if (end < name.size() && (name[end] == 'b' || name[end] == 'B') && ends_word) {
      if (i > 0 && (name[i - 1] == 'x' || name[i - 1] == 'X')) {
        const int experts = i > 1 && is_digit(name[i - 2]) ? name[i - 2] - '0' : 0;
        if (experts < 2 || (i > 2 && is_digit(name[i - 3]))) return 0;
        return value * (1 + (experts - 1) * 0.64);
      }
      if (begins_word) most = std::max(most, value);
    }
    i = std::max(end, i + 1);
  }
  return most;
}

/// Whether a name or a flag says that a parameter takes less than the two bytes of bf16.
bool is_quantized(std::string_view text) {
  const std::string small = ascii_lower(text);
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"awq",  "gptq", "int8",  "int4",  "fp8", "fp4", "bnb", "gguf",
                                              "4bit", "8bit", "4-bit", "8-bit", "w4a", "w8a", "nf4", "quant",
                                              "-q4",  "-q5",  "-q8",   "q4_",   "q5_", "q8_"},
      [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

constexpr double kBf16 = 2;  // bytes

/// Bytes that a parameter takes as its family is published (model cards, 2026-11); distilled ones are other families.
double bytes_each(std::string_view name) {
  constexpr std::pair<std::string_view, double> kSmaller[] = {
      {"gpt-oss", 0.53}, {"deepseek-v3", 1}, {"deepseek-r1", 1}, {"kimi-k2", 1}, {"minimax-m2", 1}};
  const std::string small = ascii_lower(name);
  if (small.find("distill") != small.npos || small.find("bf16") != small.npos) return kBf16;
  for (const auto& [family, bytes] : kSmaller)
    if (small.find(family) != small.npos) return bytes;
  return kBf16;
}

/// What the weights take at least, in bytes; nullopt where the name does not tell.
std::optional<double> weights_of(std::string_view name) {
  if (is_quantized(name)) return std::nullopt;
  const double billions = billions_of(name);
  if (billions <= 0 || billions > 5000) return std::nullopt;
  return billions * 1e9 * bytes_each(name);
}

/// "141 GB of weights in bf16"
std::string weight_words(std::string_view name, double weights) {
  return fmt::format("{} GB of weights {}", short_number(weights / 1e9),
                     bytes_each(name) == kBf16 ? "in bf16" : "as they are published");
}

double bytes_of(const InstanceType& type, std::int64_t gpus) {
  return static_cast<double>(type.gpu_memory_mib.value_or(0)) * 1048576.0 * static_cast<double>(gpus);
}

std::string memory_words(const InstanceType& type, std::int64_t gpus) {
  return fmt::format("{} × {} GiB", gpus, short_number(type.gpu_memory_mib.value_or(0) / 1024.0));
}

void say_too_large(const doc::Node& model, double weights, const InstanceType& type, std::int64_t gpus,
                   Findings& findings) {
  findings.say(model.where(), fmt::format("{} does not fit into the GPUs of {}", text_of(model), type.name),
               fmt::format("{}, {}", weight_words(text_of(model), weights), memory_words(type, gpus)));
}

/// A custom resource whose map names a model and, beside it, the type of instance that is to hold it.
void check_map(const doc::Node& map, Findings& findings) {
  const doc::Node* model = nullptr;
  const InstanceType* type = nullptr;
  std::int64_t gpus = 0;
  for (const doc::Member& member : map.members()) {
    const std::string key = ascii_lower(member.key.text());
    const std::string_view text = text_of(member.value);
    if (key.find("quant") != std::string::npos || key.find("dtype") != std::string::npos) return;
    if (text.empty()) continue;
    if (key.find("model") != std::string::npos && weights_of(text) && !model) model = &member.value;
    if (const InstanceType* found = catalog::find_instance_type(text); found && found->gpus > 0) type = found;
    if (key == "gpus" || key == "gpucount") gpus = devices_of(member.value);
  }
  if (!model || !type || !type->gpu_memory_mib) return;
  // One replica may take several nodes only where somebody says so: pipeline parallelism, which is no plain field.
  gpus = gpus > 0 ? std::min<std::int64_t>(gpus, type->gpus) : type->gpus;
  const double weights = *weights_of(text_of(*model));
  if (weights > bytes_of(*type, gpus)) say_too_large(*model, weights, *type, gpus, findings);
}

void check_claims(const Subject& subject, Findings& findings) {
  for (const kube::Object& object : subject.objects()) {
    if (kube::is_own_group(object.group()) || !subject.pods_of(object).empty()) continue;
    std::vector<const doc::Node*> waiting = {&(*object.node)["spec"]};
    while (!waiting.empty()) {
      const doc::Node& one = *waiting.back();
      waiting.pop_back();
      check_map(one, findings);
      for (const doc::Node& item : one.items()) waiting.push_back(&item);
      for (const doc::Member& member : one.members())
        if (!member.value.is_scalar()) waiting.push_back(&member.value);
    }
  }
}

/// The model that a server in a container is told to load: `--model X`, `--model=X`, `--model-id`, `vllm serve X`. The
/// node that says so; nullptr when a flag makes it smaller or spreads it over several pods.
const doc::Node* served_model(const doc::Node& container, std::string_view& name) {
  const doc::Node* found = nullptr;
  std::string_view before;
  for (const std::string_view key : {"command", "args"}) {
    const auto arguments = container[key].items();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const doc::Node& argument = arguments[i];
      const std::string_view text = text_of(argument);
      const std::string_view next = i + 1 < arguments.size() ? text_of(arguments[i + 1]) : std::string_view();
      for (const std::string_view flag :
           {"--quantization", "--quantize", "--load-format", "--kv-transfer", "--cpu-offload-gb", "--device-map"})
        if (text.starts_with(flag)) return nullptr;
      if (is_for_many_machines(text, next)) return nullptr;
      for (const std::string_view flag : {"--model", "--model-id", "--model-path"}) {
        if (text.starts_with(flag) && text.substr(flag.size()).starts_with('=')) {
          found = &argument;
          name = text.substr(flag.size() + 1);
        } else if (before == flag) {
          found = &argument;
          name = text;
        }
      }
      if (before == "serve" && !text.starts_with('-')) {
        found = &argument;
        name = text;
      }
      before = text;
    }
  }
  return found;
}

void check_servers(const Subject& subject, Findings& findings) {
  const View& view = view_of(subject);
  for (const PodView& pod : view.pods()) {
    if (pod.needs.gpus <= 0 || !pod.pod->part.empty()) continue;
    for (const doc::Node& container : (*pod.pod->spec)["containers"].items()) {
      std::string_view name;
      const doc::Node* model = served_model(container, name);
      const auto weights = model ? weights_of(name) : std::nullopt;
      if (!weights) continue;
      const InstanceType* best = nullptr;  // of the types that may take the pod the one with the largest GPUs
      const auto weigh = [&](const InstanceType* type) {
        if (type && type->gpu_memory_mib && type->gpus >= pod.needs.gpus &&
            (!best || *type->gpu_memory_mib > *best->gpu_memory_mib))
          best = type;
      };
      if (view.pools().empty()) {
        weigh(catalog::find_instance_type(selected_value(*pod.pod->spec, "node.kubernetes.io/instance-type")));
      } else {
        for (const PoolType* type : subject.derived<Choices>().of(pod)) weigh(type->type);
      }
      const std::int64_t gpus = given_gpus(container);
      if (!best || gpus <= 0 || *weights <= bytes_of(*best, gpus)) continue;
      findings.say(
          model->where(), fmt::format("{} does not fit into the GPUs of {}", name, title_of(*pod.pod->owner)),
          fmt::format("{}; {} at most, on {}", weight_words(name, *weights), memory_words(*best, gpus), best->name));
    }
  }
}

void check_models(const Subject& subject, Findings& findings) {
  check_claims(subject, findings);
  check_servers(subject, findings);
}

constexpr Rule kRules[] = {
    {"WGT001", "X-004-97", Severity::Error, "a model larger than the memory of its GPUs",
     "A parameter takes two bytes in bf16, before any cache: the server ends with CUDA out of memory while it loads, "
     "and is started again and again on GPUs that are paid for.",
     "take a type with more GPU memory, more GPUs of it, or quantized weights (AWQ, FP8)",
     "vLLM docs, conserving memory; EC2 instance types (GPU memory)", check_models},
};

}  // namespace

std::span<const Rule> model_rules() { return kRules; }

}  // namespace slipway::rules
