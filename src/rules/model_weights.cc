#include "rules/model_weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/ascii.h"
#include "rules/reading.h"
#include "rules/serving_flags.h"

namespace slipway::rules {
namespace {

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

}  // namespace

std::optional<double> weights_of(std::string_view name) {
  if (is_quantized(name)) return std::nullopt;
  const double billions = billions_of(name);
  if (billions <= 0 || billions > 5000) return std::nullopt;
  return billions * 1e9 * bytes_each(name);
}

std::string weight_words(std::string_view name, double weights) {
  return fmt::format("{} GB of weights {}", short_number(weights / 1e9),
                     bytes_each(name) == kBf16 ? "in bf16" : "as they are published");
}

const doc::Node* served_model(const doc::Node& container, std::string_view& name) {
  const doc::Node* found = nullptr;
  std::string_view before;
  // vLLM's own image takes the model as its first argument: its entrypoint ends with `serve`.
  if (container["command"].is_absent() && text_of(container["image"]).find("vllm-openai") != std::string_view::npos)
    before = "serve";
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

}  // namespace slipway::rules
