#include "platform/live_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "doc/json.h"

namespace slipway::platform {

namespace {

/// A step of a path: a member, each item, or the items whose member `name` is `equals`.
struct Step {
  enum class Kind { Member, Each, Where } kind;
  std::string name, equals = {};
};

std::vector<Step> steps_of(std::string_view path) {
  std::vector<Step> steps;
  while (!path.empty()) {
    if (path.front() == '.') {
      path.remove_prefix(1);
    } else if (path.front() == '[') {
      const std::string_view inside = path.substr(1, path.find(']') - 1);
      path.remove_prefix(std::min(path.size(), inside.size() + 2));
      const auto equals = inside.find('=');
      if (equals == std::string_view::npos)
        steps.push_back({Step::Kind::Each, {}});
      else
        steps.push_back(
            {Step::Kind::Where, std::string(inside.substr(0, equals)), std::string(inside.substr(equals + 1))});
    } else {
      const bool is_quoted = path.front() == '"';
      const std::string_view name =
          is_quoted ? path.substr(1, path.find('"', 1) - 1) : path.substr(0, path.find_first_of(".["));
      path.remove_prefix(std::min(path.size(), name.size() + (is_quoted ? 2 : 0)));
      steps.push_back({Step::Kind::Member, std::string(name)});
    }
  }
  return steps;
}

std::string printed(const doc::Node& node) {
  return node.is_scalar() ? std::string(node.text()) : doc::write_json(node, doc::JsonLayout::Compact);
}

std::vector<std::string> values_at(std::string_view path, const doc::Node& answer) {
  std::vector<const doc::Node*> at{&answer};
  for (const Step& step : steps_of(path)) {
    std::vector<const doc::Node*> next;
    for (const doc::Node* node : at) {
      if (step.kind == Step::Kind::Member) {
        if (const doc::Node* value = node->find(step.name)) next.push_back(value);
        continue;
      }
      for (const doc::Node& item : node->items())
        if (step.kind == Step::Kind::Each || item[step.name].text() == step.equals) next.push_back(&item);
    }
    at = std::move(next);
  }
  std::vector<std::string> values;
  for (const doc::Node* node : at)
    if (!node->is_null() && (node->is_scalar() || node->size() > 0)) values.push_back(printed(*node));
  return values;
}

bool is_at_least(std::string_view value, std::string_view bound) {
  const auto number = [](std::string_view text) -> std::optional<double> {
    double read = 0;
    const auto end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, read);
    if (error != std::errc() || rest != end) return std::nullopt;
    return read;
  };
  const auto left = number(value), right = number(bound);
  return left && right && *left >= *right;
}

bool holds(const Expectation& expects, const std::vector<std::string>& values, const doc::Node& answer) {
  using Holds = Expectation::Holds;
  const auto equals = [&](const std::string& value) { return value == expects.value; };
  const auto at_least = [&](const std::string& value) { return is_at_least(value, expects.value); };
  switch (expects.holds) {
    case Holds::Equals:
      return !values.empty() && std::ranges::all_of(values, equals);
    case Holds::EachEquals:
      return std::ranges::all_of(values, equals);
    case Holds::AtLeast:
      return !values.empty() && std::ranges::all_of(values, at_least);
    case Holds::EachAtLeast:
      return std::ranges::all_of(values, at_least);
    case Holds::EqualsMember:
      return values == values_at(expects.value, answer);
    case Holds::Contains:
      return std::ranges::any_of(values,
                                 [&](const std::string& value) { return value.find(expects.value) != value.npos; });
    case Holds::Exists:
      return !values.empty();
  }
  return false;
}

/// GetBucketVersioning is get-bucket-versioning, and DBInstanceIdentifier db-instance-identifier.
std::string dashed(std::string_view name) {
  const auto is_upper = [&](std::size_t i) { return i < name.size() && name[i] >= 'A' && name[i] <= 'Z'; };
  const auto is_lower = [&](std::size_t i) { return i < name.size() && name[i] >= 'a' && name[i] <= 'z'; };
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && is_upper(i) && (!is_upper(i - 1) || is_lower(i + 1))) out += '-';
    out += is_upper(i) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return out;
}

std::string quoted(std::string_view word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+=,-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  if (word.find("${") != std::string_view::npos) return "\"" + printable(word) + "\"";
  std::string out = "'";
  for (const char c : printable(word)) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string kubernetes_command(const KubernetesQuestion& question, std::string_view path) {
  std::string resource = question.kind;
  std::ranges::transform(resource, resource.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  if (const auto slash = question.api_version.find('/'); slash != std::string::npos) {
    const std::string group = question.api_version.substr(0, slash);
    if (group != "apps" && group != "batch") resource += "." + group;
  }
  std::string line = "kubectl get " + resource;
  if (!question.name.empty()) line += " " + quoted(question.name);
  if (!question.ns.empty())
    line += " --namespace " + quoted(question.ns);
  else if (question.name.empty())
    line += " --all-namespaces";
  if (!question.selector.empty()) line += " --selector " + quoted(question.selector);
  std::string json_path;
  for (const Step& step : steps_of(path)) {
    if (step.kind == Step::Kind::Each) {
      json_path += "[*]";
    } else if (step.kind == Step::Kind::Where) {
      json_path += fmt::format("[?(@.{}==\"{}\")]", step.name, step.equals);
    } else {
      std::string name;
      for (const char c : step.name) name += c == '.' ? std::string("\\.") : std::string(1, c);
      json_path += "." + name;
    }
  }
  return line + (json_path.empty() ? "" : " --output jsonpath='{" + json_path + "}'");
}

std::string aws_command(const AwsQuestion& question, std::string_view path) {
  std::string line =
      fmt::format("aws {} {}", question.service == "s3" ? "s3api" : question.service, dashed(question.operation));
  for (const auto& [name, value] : question.parameters.entries()) {
    line += " --" + dashed(name);
    if (const auto* text = value.string()) line += " " + quoted(*text);
    if (const auto* number = value.integer()) line += " " + std::to_string(*number);
    if (const auto* list = value.list())
      for (const auto& item : list->items())
        line += " " + quoted(item.string() ? *item.string() : doc::write_json(item, doc::JsonLayout::Compact));
  }
  std::string query;
  for (const Step& step : steps_of(path)) {
    if (step.kind == Step::Kind::Each) {
      query += "[]";
    } else if (step.kind == Step::Kind::Where) {
      query += fmt::format("[?{}=='{}']", step.name, step.equals);
    } else {
      const bool is_plain = step.name.find_first_of(".-:/") == std::string::npos;
      query += (query.empty() ? "" : ".") + (is_plain ? step.name : "\"" + step.name + "\"");
    }
  }
  return line + " --output text" + (query.empty() ? "" : " --query " + quoted(query));
}

}  // namespace

Judgement judge(const Expectation& expects, const doc::Node& answer) {
  const auto values = values_at(expects.path, answer);
  return {holds(expects, values, answer), values.empty() ? "nothing" : join(values, ", ")};
}

std::string command_of(const LiveCheck& check) {
  if (const auto* question = std::get_if<KubernetesQuestion>(&check.asks))
    return kubernetes_command(*question, check.expects.path);
  return aws_command(std::get<AwsQuestion>(check.asks), check.expects.path);
}

std::string to_string(const Expectation& expects) {
  using Holds = Expectation::Holds;
  switch (expects.holds) {
    case Holds::Equals:
      return expects.value;
    case Holds::EachEquals:
      return expects.value + ", or nothing";
    case Holds::AtLeast:
      return "at least " + expects.value;
    case Holds::EachAtLeast:
      return "at least " + expects.value + ", or nothing";
    case Holds::EqualsMember:
      return "as " + expects.value;
    case Holds::Contains:
      return "…" + expects.value + "…";
    case Holds::Exists:
      return "something";
  }
  return "";
}

}  // namespace slipway::platform
