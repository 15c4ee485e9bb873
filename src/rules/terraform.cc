#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "kube/version.h"
#include "rules/plans/plan.h"
#include "rules/rule.h"
#include "subject/values_files.h"

namespace slipway::rules {

namespace {

using doc::Node;
using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

/// With its slash, so that no folder is like the start of another's name.
std::string folder_of(const SourceText& source) {
  return std::string(subject::folder_of(subject::plain_name(source.name())));
}

bool is_variables(const TerraformText& text) { return text.source->name().ends_with(".tfvars"); }

/// A root or child module as far as it was given: all *.tf of one folder.
struct Folder {
  std::vector<const TerraformText*> texts;
  std::set<std::string, std::less<>> declared;  // "module.vpc", "aws_iam_role.keda", "var.x", "local.y", "data.a.b"
  bool is_whole = false;                        // there are blocks that only a module has
  bool has_json = false;                        // *.tf.json, which nobody reads here, may declare more
};

std::map<std::string, Folder> folders(const Subject& subject) {
  std::map<std::string, Folder> all;
  for (const TerraformText& text : subject.configurations()) {
    if (is_variables(text)) continue;
    Folder& folder = all[folder_of(*text.source)];
    folder.texts.push_back(&text);
    for (const TerraformItem& item : text.items) {
      if (!item.is_block) continue;
      const auto label = [&](std::size_t i) { return i < item.labels.size() ? item.labels[i] : std::string(); };
      if (item.name == "resource") folder.declared.insert(label(0) + "." + label(1));
      if (item.name == "data") folder.declared.insert("data." + label(0) + "." + label(1));
      if (item.name == "module") folder.declared.insert("module." + label(0));
      if (item.name == "variable") folder.declared.insert("var." + label(0));
      if (item.name == "locals")
        for (const TerraformItem& local : item.items) folder.declared.insert("local." + local.name);
      folder.is_whole |= item.name == "resource" || item.name == "module";
    }
  }
  for (const SourceText* text : subject.texts())
    if (text->name().ends_with(".tf.json")) all[folder_of(*text)].has_json = true;
  return all;
}

/// Calls `visit` for an item and all those in it.
void walk(const TerraformItem& item, const std::function<void(const TerraformItem&)>& visit) {
  std::vector<const TerraformItem*> work = {&item};
  while (!work.empty()) {
    const TerraformItem& each = *work.back();
    work.pop_back();
    visit(each);
    for (auto inner = each.items.rbegin(); inner != each.items.rend(); ++inner) work.push_back(&*inner);
  }
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// What an expression names: chains of words with dots, outside of quotes and inside of ${…}.
std::vector<std::string> chains(const TerraformItem& item) {
  std::vector<std::string> all;
  const std::string& text = item.text;
  bool in_quotes = item.is_text;
  int in_template = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (in_quotes && in_template == 0) {
      if (text.compare(i, 2, "${") == 0) {
        in_template = 1;
        i += 2;
        continue;
      }
      if (text[i] == '"' && !item.is_text) in_quotes = false;
      i += text[i] == '\\' ? 2 : 1;
      continue;
    }
    if (in_template > 0 && text[i] == '{') ++in_template;
    if (in_template > 0 && text[i] == '}') --in_template;
    if (text[i] == '"' && in_template == 0) {
      in_quotes = true;
      ++i;
      continue;
    }
    if (text[i] == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
      continue;
    }
    if (!is_word(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() &&
           (is_word(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_word(text[end + 1]))))
      ++end;
    const bool follows_dot = i > 0 && (text[i - 1] == '.' || text[i - 1] == ']');
    if (!follows_dot) all.push_back(text.substr(i, end - i));
    i = end;
  }
  return all;
}

/// What a chain of words needs declared; "" for names that are no reference.
std::string needed(const std::string& chain) {
  const std::size_t first = chain.find('.');
  if (first == std::string::npos) return {};
  const std::string head = chain.substr(0, first);
  const std::size_t second = chain.find('.', first + 1);
  const std::string two = chain.substr(0, second);
  if (head == "module" || head == "var" || head == "local") return two;
  if (head == "data") return second == std::string::npos ? std::string() : chain.substr(0, chain.find('.', second + 1));
  for (const std::string_view provider :
       {"aws_", "helm_", "kubernetes_", "kubectl_", "random_", "tls_", "time_", "null_"})
    if (head.starts_with(provider)) return two;
  return {};
}

/// What the dynamic blocks of an item call the element whose turn it is: the block's own name, or that of `iterator`.
std::set<std::string, std::less<>> iterators(const TerraformItem& top) {
  std::set<std::string, std::less<>> all;
  walk(top, [&](const TerraformItem& item) {
    if (!item.is_block || item.name != "dynamic") return;
    const TerraformItem* iterator = item.find("iterator");
    if (iterator)
      all.insert(iterator->text);
    else if (!item.labels.empty())
      all.insert(item.labels[0]);
  });
  return all;
}

void check_undeclared(const Subject& subject, Findings& findings) {
  std::set<std::string> with_values;  // folders
  for (const TerraformText& text : subject.configurations())
    if (is_variables(text)) with_values.insert(folder_of(*text.source));
  for (const auto& [name, folder] : folders(subject)) {
    if (!folder.is_whole || folder.has_json) continue;  // a fragment: the rest of it is elsewhere
    // Values, and no variable that takes them: laid over a configuration that another folder has.
    if (with_values.contains(name) &&
        std::ranges::none_of(folder.declared, [](const std::string& one) { return one.starts_with("var."); }))
      continue;
    struct Undeclared {
      SourceRange first;
      int places = 0;
    };
    std::vector<std::string> order;
    std::map<std::string, Undeclared, std::less<>> undeclared;
    for (const TerraformText* text : folder.texts)
      for (const TerraformItem& top : text->items) {
        // Addresses of what was there before.
        if (top.is_block && (top.name == "moved" || top.name == "removed")) continue;
        const std::set<std::string, std::less<>> turns = iterators(top);
        walk(top, [&](const TerraformItem& item) {
          if (item.is_block) return;
          std::set<std::string> said;
          for (const std::string& chain : chains(item)) {
            const std::string name_needed = needed(chain);
            if (name_needed.empty() || folder.declared.contains(name_needed) ||
                turns.contains(chain.substr(0, chain.find('.'))) || !said.insert(name_needed).second)
              continue;
            // A list of objects is read twice, as text and as items: the innermost says it.
            if (!item.items.empty()) continue;
            Undeclared& one = undeclared[name_needed];
            if (one.places++ == 0) one.first = item.where, order.push_back(name_needed);
          }
        });
      }
    for (const std::string& each : order) {
      const Undeclared& one = undeclared.find(each)->second;
      findings.say(one.first, fmt::format("{} is declared nowhere among these files", each),
                   one.places == 1   ? std::string()
                   : one.places == 2 ? std::string("and named at one more place")
                                     : fmt::format("and named at {} more places", one.places - 1));
    }
  }
}

/// Of a block of values of a release, written out or by `dynamic`, its name; else "".
std::string_view set_block(const TerraformItem& item) {
  if (!item.is_block) return {};
  const bool is_dynamic = item.name == "dynamic" && !item.labels.empty();
  const std::string_view name = is_dynamic ? item.labels[0] : item.name;
  return name == "set" || name == "set_list" || name == "set_sensitive" ? name : std::string_view();
}

void check_set_blocks(const Subject& subject, Findings& findings) {
  for (const auto& [name, folder] : folders(subject)) {
    std::string constraint;
    for (const TerraformText* text : folder.texts)
      for (const TerraformItem* terraform : text->blocks("terraform"))
        if (const TerraformItem* required = terraform->find("required_providers"))
          if (const TerraformItem* helm = required->find("helm"))
            constraint = helm->items.empty() ? helm->text : std::string((*helm)["version"]);
    const std::size_t digit = constraint.find_first_of("0123456789");
    if (digit != std::string::npos && constraint[digit] < '3' && constraint.find('>') == std::string::npos) continue;
    if (digit != std::string::npos && constraint.find("~> 2") != std::string::npos) continue;
    // A module leaves the provider's version to whoever calls it.
    const bool is_part = constraint.empty() && std::ranges::none_of(folder.texts, [](const TerraformText* text) {
                           return !text->blocks("terraform").empty() || !text->blocks("provider").empty();
                         });
    for (const TerraformText* text : folder.texts)
      for (const TerraformItem* release : text->resources("helm_release")) {
        for (const TerraformItem& item : release->items)
          if (const std::string_view block = set_block(item); !block.empty()) {
            findings.say(is_part ? Severity::Warning : Severity::Error, item.where,
                         fmt::format("{} is no block: version 3 of the helm provider has a list of objects", block));
            break;  // one for each release
          }
      }
  }
}

void check_module_paths(const Subject& subject, Findings& findings) {
  if (subject.configurations().empty()) return;
  std::set<std::string> present;
  for (const SourceText* text : subject.texts()) present.insert(folder_of(*text));
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem* module : text.blocks("module")) {
      const TerraformItem* source = module->find("source");
      if (!source || !source->is_text || (!source->text.starts_with("./") && !source->text.starts_with("../")))
        continue;
      const std::string path = folder_of(*text.source) + source->text + "/";
      if (path.find("${") != std::string::npos) continue;
      if (!present.contains(std::string(subject::plain_name(path))))
        findings.say(source->where, fmt::format("nothing among these files is in {}", source->text));
    }
}

/// Where a script stands, as far as it can be told: at first in its own folder, then wherever it went.
class WorkingFolder {
 public:
  explicit WorkingFolder(const subject::Script& script) : been_{folder_of(*script.source)} {}

  void look_at(const subject::ShellCommand& command) {
    if (command.starts_with({"popd"})) is_known_ = false;
    if (command.starts_with({"cd"}) || command.starts_with({"pushd"}))
      go(command.words.size() == 2 ? std::string_view(command.words[1].text) : "~");
  }
  /// Like it, and one folder on.
  WorkingFolder in(std::string_view to) const {
    WorkingFolder there = *this;
    there.go(to);
    return there;
  }
  bool is_known() const { return is_known_; }
  /// The last is where it stands; behind `(cd there && …)` it may be where it was before.
  const std::vector<std::string>& been() const { return been_; }

 private:
  void go(std::string_view to) {
    constexpr std::string_view kOwn = "$(dirname ";  // `cd "$(dirname "$0")/.."`: from where the script lies
    std::string_view from = been_.back();
    if (const std::size_t end = to.rfind(')'); to.starts_with(kOwn) && end != to.npos) {
      from = been_.front();
      to.remove_prefix(end + 1);
      to.remove_prefix(to.starts_with('/'));
      if (to.empty()) to = ".";
    }
    constexpr std::size_t kMost = 100;  // a script that goes further is not followed
    is_known_ = is_known_ && !to.empty() && !to.starts_with('/') && !to.starts_with('~') && to != "-" &&
                to.find_first_of("$`*?") == to.npos && been_.size() < kMost;
    if (!is_known_) return;
    std::string folder = subject::plain_name(std::string(from) + std::string(to) + "/");
    if (folder == "." || folder == "./") folder.clear();
    been_.push_back(std::move(folder));
  }

  std::vector<std::string> been_;
  bool is_known_ = true;
};

/// What the root module in which a script stands declares; nullopt where none is among these files, or not all of it is
/// read.
std::optional<std::set<std::string, std::less<>>> declared_at(const std::map<std::string, Folder>& known,
                                                              const WorkingFolder& working) {
  if (!working.is_known()) return std::nullopt;
  const auto here = known.find(working.been().back());
  if (here == known.end() || !here->second.is_whole) return std::nullopt;
  std::set<std::string, std::less<>> declared;
  for (const std::string& name : working.been())
    if (const auto found = known.find(name); found != known.end()) {
      if (found->second.has_json) return std::nullopt;
      declared.insert(found->second.declared.begin(), found->second.declared.end());
    }
  return declared;
}

/// `-var NAME=VALUE` of commands whose folder is among these files.
void check_given_variables(const Subject& subject, const std::map<std::string, Folder>& known, Findings& findings) {
  for (const subject::Script& script : subject.scripts()) {
    WorkingFolder working(script);
    for (const subject::ShellCommand& command : script.commands) {
      working.look_at(command);
      if (!command.starts_with({"terraform"}) && !command.starts_with({"tofu"})) continue;
      const std::vector<subject::Word> values = command.flags("-var");
      if (values.empty()) continue;
      const std::vector<subject::Word> folder = command.flags("-chdir");
      const auto declared = declared_at(known, folder.empty() ? working : working.in(folder.front().text));
      if (!declared) continue;
      for (const subject::Word& value : values) {
        const std::size_t equals = value.text.find('=');
        const std::string name = value.text.substr(0, equals);
        if (equals != value.text.npos && name.find('$') == name.npos && !declared->contains("var." + name))
          findings.say(Severity::Error, value.where,
                       fmt::format("no variable {} is declared: terraform refuses a value for it here", name));
      }
    }
  }
}

void check_variables(const Subject& subject, Findings& findings) {
  const std::map<std::string, Folder> known = folders(subject);
  check_given_variables(subject, known, findings);
  std::set<std::string, std::less<>> declared;
  bool has_configuration = false;
  for (const auto& [name, folder] : known) {
    if (folder.has_json) return;
    has_configuration |= folder.is_whole;
    declared.insert(folder.declared.begin(), folder.declared.end());
  }
  if (!has_configuration) return;
  const auto say = [&](std::string_view name, SourceRange where) {
    if (!declared.contains("var." + std::string(name)))
      findings.say(where, fmt::format("no variable {} is declared: the value has no effect", name));
  };
  for (const TerraformText& text : subject.configurations())
    if (is_variables(text))
      for (const TerraformItem& item : text.items)
        if (!item.is_block) say(item.name, item.where);
  for (const subject::Script& script : subject.scripts())
    for (const subject::ShellCommand& command : script.commands) {
      const bool writes =
          command.has_here && std::ranges::any_of(command.redirects, [](const subject::Redirect& redirect) {
            return redirect.target.text.ends_with(".tfvars");
          });
      if (!writes) continue;
      const TerraformText values =
          subject::read_terraform_text(std::make_shared<const SourceText>("terraform.tfvars", command.here_document));
      for (const TerraformItem& item : values.items) {
        SourceRange where = command.here_where;
        where.line += item.where.line - 1;
        where.column = item.where.column;
        where.length = item.where.length;
        if (!item.is_block) say(item.name, where);
      }
    }
}

// ---- modules of the registry ---------------------------------------------------------------------------------------

/// A call of a module, in a plan or in text.
struct Call {
  std::string_view source;
  SourceRange source_where;
  const Node* planned = nullptr;        // its expressions
  const TerraformItem* text = nullptr;  // its block
};

std::vector<Call> calls(const Subject& subject) {
  std::vector<Call> all;
  for (const subject::TerraformPlan& plan : subject.plans())
    for (const subject::ModuleCall& call : plan.module_calls())
      all.push_back({call.source, (*call.call)["source"].where(), call.expressions, nullptr});
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem* module : text.blocks("module"))
      if (const TerraformItem* source = module->find("source"))
        all.push_back({source->text, source->where, nullptr, module});
  return all;
}

void check_old_iam_module(const Subject& subject, Findings& findings) {
  for (const Call& call : calls(subject))
    if (call.source.find("terraform-aws-modules/iam/") != std::string_view::npos &&
        call.source.ends_with("//modules/iam-role-for-service-accounts-eks"))
      findings.say(call.source_where,
                   "version 6 of the module has this as iam-role-for-service-accounts; version 5 lags behind what "
                   "controllers need");
}

bool sets_true(const Call& call, std::string_view argument) {
  if (call.planned)
    return is_on((*call.planned)[argument]["constant_value"]) || !(*call.planned)[argument]["references"].is_absent();
  const TerraformItem* item = call.text->find(argument);
  return item && item->text != "false";
}

bool gives(const Call& call, std::string_view argument) {
  return call.planned ? !(*call.planned)[argument].is_absent() : call.text->find(argument) != nullptr;
}

void check_karpenter_module(const Subject& subject, Findings& findings) {
  const bool has_pools = !subject.of_kind("NodePool").empty();
  for (const Call& call : calls(subject)) {
    if (call.source.find("terraform-aws-modules/eks/") == std::string_view::npos ||
        !call.source.ends_with("//modules/karpenter"))
      continue;
    if (has_pools && !subject.release("karpenter"))
      findings.say(call.source_where,
                   "this module makes roles, a queue and rules; nothing here installs Karpenter itself, and NodePools "
                   "wait for it");
    if (gives(call, "irsa_namespace_service_accounts") && !sets_true(call, "enable_irsa")) {
      SourceRange where = call.source_where;
      if (call.planned)
        where = (*call.planned)["irsa_namespace_service_accounts"].where();
      else if (const TerraformItem* item = call.text->find("irsa_namespace_service_accounts"))
        where = item->where;
      findings.say(where, "without enable_irsa = true the module makes no role for these accounts");
    }
  }
}

// ---- interfaces in text --------------------------------------------------------------------------------------------

/// `network_interfaces` blocks of a launch template as text, plain and dynamic.
struct InterfaceText {
  const TerraformItem* block;              // with device_index and the like
  const TerraformItem* dynamic = nullptr;  // around it
};

std::vector<InterfaceText> interface_texts(const TerraformItem& top) {
  std::vector<InterfaceText> all;
  walk(top, [&](const TerraformItem& item) {
    if (!item.is_block) return;
    if (item.name == "network_interfaces") all.push_back({&item});
    if (item.name == "dynamic" && !item.labels.empty() && item.labels[0] == "network_interfaces")
      if (const TerraformItem* content = item.find("content")) all.push_back({content, &item});
  });
  return all;
}

std::vector<InterfaceText> interface_texts(const TerraformText& text) {
  std::vector<InterfaceText> all;
  for (const TerraformItem& top : text.items)
    for (const InterfaceText& one : interface_texts(top)) all.push_back(one);
  return all;
}

/// Whether an expression is the turn of a dynamic block, or that and a number: `card.key`, `card.value + 1`.
bool grows_with(std::string_view expression, std::string_view iterator) {
  const std::string_view it = expression.substr(0, expression.find_first_of(" +-"));
  if (it != std::string(iterator) + ".key" && it != std::string(iterator) + ".value") return false;
  return std::ranges::all_of(expression.substr(it.size()),
                             [](char c) { return c == ' ' || c == '+' || c == '-' || (c >= '0' && c <= '9'); });
}

/// How many times a dynamic block comes, where `for_each` is a range of numbers.
std::optional<int> turns_of(const TerraformItem& dynamic) {
  std::string_view text = dynamic["for_each"];
  if (!text.starts_with("range(") || !text.ends_with(")")) return std::nullopt;
  text = text.substr(6, text.size() - 7);
  const auto number = [](std::string_view digits) -> std::optional<int> {
    digits = trim(digits);
    if (digits.empty() || digits.size() > 6 ||
        !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
      return std::nullopt;
    return std::stoi(std::string(digits));
  };
  const auto parts = split(text, ',');
  const auto first = parts.size() == 2 ? number(parts[0]) : std::optional(0);
  const auto end = number(parts.back());
  if (parts.size() > 2 || !first || !end) return std::nullopt;
  return *end - *first;
}

bool has_efa(const InterfaceText& interface) { return (*interface.block)["interface_type"].starts_with("efa"); }

void check_text_device_index(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations())
    for (const InterfaceText& interface : interface_texts(text)) {
      if (!interface.dynamic || !has_efa(interface)) continue;
      const TerraformItem* device = interface.block->find("device_index");
      const TerraformItem* card = interface.block->find("network_card_index");
      const TerraformItem* iterator = interface.dynamic->find("iterator");
      const std::string_view turn = iterator ? std::string_view(iterator->text) : interface.dynamic->labels[0];
      constexpr int kMostOfOneCard = 2;  // a card takes two at least
      const bool is_few = turns_of(*interface.dynamic).value_or(kMostOfOneCard + 1) <= kMostOfOneCard;
      if (device && card && !is_few && grows_with(device->text, turn) && grows_with(card->text, turn))
        findings.say(device->where, "device_index grows with the cards: it counts within one card, which takes 2 to 4");
    }
}

void check_text_addresses(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations())
    for (const InterfaceText& interface : interface_texts(text))
      if (const TerraformItem* type = interface.block->find("interface_type");
          interface.dynamic && type && type->text == "efa")
        findings.say(type->where, "interfaces of type efa take an address each, on every node");
}

void check_text_subnets(const Subject& subject, Findings& findings) {
  for (const TerraformText& text : subject.configurations()) {
    const auto all = interface_texts(text);
    if (std::ranges::none_of(all, has_efa)) continue;
    const TerraformItem* first = nullptr;
    for (const InterfaceText& interface : all)
      if (const TerraformItem* subnet = interface.block->find("subnet_id")) {
        if (first && first->text != subnet->text) {
          findings.say(
              Severity::Warning, subnet->where,
              fmt::format("another subnet than {}: all interfaces of an instance are in its one zone", first->text));
          break;
        }
        if (!first) first = subnet;
      }
  }
}

/// Names of the launch templates that resources of these types name: `aws_launch_template.gpu.id`, also `gpu[0].id`.
std::set<std::string> templates_taken_by(const Subject& subject, std::initializer_list<std::string_view> types) {
  constexpr std::string_view kStart = "aws_launch_template.";
  std::set<std::string> names;
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem& taker : text.items) {
      if (std::ranges::none_of(types, [&](std::string_view type) { return taker.is("resource", type); })) continue;
      walk(taker, [&](const TerraformItem& item) {
        if (item.is_block) return;
        for (std::size_t at = item.text.find(kStart); at != std::string::npos; at = item.text.find(kStart, at + 1)) {
          const std::size_t from = at + kStart.size();
          std::size_t end = from;
          while (end < item.text.size() && is_word(item.text[end])) ++end;
          names.insert(item.text.substr(from, end - from));
        }
      });
    }
  return names;
}

void check_text_subnets_of_managed(const Subject& subject, Findings& findings) {
  struct Named {
    const TerraformItem* made;
    const TerraformItem* subnet;
  };
  std::vector<Named> all;  // subnets of interfaces with EFA
  for (const TerraformText& text : subject.configurations())
    for (const TerraformItem& made : text.items)
      for (const InterfaceText& interface : interface_texts(made))
        if (const TerraformItem* subnet = interface.block->find("subnet_id"); subnet && has_efa(interface))
          all.push_back({&made, subnet});
  if (all.empty()) return;
  const auto of_groups = templates_taken_by(subject, {"aws_eks_node_group"});
  // What else takes templates may name subnets in them.
  const auto of_others = templates_taken_by(subject, {"aws_autoscaling_group", "aws_batch_compute_environment",
                                                      "aws_instance", "aws_ec2_fleet", "aws_spot_fleet_request"});
  for (const auto& [made, subnet] : all) {
    const bool is_template = made->is("resource", "aws_launch_template") && made->labels.size() > 1;
    const std::string name = is_template ? made->labels[1] : std::string();
    const bool is_of_group = of_groups.contains(name);
    if (of_others.contains(name) && !is_of_group) continue;
    findings.say(is_of_group ? Severity::Error : Severity::Warning, subnet->where,
                 "an EKS managed node group takes no template that names subnets",
                 is_of_group ? "" : "no file here says which group takes it");
  }
}

/// A cost-allocation tag that Karpenter puts on no instance.
void check_cost_tag(const Subject& subject, Findings& findings) {
  constexpr std::string_view kPut[] = {"karpenter.sh/nodepool", "karpenter.sh/nodeclaim",
                                       "karpenter.k8s.aws/ec2nodeclass"};
  std::set<std::string_view> own;  // tags of node classes
  for (const kube::Object* node_class : subject.of_kind("EC2NodeClass"))
    for (const doc::Member& tag : (*node_class->node)["spec"]["tags"].members()) own.insert(tag.key.text());
  for (const Plan& plan : plans(subject))
    for (const PlannedResource* tag : plan.of("aws_ce_cost_allocation_tag")) {
      const std::string_view key = (*tag)["tag_key"].text();
      const bool is_karpenters = key.starts_with("karpenter.sh/") || key.starts_with("karpenter.k8s.aws/") ||
                                 key.starts_with("node.kubernetes.io/") || key.starts_with("topology.kubernetes.io/");
      if (!is_karpenters || own.contains(key) || std::ranges::find(kPut, key) != std::end(kPut)) continue;
      findings.say(
          (*tag)["tag_key"].where(),
          fmt::format("{} is a label of nodes: nothing puts it on instances as a tag, so no cost is ever found by it",
                      key));
    }
}

const Rule kRules[] = {
    {"TF101", "X-004-105", Severity::Error, "a reference to what is declared nowhere",
     "terraform validate refuses a configuration that names a module, resource, variable or local that no file of its "
     "folder declares.",
     "declare it", "Terraform language, references to named values", check_undeclared},
    {"TF102", "X-004-106", Severity::Error, "set blocks with version 3 of the helm provider",
     "Version 3 made set, set_list and set_sensitive attributes: a block is a syntax error. Without a constraint "
     "Terraform takes the newest version.",
     "set = [{ name = …, value = … }], or version = \"~> 2.17\" in required_providers",
     "terraform-provider-helm docs/guides/v3-upgrade-guide.md", check_set_blocks},
    {"TF103", "X-004-74", Severity::Warning, "a local module that is not there",
     "terraform init stops at a module whose folder does not exist.", "add the module",
     "Terraform language, module sources", check_module_paths},
    {"TF104", "X-004-107", Severity::Warning, "a value for a variable that is not declared",
     "Terraform warns of it and goes on: what the value was to switch stays as it is.",
     "declare the variable and use it", "Terraform language, variable definitions files", check_variables},
    {"TF105", "X-004-75", Severity::Warning, "a module of an old name",
     "Version 6 of terraform-aws-modules/iam renamed it; the policies that version 5 holds, the load balancer "
     "controller's above all, are "
     "behind what today's controllers call.",
     "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts, version 6",
     "terraform-aws-modules/terraform-aws-iam, modules", check_old_iam_module},
    {"TF106", "X-004-104", Severity::Warning, "Karpenter's module, taken for Karpenter",
     "The submodule makes a node role, a controller role, a queue and its rules. The controller is a chart that "
     "something else must install; "
     "its IRSA role is made with enable_irsa = true only.",
     "install oci://public.ecr.aws/karpenter/karpenter too",
     "terraform-aws-eks v20.37.2 modules/karpenter/variables.tf", check_karpenter_module},
    {"TF107", "X-001-07", Severity::Error, "a device_index that grows with the cards",
     "device_index counts the interfaces of one network card, network_card_index the cards. A card takes two to four.",
     "device_index = network_interfaces.value == 0 ? 1 : 0", "EC2 user guide, efa-acc-inst-types",
     check_text_device_index},
    {"TF108", "X-001-08", Severity::Warning, "EFA interfaces that take addresses",
     "An interface of type efa is one for IP traffic too and takes an address from the subnet; efa-only takes none.",
     "interface_type = \"efa-only\"", "EC2 API InterfaceType; EKS user guide, node-efa", check_text_addresses},
    {"TF109", "X-001-05", Severity::Error, "network interfaces in several subnets",
     "All interfaces of an instance are in its own Availability Zone. More subnets give neither bandwidth nor fault "
     "tolerance.",
     "one subnet for all interfaces", "EC2 user guide, network-interface-attachments", check_text_subnets},
    {"TF110", "X-001-06", Severity::Error, "subnets in a launch template for EFA nodes",
     "The subnets of a managed node group are its own: with a template that names any, making it fails.",
     "leave subnet_id out and give the node group its subnet", "EKS API LaunchTemplateSpecification",
     check_text_subnets_of_managed},
    {"TF111", "X-004-72", Severity::Warning, "a cost tag that no instance has",
     "A cost-allocation tag is a tag of AWS resources. Karpenter puts its pool, its claim and its node class on "
     "instances, not the capacity type "
     "and not the labels of nodes.",
     "set the tag in EC2NodeClass spec.tags, one node class for each value, or group by usage type",
     "karpenter.k8s.aws_ec2nodeclasses.yaml; Cost Explorer API", check_cost_tag},
};

}  // namespace

std::span<const Rule> terraform_rules() { return kRules; }

}  // namespace slipway::rules
