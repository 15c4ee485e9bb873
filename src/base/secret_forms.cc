#include "base/secret_forms.h"

#include <algorithm>
#include <array>

namespace slipway::secret_forms {
namespace {

/// What begins so, and is of some length, is a secret by itself.
struct Beginning {
  std::string_view text;
  bool (*is_of)(char) = is_of_token;
};
constexpr Beginning kBeginnings[] = {
    {"eyJ"},  // JSON in base64: a JWT
    {"k8s-aws-v1."},
    {"IQoJb3JpZ2lu"},  // session tokens of STS
    {"FwoGZXIvYXdz"},
    {"FQoGZXIvYXdz"},
    {"ghp_", is_alnum},  // GitHub, GitLab
    {"gho_", is_alnum},
    {"ghs_", is_alnum},
    {"ghu_", is_alnum},
    {"ghr_", is_alnum},
    {"github_pat_"},
    {"glpat-"},
    {"gldt-"},
    {"glrt-"},
    {"hf_", is_alnum},  // Hugging Face, NVIDIA NGC, Docker Hub, Vault, Google
    {"nvapi-"},
    {"dckr_pat_"},
    {"hvs."},
    {"hvb."},
    {"ya29."},
    {"AIzaSy"},
    {"xoxa-"},  // Slack
    {"xoxb-"},
    {"xoxe-"},
    {"xoxp-"},
    {"xoxr-"},
    {"xoxs-"},
    {"xapp-"},
    {"sk-ant-"},  // Anthropic, OpenAI
    {"sk-proj-"},
    {"sk-svcacct-"},
    {"sk-admin-"},
    {"sk-or-"},  // OpenRouter, Langfuse
    {"sk-lf-"},
    {"sk-", is_alnum},
    {"LS0tLS1CRUdJTiBQUklWQVRF"},  // "-----BEGIN … PRIVATE KEY" in base64
    {"LS0tLS1CRUdJTiBSU0EgUFJJ"},
    {"LS0tLS1CRUdJTiBEU0EgUFJJ"},
    {"LS0tLS1CRUdJTiBFQyBQUklW"},
    {"LS0tLS1CRUdJTiBPUEVOU1NI"},
    {"LS0tLS1CRUdJTiBFTkNSWVBU"},
};
/// Whether any of them begins with this character: most words of a text are ruled out by it.
bool begins_one(char c) {
  static const auto known = [] {
    std::array<bool, 256> first{};
    for (const Beginning& one : kBeginnings) first[static_cast<unsigned char>(one.text.front())] = true;
    return first;
  }();
  return known[static_cast<unsigned char>(c)];
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool is_of_token(char c) { return is_alnum(c) || std::string_view("_-./+=~").find(c) != std::string_view::npos; }

KnownSecret known_secret(std::string_view text) {
  if (text.empty() || !begins_one(text.front())) return {};
  for (const auto& [beginning, is_of] : kBeginnings) {
    if (!text.starts_with(beginning)) continue;
    auto end = beginning.size();
    while (end < text.size() && is_of(text[end])) ++end;
    if (end >= kLongWord) return {beginning.size(), end};
  }
  return {};
}

std::size_t hook_address(std::string_view text) {
  if (!text.starts_with('h') && !text.starts_with('d')) return 0;
  for (const std::string_view hook :
       {"hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
        "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"})
    if (text.starts_with(hook)) return hook.size();
  return 0;
}

std::size_t access_key_id(std::string_view text) {
  constexpr std::size_t kLength = 20;
  if (text.size() < kLength || (!text.starts_with("AKIA") && !text.starts_with("ASIA"))) return 0;
  const auto id = text.substr(0, kLength);
  if (!std::ranges::all_of(id, [](char c) { return is_upper(c) || is_digit(c); })) return 0;
  return text.size() > kLength && is_alnum(text[kLength]) ? 0 : kLength;
}

bool looks_random(std::string_view word) {
  if (word.starts_with('/') || word.find("://") != word.npos) return false;
  if (word.size() >= kLongWord) return word.find('/') == word.npos || std::ranges::any_of(word, is_digit);
  const bool has_letter = std::ranges::any_of(word, [](char c) { return is_alnum(c) && !is_digit(c); });
  return word.size() >= 6 && has_letter && std::ranges::any_of(word, is_digit);
}

bool is_aws_secret(std::string_view run) {
  constexpr std::size_t kLength = 40;
  constexpr int kFewestChanges = 14;
  if (run.size() != kLength || std::ranges::none_of(run, is_digit) || std::ranges::none_of(run, is_upper)) return false;
  // Names of models, lists of paths and filters are as long and as mixed, in other characters.
  if (!std::ranges::all_of(run, [](char c) { return is_alnum(c) || c == '/' || c == '+'; })) return false;
  const auto kind = [](char c) { return is_digit(c) ? 0 : is_upper(c) ? 1 : is_alnum(c) ? 2 : 3; };
  int changes = 0;
  for (std::size_t i = 1; i < run.size(); ++i) changes += kind(run[i]) != kind(run[i - 1]);
  return changes >= kFewestChanges;
}

}  // namespace slipway::secret_forms
