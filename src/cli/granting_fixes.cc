#include "cli/granting_fixes.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"

namespace slipway::cli {
namespace {

/// Fields that give rights with any value but false.
constexpr std::string_view kSwitches[] = {"privileged",
                                          "allowPrivilegeEscalation",
                                          "hostNetwork",
                                          "hostPID",
                                          "hostIPC",
                                          "public",
                                          "automountServiceAccountToken",
                                          "publicAccess",
                                          "endpointPublicAccess"};

/// Fields that give rights whatever they hold.
constexpr std::string_view kGrants[] = {"hostPath",          "capabilities",    "add",
                                        "procMount",         "verbs",           "roleRef",
                                        "subjects",          "serviceAccount",  "serviceAccountName",
                                        "service_account",   "managedPolicies", "nodePolicies",
                                        "rolePolicies",      "principalArn",    "principal",
                                        "Principal",         "assumedBy",       "publicCidrs",
                                        "publicAccessCidrs", "actions",         "Action",
                                        "policy_arns",       "aggregationRule"};

/// Words that give rights wherever they stand.
constexpr std::string_view kWords[] = {"Unconfined",  "Unmasked",           "privileged",  "cluster-admin",
                                       "ClusterRole", "ClusterRoleBinding", "RoleBinding", "system:masters"};

template <std::size_t kCount>
bool is_one_of(const std::string_view (&all)[kCount], std::string_view text) {
  return std::ranges::find(all, text) != std::end(all);
}

std::string_view bare(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\"'[{-");
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\"']}\r") + 1 - from);
}

struct Entry {
  std::string_view key, value;
};

/// The entry of a map that a word of a line is the key or the value of.
Entry entry_around(std::string_view line, std::size_t at, std::size_t length) {
  const std::string_view word = bare(line.substr(at, length));
  std::string_view behind = line.substr(at + length);
  if (const std::size_t colon = behind.find_first_not_of(" \t\"'"); colon != behind.npos && behind[colon] == ':') {
    behind.remove_prefix(colon + 1);
    return {word, bare(behind.substr(0, behind.find_first_of(",}#")))};
  }
  // A word that is key and value already: "hostNetwork: true".
  if (const std::size_t colon = word.find(": "); colon != word.npos)
    return {bare(word.substr(0, colon)), bare(word.substr(colon + 2))};
  std::string_view before = line.substr(0, at);
  const std::size_t colon = before.find_last_not_of(" \t\"'[");
  if (colon == before.npos || before[colon] != ':') return {{}, word};
  before = before.substr(0, colon);
  const std::size_t start = before.find_last_of(" \t{,");
  return {bare(before.substr(start == before.npos ? 0 : start + 1)), word};
}

bool gives_rights(const Entry& entry) {
  const auto& [key, value] = entry;
  if (is_one_of(kSwitches, key)) return value != "false";
  if (key == "runAsUser" || key == "runAsGroup") return value == "0";
  if (key == "runAsNonRoot") return value == "false";
  return is_one_of(kGrants, key) || is_one_of(kWords, value) || value.find("Administrator") != value.npos;
}

}  // namespace

bool grants(const FixIt& fix) {
  const std::string_view line = fix.where ? fix.where.source->line(fix.where.line) : std::string_view();
  const auto at = static_cast<std::size_t>(std::max(fix.where.column - 1, 0));
  const auto length = static_cast<std::size_t>(std::max(fix.where.length, 0));
  if (at > line.size()) return false;
  std::string made(line.substr(0, at));
  made += fix.replacement;
  if (at + length < line.size()) made += line.substr(at + length);
  return gives_rights(entry_around(made, at, fix.replacement.size()));
}

void leave_grants_to_hands(Diagnostic& finding) {
  const auto granting = std::ranges::find_if(finding.fixes, grants);
  if (granting == finding.fixes.end()) return;
  finding.fix = fmt::format("{}, by hand: it gives more rights than what stands there does",
                            finding.fix.empty() ? "write " + printable(granting->replacement) : finding.fix);
  finding.fixes.clear();
}

}  // namespace slipway::cli
