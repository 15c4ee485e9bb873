#include "platform/live_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <span>

#include "base/ascii.h"
#include "base/shell_word.h"
#include "base/text.h"
#include "doc/json.h"
#include "platform/found_by.h"

namespace slipway::platform {

namespace {

/// A step of a path: a member, each item, or the items whose member `name` is `equals`.
struct Step {
  enum class Kind { Member, Each, Where } kind;
  std::string name, equals = {};
};

/// Of an ARN that a path ending with a slash finds, what is behind its last one counts.
bool asks_for_name(const Expectation& expects) { return expects.path.ends_with('/'); }

std::vector<Step> steps_of(std::string_view path) {
  std::vector<Step> steps;
  if (path.ends_with('/') || path.ends_with('=')) path.remove_suffix(1);
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

bool is_chosen(const doc::Node& item, const Step& step);

std::vector<const doc::Node*> nodes_at(std::span<const Step> steps, const doc::Node& answer) {
  std::vector<const doc::Node*> at{&answer};
  for (const Step& step : steps) {
    std::vector<const doc::Node*> next;
    for (const doc::Node* node : at) {
      if (step.kind == Step::Kind::Member) {
        if (const doc::Node* value = node->find(step.name)) next.push_back(value);
        continue;
      }
      for (const doc::Node& item : node->items())
        if (step.kind == Step::Kind::Each || is_chosen(item, step)) next.push_back(&item);
    }
    at = std::move(next);
  }
  return at;
}

bool is_chosen(const doc::Node& item, const Step& step) {
  return std::ranges::any_of(nodes_at(steps_of(step.name), item),
                             [&](const doc::Node* value) { return value->text() == step.equals; });
}

std::vector<std::string> values_at(std::span<const Step> steps, const doc::Node& answer) {
  std::vector<std::string> values;
  for (const doc::Node* node : nodes_at(steps, answer))
    if (!node->is_null() && (node->is_scalar() || node->size() > 0)) values.push_back(printed(*node));
  return values;
}

bool goes_through_items(std::span<const Step> steps) {
  return steps.size() >= 2 && steps[0].kind == Step::Kind::Member && steps[0].name == "items" &&
         steps[1].kind == Step::Kind::Each;
}

/// What a path finds in one of `items`, or in the whole answer when it does not go through them.
struct Part {
  std::string name;  // of the item
  std::vector<std::string> values;
  std::vector<std::string> others;  // EqualsMember: at the other path
  std::string why;                  // what the condition says whose status was asked
};

/// Ready at least as many as desired: the value is a path, and not a number.
bool is_at_least_a_member(const Expectation& expects) {
  return expects.holds == Expectation::Holds::AtLeast &&
         expects.value.find_first_not_of("0123456789.") != std::string::npos;
}

/// The path that a member is compared with; none of what is compared with a value.
std::vector<Step> other_steps(const Expectation& expects) {
  const bool is_path = expects.holds == Expectation::Holds::EqualsMember || is_at_least_a_member(expects);
  return is_path ? steps_of(expects.value) : std::vector<Step>();
}

/// "MinimumReplicasUnavailable: Deployment does not have minimum availability."
std::string condition_says(std::span<const Step> steps, const doc::Node& answer) {
  if (!steps.empty() && steps.back().name == "availableReplicas") {
    const auto available = steps_of("status.conditions[type=Available].status");
    const auto status = values_at(available, answer);
    return status.empty() || status.front() == "True" ? "" : condition_says(available, answer);
  }
  const bool is_condition = steps.size() >= 2 && steps.back().name == "status" &&
                            steps[steps.size() - 2].kind == Step::Kind::Where && steps[steps.size() - 2].name == "type";
  if (!is_condition) return "";
  for (const doc::Node* condition : nodes_at(steps.first(steps.size() - 1), answer)) {
    const auto reason = (*condition)["reason"].text(), message = (*condition)["message"].text();
    return std::string(reason) + (reason.empty() || message.empty() ? "" : ": ") + std::string(message);
  }
  return "";
}

std::vector<Part> parts_of(const Expectation& expects, const doc::Node& answer) {
  const auto steps = steps_of(expects.path), other = other_steps(expects);
  const auto part = [](std::string name, std::span<const Step> path, std::span<const Step> second,
                       const doc::Node& of) {
    return Part{std::move(name), values_at(path, of), values_at(second, of), condition_says(path, of)};
  };
  if (!goes_through_items(steps)) return {part("", steps, other, answer)};
  const std::span<const Step> in_item = std::span(steps).subspan(2);
  const auto second = std::span<const Step>(other).subspan(goes_through_items(other) ? 2 : 0);
  std::vector<Part> parts;
  for (const doc::Node& item : answer["items"].items())
    parts.push_back(part(std::string(item["metadata"]["name"].text()), in_item, second, item));
  return parts;
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

using Holds = Expectation::Holds;

/// Must something be there at all? What chooses among items may find none in some of them.
bool may_find_none(const Expectation& expects) {
  return expects.holds == Holds::EachEquals || expects.holds == Holds::EachAtLeast;
}

/// REQUIRES: `expects` asks each item, and not whether there is one that.
bool holds(const Expectation& expects, const Part& part, bool is_item) {
  if (expects.holds == Holds::EqualsMember) return !part.values.empty() && part.values == part.others;
  if (is_at_least_a_member(expects))  // what nobody wants any of is not there
    return part.values.size() == 1 && part.others.size() == 1 && is_at_least(part.values[0], part.others[0]) &&
           is_at_least(part.others[0], "1");
  const bool is_number = expects.holds == Holds::AtLeast || expects.holds == Holds::EachAtLeast;
  if (part.values.empty()) return may_find_none(expects) && !is_item;
  return std::ranges::all_of(part.values, [&](const std::string& value) {
    if (is_number) return is_at_least(value, expects.value);
    return (asks_for_name(expects) ? value.substr(value.rfind('/') + 1) : value) == expects.value;
  });
}

/// "False (Unschedulable: 0/3 nodes are available)"; of an item with its name.
std::string shown(const Expectation& expects, const Part& part) {
  std::string text = part.values.empty() ? "nothing" : join(part.values, ", ");
  if (!part.why.empty()) text += " (" + part.why + ")";
  if (expects.holds == Holds::EqualsMember || is_at_least_a_member(expects))
    text += " where " + expects.value + " is " + (part.others.empty() ? "nothing" : join(part.others, ", "));
  return part.name.empty() ? text : part.name + ": " + text;
}

/// JSON that stands in a text, as SQS has its policies; an empty document of any other text.
doc::Document written_in(std::string_view text) {
  Diagnostics mistakes;
  if (text.starts_with('{') || text.starts_with('['))
    if (auto read = doc::read_json(std::make_shared<const SourceText>("answer", std::string(text)), mistakes);
        !mistakes.has_errors())
      return read;
  return doc::Document();
}

/// What AWS says of a rule or policy against JSON: items come in any order, one alone is as good as a list of it, and
/// what is empty or false is as good as not there, unless the path asks for it exactly.
bool is_document(const Expectation& expects) {
  const bool is_json = expects.value.starts_with('{') || expects.value.starts_with('[');
  return is_json && (expects.holds == Holds::Contains || expects.holds == Holds::Equals);
}

enum class Compare { Contains, Equals, Exactly };
Compare how_to_compare(const Expectation& expects) {
  if (expects.holds == Holds::Contains) return Compare::Contains;
  return expects.path.ends_with('=') ? Compare::Exactly : Compare::Equals;
}

/// Whether a member says no more than one that is not there.
bool is_nothing(const doc::Node& node, Compare how) {
  if (how == Compare::Exactly) return node.is_null() || (node.is_list() && node.size() == 0);
  if (node.is_scalar()) return node.text().empty() || node.is_null() || node.text() == "false";
  return std::ranges::all_of(node.items(), [&](const auto& item) { return is_nothing(item, how); }) &&
         std::ranges::all_of(node.members(), [&](const auto& member) { return is_nothing(member.value, how); });
}

bool is_in(const doc::Node& expected, const doc::Node& found, Compare how);

using Nodes = std::vector<const doc::Node*>;

/// Those of `expected` that are in none of `found`.
Nodes missing(std::span<const doc::Node* const> expected, std::span<const doc::Node* const> found, Compare how) {
  Nodes none;
  std::ranges::copy_if(expected, std::back_inserter(none), [&](const doc::Node* one) {
    return std::ranges::none_of(found, [&](const doc::Node* other) { return is_in(*one, *other, how); });
  });
  return none;
}

/// Those of `found` that are none of `expected`.
Nodes besides(std::span<const doc::Node* const> expected, std::span<const doc::Node* const> found, Compare how) {
  Nodes strange;
  std::ranges::copy_if(found, std::back_inserter(strange), [&](const doc::Node* other) {
    return std::ranges::none_of(expected, [&](const doc::Node* one) { return is_in(*one, *other, how); });
  });
  return strange;
}

/// Each of `expected` is one of `found` and, unless it need only contain them, there is no other.
bool are_in(std::span<const doc::Node* const> expected, std::span<const doc::Node* const> found, Compare how) {
  return missing(expected, found, how).empty() && (how == Compare::Contains || besides(expected, found, how).empty());
}

Nodes items_of(const doc::Node& node) {
  if (!node.is_list()) return {&node};
  Nodes items;
  for (const doc::Node& item : node.items()) items.push_back(&item);
  return items;
}

/// An account 012345678901 is not 12345678901, but AWS's APIs say one number now as a text, now as 1.0.
bool is_same(const doc::Node& expected, const doc::Node& found, Compare how) {
  const auto is_number = [](const doc::Node& node) {
    return node.kind() == doc::Kind::Int || node.kind() == doc::Kind::Float;
  };
  if (expected.text() == found.text()) return true;
  if (how == Compare::Exactly && !(is_number(expected) && is_number(found))) return false;
  return is_at_least(expected.text(), found.text()) && is_at_least(found.text(), expected.text());
}

bool is_in(const doc::Node& expected, const doc::Node& found, Compare how) {
  if (is_nothing(expected, how)) return is_nothing(found, how);
  if (expected.is_list() || found.is_list()) return are_in(items_of(expected), items_of(found), how);
  if (expected.is_scalar()) return found.is_scalar() && is_same(expected, found, how);
  if (found.is_string()) {
    const auto inside = written_in(found.text());
    return inside.root().is_map() && is_in(expected, inside.root(), how);
  }
  if (!found.is_map()) return false;
  const auto has = [&](const auto& member) { return is_in(member.value, found[member.key.text()], how); };
  const auto is_expected = [&](const auto& member) {
    return expected.find(member.key.text()) || is_nothing(member.value, how);
  };
  return std::ranges::all_of(expected.members(), has) &&
         (how == Compare::Contains || std::ranges::all_of(found.members(), is_expected));
}

/// A document as one line shows it.
std::string shortened(std::string text) {
  constexpr std::size_t kMost = 300;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // within a character
  return text.substr(0, end) + "…";
}

/// In what two documents differ: "[Sid=Launch].Condition.Bool: true instead of false", what stands there and what
/// ought. REQUIRES: they do, and one need not only contain the other.
std::string difference(Nodes expected, Nodes found, Compare how) {
  std::string at;
  for (;;) {
    const auto lacking = missing(expected, found, how), strange = besides(expected, found, how);
    std::set<std::string_view> keys;
    const auto is_one_map = [](const Nodes& nodes) { return nodes.size() == 1 && nodes.front()->is_map(); };
    if (is_one_map(lacking) && is_one_map(strange)) {
      const doc::Node &one = *lacking.front(), &other = *strange.front();
      for (const auto& member : one.members())
        if (!is_in(member.value, other[member.key.text()], how)) keys.insert(member.key.text());
      for (const auto& member : other.members())
        if (!one.find(member.key.text()) && !is_nothing(member.value, how)) keys.insert(member.key.text());
      if (keys.size() == 1) {
        if (const auto sid = one["Sid"].text(); !sid.empty()) at += fmt::format("[Sid={}]", sid);
        at += (at.empty() ? "" : ".") + std::string(*keys.begin());
        expected = items_of(one[*keys.begin()]);
        found = items_of(other[*keys.begin()]);
        continue;
      }
    }
    const auto listed = [](const Nodes& nodes) {
      std::vector<std::string> texts;
      for (const auto* node : nodes)
        if (!node->is_null()) texts.push_back(printed(*node));
      return shortened(join(texts, ", "));
    };
    const auto is = listed(strange), ought = listed(lacking);
    return (at.empty() ? "" : at + ": ") + (is.empty()      ? "all but " + ought
                                            : ought.empty() ? is + " besides"
                                                            : is + " instead of " + ought);
  }
}

/// What the path finds, one list or several things, against the value. Of what is too long for a line, that is shown in
/// which they differ.
Judgement judged_document(const Expectation& expects, const Nodes& at, const std::string& found) {
  const auto document = written_in(expects.value);
  const auto how = how_to_compare(expects);
  const auto expected = items_of(document.root());
  const auto there = at.size() == 1 ? items_of(*at.front()) : at;
  const bool holds = !at.empty() && are_in(expected, there, how);
  const bool is_short = shortened(found) == found && shortened(expects.value) == expects.value;
  if (holds || is_short || at.empty() || how == Compare::Contains) return {holds, shortened(found)};
  return {false, difference(expected, there, how)};
}

constexpr std::size_t kMostShown = 3;

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

/// A reference stays one: a shell that has its value fills it in.
std::string quoted(std::string_view word) {
  return word.find("${") == word.npos ? shell_word(word) : "\"" + printable(word) + "\"";
}

std::string json_path_of(std::span<const Step> steps) {
  std::string path;
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::Each) {
      path += "[*]";
    } else if (step.kind == Step::Kind::Where) {
      path += fmt::format("[?(@{}==\"{}\")]", json_path_of(steps_of(step.name)), step.equals);
    } else {
      path += ".";
      for (const char c : step.name) path += c == '.' ? std::string("\\.") : std::string(1, c);
    }
  }
  return path;
}

std::string kubernetes_command(const KubernetesQuestion& question, const Expectation& expects) {
  std::string resource = ascii_lower(question.kind);
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
  const std::string json_path = json_path_of(steps_of(expects.path));
  if (json_path.empty()) return line;
  const auto other_path = json_path_of(other_steps(expects));
  const std::string other = other_path.empty() ? "" : " {" + other_path + "}";
  return line + " --output jsonpath='{" + json_path + "}" + other + "'";
}

/// EC2's wire format names things otherwise than the CLI: "vpcEndpointSet" is VpcEndpoints there, and a list of
/// "VpcEndpointId" --vpc-endpoint-ids.
std::string ec2_member(std::string name) {
  if (name == "securityGroupInfo") return "SecurityGroups";
  if (name.ends_with("Set")) name.replace(name.size() - 3, 3, "s");
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string aws_command(const AwsQuestion& question, std::string_view path) {
  const bool is_ec2 = question.service == "ec2";
  const FoundBy* by = found_by(question);
  const AwsQuestion asked = by ? with_id(question, *by, "") : question;
  std::string line =
      fmt::format("aws {} {}", question.service == "s3" ? "s3api" : question.service, dashed(question.operation));
  for (const auto& [name, value] : asked.parameters.entries()) {
    line += " --" + dashed(name) + (is_ec2 && value.list() ? "s" : "");
    if (by && name == by->id) {
      line += " \"$(" + command_of(finding(question, *by)) + ")\"";
      continue;
    }
    if (const auto* text = value.string()) line += " " + quoted(*text);
    if (const auto* number = value.integer()) line += " " + std::to_string(*number);
    if (const auto* list = value.list())
      for (const auto& item : list->items())
        line += " " + quoted(item.string() ? *item.string() : doc::write_json(item, doc::JsonLayout::Compact));
  }
  std::string query;
  for (Step& step : steps_of(path)) {
    if (is_ec2) step.name = ec2_member(std::move(step.name));
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
  const auto steps = steps_of(expects.path);
  const auto all = values_at(steps, answer);
  const std::string found = all.empty() ? "nothing" : join(all, ", ");
  if (expects.holds == Holds::Exists) return {!all.empty(), found};
  if (is_document(expects)) return judged_document(expects, nodes_at(steps, answer), found);
  if (expects.holds == Holds::Contains)
    return {std::ranges::any_of(all, [&](const auto& value) { return value.find(expects.value) != value.npos; }),
            found};
  const bool is_of_items = goes_through_items(steps);
  const auto parts = parts_of(expects, answer);
  std::vector<std::string> wrong;
  for (const Part& part : parts)
    if (!holds(expects, part, is_of_items)) wrong.push_back(shown(expects, part));
  if (!wrong.empty()) {
    const auto more = wrong.size() - std::min(wrong.size(), kMostShown);
    return {false, join(std::span(wrong).first(wrong.size() - more), ", ") +
                       (more > 0 ? fmt::format(" and {} more", more) : "")};
  }
  return {!parts.empty() || may_find_none(expects), found};
}

std::string command_of(const LiveCheck& check) {
  if (const auto* question = std::get_if<KubernetesQuestion>(&check.asks))
    return kubernetes_command(*question, check.expects);
  return aws_command(std::get<AwsQuestion>(check.asks), check.expects.path);
}

std::string to_string(const Expectation& expects) {
  if (is_document(expects)) return shortened(expects.value);
  switch (expects.holds) {
    case Holds::Equals:
      return (asks_for_name(expects) ? "…/" : "") + expects.value;
    case Holds::EachEquals:
      return expects.value + " of each";
    case Holds::AtLeast:
      return "at least " + expects.value;
    case Holds::EachAtLeast:
      return "at least " + expects.value + " of each";
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
