#include "requirements/subjects.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "doc/json.h"
#include "requirements/compare.h"
#include "requirements/path.h"

namespace slipway::requirements {
namespace {

constexpr std::string_view kOfRendered[] = {"values", "chart", "role", "file"};
constexpr std::string_view kOfSlipway[] = {"plan", "finding", "run", "text"};

bool is_address(std::string_view word) {
  if (word == "terraform" || word == "locals") return true;
  const auto dot = word.find('.');
  if (dot == std::string_view::npos) return false;
  const auto first = word.substr(0, dot);
  return first.starts_with("aws_") || first == "data" || first == "variable" || first == "output" ||
         first == "provider";
}

/// "Kind/name" and "Kind/namespace/name".
bool is_object(std::string_view word) {
  return word.find('/') != std::string_view::npos && std::isupper(static_cast<unsigned char>(word.front()));
}

template <class Named>
std::vector<doc::Value> matching(const Named& all, std::string_view pattern) {
  std::vector<doc::Value> found;
  for (const auto& [name, value] : all)
    if (matches(name, pattern)) found.push_back(value);
  return found;
}

std::vector<doc::Value> objects(const Rendered& rendered, std::string_view pattern) {
  const auto parts = split(pattern, '/');
  std::vector<doc::Value> found;
  for (const auto& object : rendered.objects)
    if (matches(object.kind, parts[0]) && matches(object.name, parts.back()) &&
        (parts.size() < 3 || matches(object.namespace_, parts[1])))
      found.push_back(object.root);
  return found;
}

doc::List as_list(const doc::Value* value) {
  if (!value || value->is_null()) return {};
  if (value->list()) return *value->list();
  return {*value};
}

bool is_of_role(const doc::Value& body, const std::string& role) {
  const std::string reference = scalar_text(body["role"]);
  return reference == "aws_iam_role." + role + ".name" || reference == "aws_iam_role." + role + ".id";
}

/// Resources of the policy's statements that allow an action, which may stand in them with a `*`.
void collect_rights(const doc::Value& policy, std::string_view action, doc::List& found) {
  const doc::List statements = as_list(&policy["Statement"]);
  for (const auto& statement : statements.items()) {
    const doc::List actions = as_list(&statement["Action"]), resources = as_list(&statement["Resource"]);
    const auto is_allowed = [&](const auto& allowed) { return matches(action, scalar_text(allowed)); };
    if (scalar_text(statement["Effect"]) != "Allow" || std::ranges::none_of(actions.items(), is_allowed)) continue;
    for (const auto& resource : resources.items()) found.add(resource);
  }
}

/// The resources on which a role's own policies, inline and attached, allow an action; `managed` are the ARNs of all
/// that is attached. Null when there are none, nothing when there is no such role.
std::vector<doc::Value> rights(const Rendered& rendered, const std::string& role, std::string_view action) {
  if (!rendered.blocks.contains("aws_iam_role." + role)) return {};
  doc::List found;
  for (const auto& [address, body] : rendered.blocks) {
    if (!is_of_role(body, role)) continue;
    if (address.starts_with("aws_iam_role_policy.")) collect_rights(body["policy"], action, found);
    if (!address.starts_with("aws_iam_role_policy_attachment.")) continue;
    const std::string arn = scalar_text(body["policy_arn"]);
    if (action == "managed") found.add(body["policy_arn"]);
    if (const auto own = rendered.blocks.find(arn.substr(0, arn.rfind('.'))); own != rendered.blocks.end())
      collect_rights(own->second["policy"], action, found);
  }
  if (found.empty()) return {doc::Value()};
  return {doc::Value(std::move(found))};
}

void collect_references(const doc::Value& value, const Blocks& blocks, std::set<std::string>& found) {
  if (const auto* map = value.map())
    for (const auto& [name, member] : map->entries()) collect_references(member, blocks, found);
  if (const auto* list = value.list())
    for (const auto& item : list->items()) collect_references(item, blocks, found);
  const std::string text = scalar_text(value);
  for (std::size_t at = text.find("aws_"); at != std::string::npos; at = text.find("aws_", at + 1)) {
    auto end = at;
    int dots = 0;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' ||
                                 (text[end] == '.' && ++dots < 2)))
      ++end;
    const std::string address = text.substr(at, end - at);
    if (blocks.contains(address)) found.insert(address);
    if (blocks.contains("data." + address)) found.insert("data." + address);
  }
}

}  // namespace

bool is_rendered_subject(std::string_view subject) {
  return is_address(subject) || is_object(subject) || std::ranges::count(kOfRendered, subject) > 0;
}

bool is_subject(std::string_view word) { return is_rendered_subject(word) || std::ranges::count(kOfSlipway, word) > 0; }

bool takes_argument(std::string_view subject) {
  return subject == "values" || subject == "chart" || subject == "role" || subject == "file" || subject == "finding" ||
         subject == "run" || subject == "text";
}

std::vector<doc::Value> subjects_of(const Check& check, AskedPlatform& platform) {
  if (check.subject == "plan") return {platform.plan()};
  if (check.subject == "run") return {platform.run(check.argument)};
  if (check.subject == "text") {
    const auto text = source_file(check.argument);
    return text ? std::vector<doc::Value>{*text} : std::vector<doc::Value>{};
  }
  if (check.subject == "finding") {
    std::vector<doc::Value> found;
    for (const auto& finding : platform.findings().list()->items())
      if (matches(scalar_text(finding["id"]), check.argument)) found.push_back(finding);
    return found;
  }
  const auto& rendered = platform.rendered();
  if (check.subject == "values") return matching(rendered.values, check.argument);
  if (check.subject == "chart") return matching(rendered.charts, check.argument);
  if (check.subject == "role") return rights(rendered, check.argument, check.path);
  if (check.subject == "file") {
    std::vector<doc::Value> found;
    for (const auto& [path, text] : rendered.files)
      if (matches(path, check.argument)) found.emplace_back(text);
    return found;
  }
  if (is_object(check.subject)) return objects(rendered, check.subject);
  return matching(rendered.blocks, check.subject);
}

bool comes_after(const Blocks& blocks, const std::string& address, const std::string& to) {
  std::set<std::string> seen, open = {address};
  while (!open.empty()) {
    const std::string next = *open.begin();
    open.erase(open.begin());
    if (!seen.insert(next).second) continue;
    std::set<std::string> referred;
    collect_references(blocks.at(next), blocks, referred);
    if (referred.contains(to)) return true;
    open.insert(referred.begin(), referred.end());
  }
  return false;
}

}  // namespace slipway::requirements
