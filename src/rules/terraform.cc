#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "rules/rule.h"
#include "rules/terraform_folders.h"

/// Names in Terraform text, and blocks that its providers no longer take.
namespace slipway::rules {
namespace {

using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

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
    if (!is_of_terraform_name(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && (is_of_terraform_name(text[end]) ||
                                 (text[end] == '.' && end + 1 < text.size() && is_of_terraform_name(text[end + 1]))))
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
    if (is_tfvars(text)) with_values.insert(folder_of(*text.source));
  for (const auto& [name, folder] : terraform_folders(subject)) {
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

/// Whether a constraint of a provider lets a version 3.x in: not ">= 2.9, < 3.0", "~> 2.12", "2.17.0".
bool may_be_version_3(std::string_view constraint) {
  return std::ranges::all_of(split(constraint, ','), [](std::string_view part) {
    part = trim(part);
    const std::size_t digit = part.find_first_of("0123456789");
    if (digit == part.npos) return true;
    const std::string_view by = trim(part.substr(0, digit)), version = part.substr(digit);
    int major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    const bool is_major = version.find_first_not_of("0.", version.find_first_not_of("0123456789")) == version.npos;
    if (by == "!=") return true;
    if (by == ">" || by == ">=") return major <= 3;
    if (by == "<") return major > 3 || (major == 3 && !is_major);
    if (by == "<=") return major >= 3;
    // "~> 2" lets all that is later in, as Terraform has it of one number alone.
    return major == 3 || (by == "~>" && major < 3 && version.find('.') == version.npos);
  });
}

void check_set_blocks(const Subject& subject, Findings& findings) {
  for (const auto& [name, folder] : terraform_folders(subject)) {
    std::string constraint;
    for (const TerraformText* text : folder.texts)
      for (const TerraformItem* terraform : text->blocks("terraform"))
        if (const TerraformItem* required = terraform->find("required_providers"))
          if (const TerraformItem* helm = required->find("helm"))
            constraint = helm->items.empty() ? helm->text : std::string((*helm)["version"]);
    if (!may_be_version_3(constraint)) continue;
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
};

}  // namespace

std::span<const Rule> terraform_rules() { return kRules; }

}  // namespace slipway::rules
