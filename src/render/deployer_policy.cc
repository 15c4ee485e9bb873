#include "render/deployer_policy.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "catalog/service_names.h"
#include "render/embedded.h"

namespace slipway::render {

namespace {

using platform::Condition;
using platform::Statement;

/// A row of the table: what a type of resource takes.
struct Row {
  std::string_view type, names;
  std::vector<std::string_view> resources, actions;
};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) out.push_back(word);
  return out;
}

std::multimap<std::string_view, Row> read_table() {
  std::multimap<std::string_view, Row> rows;
  bool is_head = true;
  for (const std::string_view line : split(embedded::deployer_actions(), '\n')) {
    const auto cells = split(line, ',');
    if (!is_head && cells.size() == 4)
      rows.emplace(cells[0], Row{cells[0], cells[1], words(cells[2]), words(cells[3])});
    is_head = false;
  }
  return rows;
}

const std::multimap<std::string_view, Row>& table() {
  static const auto rows = read_table();
  return rows;
}

/// More names than this with the cluster's before them are one pattern: policies have a limit.
constexpr std::size_t kMostNames = 3;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// What only AWS knows is any text.
std::string with_wildcards(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto at = std::min(text.find("${"), text.size());
    out += text.substr(0, at);
    if (at == text.size()) break;
    const auto end = text.find('}', at);
    if (!out.ends_with('*')) out += '*';
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

class Writer {
 public:
  Writer(const platform::Graph& graph, const std::string& account)
      : graph_(graph), account_(!account.empty() ? account : graph.setting.account_id) {
    if (account_.empty()) account_ = "*";
    partition_ = catalog::partition_of(graph.setting.region);
  }

  std::vector<Statement> write(std::vector<std::string>& without_rows, RightsOf whose) {
    std::set<std::string> types{"always"};
    if (whose == RightsOf::AllVerbs) types.insert("preflight");
    for (const auto& resource : graph_.resources()) types.insert(resource.id.type);
    for (const std::string& type : types) {
      const auto [begin, end] = table().equal_range(type);
      if (begin == end) without_rows.push_back(type);
      for (auto row = begin; row != end; ++row) add(row->second);
    }
    return statements();
  }

 private:
  std::string arn(std::string_view pattern) const {
    std::string text(pattern);
    if (text == "{ec2}") text = "arn:{p}:ec2:{r}:{a}:*";
    if (text == "{eks}") text = "arn:{p}:eks:{r}:{a}:cluster/{c}";
    text = replaced(std::move(text), "{p}", partition_);
    text = replaced(std::move(text), "{r}", graph_.setting.region);
    text = replaced(std::move(text), "{a}", account_);
    return replaced(std::move(text), "{c}", graph_.setting.cluster);
  }

  /// The name as it will be: of an argument, or of the resource that the argument refers to.
  std::string name_of(const platform::Resource& resource, std::string_view argument, int depth = 0) const {
    const doc::Value& value = resource[argument];
    if (const std::string* text = value.string()) {
      if (text->starts_with("${aws_") && text->ends_with('}') && text->find('}') == text->size() - 1)
        return referred(std::string_view(*text).substr(2, text->size() - 3), depth);
      return with_wildcards(*text);
    }
    if (const auto* expression = value.expression()) return referred(expression->text, depth);
    if (const std::string* prefix = resource[std::string(argument) + "_prefix"].string())
      return with_wildcards(*prefix) + "*";
    return "*";
  }
  std::string referred(std::string_view expression, int depth) const {
    const auto parts = split(expression, '.');
    if (parts.size() < 3 || depth > 3) return "*";
    const auto* other = graph_.find(platform::ResourceId{std::string(parts[0]), std::string(parts[1])});
    if (!other) return "*";
    const std::string_view attribute = parts[2] == "id" ? names_argument(parts[0]) : parts[2];
    return attribute.empty() ? "*" : name_of(*other, attribute, depth + 1);
  }
  static std::string_view names_argument(std::string_view type) {
    const auto [begin, end] = table().equal_range(type);
    for (auto row = begin; row != end; ++row)
      if (!row->second.names.empty() && row->second.resources.front() != "{slr}") return row->second.names;
    return {};
  }

  /// All names of a type's resources; those of the cluster as one pattern when they are many.
  std::set<std::string> names_of(std::string_view type, std::string_view argument) const {
    std::set<std::string> names;
    for (const auto* resource : graph_.of_type(type)) names.insert(name_of(*resource, argument));
    if (names.contains("*")) return {"*"};
    for (const std::string& prefix :
         {graph_.setting.cluster + "-", graph_.setting.cluster + "/", "alias/" + graph_.setting.cluster}) {
      const auto begins = [&](const std::string& name) { return name.starts_with(prefix); };
      if (std::ranges::count_if(names, begins) <= static_cast<std::ptrdiff_t>(kMostNames)) continue;
      std::erase_if(names, begins);
      names.insert(prefix + "*");
    }
    return names;
  }

  std::set<std::string> arns_of(const Row& row) const {
    std::set<std::string> arns;
    for (const std::string_view pattern : row.resources) {
      if (pattern == "*") return {"*"};
      struct All {
        std::string_view word, type, argument, arn;
      };
      constexpr All kAll[] = {
          {"{roles}", "aws_iam_role", "name", "arn:{p}:iam::{a}:role/{n}"},
          {"{buckets}", "aws_s3_bucket", "bucket", "arn:{p}:s3:::{n}"},
          {"{secrets}", "aws_secretsmanager_secret", "name", "arn:{p}:secretsmanager:{r}:{a}:secret:{n}-*"}};
      const auto all = std::ranges::find(kAll, pattern, &All::word);
      const bool is_all = all != std::end(kAll);
      const std::string made = arn(is_all ? all->arn : pattern);
      if (made.find("{n}") == made.npos)
        arns.insert(made);
      else
        for (const std::string& name : is_all ? names_of(all->type, all->argument) : names_of(row.type, row.names))
          arns.insert(replaced(made, "{n}", name));
    }
    return arns;
  }

  /// Without those that a wider one stands for.
  static std::set<std::string> widest(const std::set<std::string>& arns) {
    std::set<std::string> out;
    for (const std::string& arn : arns) {
      const bool is_covered = std::ranges::any_of(arns, [&](const std::string& other) {
        return other != arn && other.ends_with('*') &&
               arn.starts_with(std::string_view(other).substr(0, other.size() - 1));
      });
      if (!is_covered) out.insert(arn);
    }
    return out;
  }

  void add(const Row& row) {
    if (row.actions.empty()) return;
    if (row.resources.front() == "{slr}") {
      for (const std::string_view service : words(row.names)) linked_.emplace(service);
      return;
    }
    const auto arns = arns_of(row);
    for (const std::string_view action : row.actions) by_action_[std::string(action)].insert(arns.begin(), arns.end());
  }

  /// Services that have one endpoint for all regions: requests to them are not of the platform's region.
  static bool is_global(std::string_view action) {
    for (const char* service : {"iam:", "route53:", "sts:", "budgets:"})
      if (action.starts_with(service)) return true;
    return false;
  }

  static std::vector<doc::Value> values(const std::set<std::string>& texts) { return {texts.begin(), texts.end()}; }

  std::vector<Statement> statements() {
    // An action that may do it to anything need not name some things.
    std::map<std::tuple<std::set<std::string>, bool>, std::set<std::string>> by_resources;
    for (auto& [action, arns] : by_action_) {
      const bool is_any = arns.contains("*");
      by_resources[{is_any ? std::set<std::string>{"*"} : widest(arns), is_any && !is_global(action)}].insert(action);
    }
    std::vector<Statement> all;
    for (const auto& [key, actions] : by_resources) {
      const auto& [arns, in_region] = key;
      Statement statement = platform::allow({actions.begin(), actions.end()}, values(arns));
      if (in_region) statement.conditions.push_back({"StringEquals", "aws:RequestedRegion", {graph_.setting.region}});
      all.push_back(std::move(statement));
    }
    std::ranges::sort(all, {}, [](const Statement& one) { return one.actions.front(); });
    add_roles(all);
    return all;
  }

  /// Roles are handed to the services that they trust, and to EKS, which hands them on.
  void add_roles(std::vector<Statement>& all) const {
    std::set<std::string> services, names;
    for (const auto* role : graph_.of_type("aws_iam_role")) {
      const doc::List* trust = (*role)["assume_role_policy"]["Statement"].list();
      if (!trust) continue;
      for (const doc::Value& statement : trust->items()) {
        const doc::Value& service = statement["Principal"]["Service"];
        if (const std::string* one = service.string()) services.insert(*one);
        if (const doc::List* several = service.list())
          for (const doc::Value& one : several->items())
            if (const std::string* text = one.string()) services.insert(*text);
      }
    }
    if (!graph_.of_type("aws_eks_cluster").empty()) services.insert("eks.amazonaws.com");
    if (!graph_.of_type("aws_iam_role").empty()) {
      for (const std::string& name : names_of("aws_iam_role", "name"))
        names.insert(arn("arn:{p}:iam::{a}:role/" + name));
      all.push_back(platform::allow({"iam:PassRole"}, values(names),
                                    {{"StringEquals", "iam:PassedToService", values(services)}}));
    }
    if (!linked_.empty())
      all.push_back(platform::allow({"iam:CreateServiceLinkedRole"}, {arn("arn:{p}:iam::{a}:role/aws-service-role/*")},
                                    {{"StringEquals", "iam:AWSServiceName", values(linked_)}}));
  }

  const platform::Graph& graph_;
  std::string account_, partition_;
  std::map<std::string, std::set<std::string>> by_action_;
  std::set<std::string> linked_;
};

bool fits(const std::vector<Statement>& statements) {
  return platform::counted_size(platform::policy(statements)) <= platform::kManagedPolicyLimit;
}

/// Halves of a statement that is too large for any document.
void add_divided(Statement statement, std::vector<Statement>& into) {
  if (fits({statement}) || (statement.actions.size() < 2 && statement.resources.size() < 2))
    return into.push_back(std::move(statement));
  Statement other = statement;
  const auto halve = [](auto& first, auto& second) {
    const auto middle = static_cast<std::ptrdiff_t>(first.size() / 2);
    first.erase(first.begin() + middle, first.end());
    second.erase(second.begin(), second.begin() + middle);
  };
  if (statement.actions.size() > 1)
    halve(statement.actions, other.actions);
  else
    halve(statement.resources, other.resources);
  add_divided(std::move(statement), into);
  add_divided(std::move(other), into);
}

}  // namespace

std::vector<Statement> deployer_statements(const platform::Graph& graph, const std::string& account,
                                           std::vector<std::string>& types_without_rows, RightsOf whose) {
  return Writer(graph, account).write(types_without_rows, whose);
}

DeployerPolicy deployer_policy(const platform::Graph& graph, const std::string& account,
                               const std::optional<StatePlace>& state) {
  DeployerPolicy out;
  std::vector<Statement> all = deployer_statements(graph, account, out.types_without_rows), parts;
  if (state)
    std::ranges::move(state_statements(*state, catalog::partition_of(graph.setting.region)), std::back_inserter(all));
  for (Statement& statement : all) add_divided(std::move(statement), parts);
  std::vector<std::vector<Statement>> documents;
  for (Statement& part : parts) {  // into the first with room
    bool is_placed = false;
    for (auto& document : documents) {
      document.push_back(part);
      if ((is_placed = fits(document))) break;
      document.pop_back();
    }
    if (!is_placed) documents.push_back({std::move(part)});
  }
  for (const auto& document : documents) out.documents.push_back(platform::policy(document));
  return out;
}

}  // namespace slipway::render
