#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "rules/terraform_folders.h"
#include "subject/values_files.h"

/// Values for variables: of *.tfvars, and of commands in scripts.
namespace slipway::rules {
namespace {

using subject::Subject;
using subject::TerraformItem;
using subject::TerraformText;

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
std::optional<std::set<std::string, std::less<>>> declared_at(const TerraformFolders& known,
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
void check_given_variables(const Subject& subject, const TerraformFolders& known, Findings& findings) {
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
  const TerraformFolders known = terraform_folders(subject);
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
    if (is_tfvars(text))
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

const Rule kRules[] = {
    {"TF104", "X-004-107", Severity::Warning, "a value for a variable that is not declared",
     "Terraform warns of it and goes on: what the value was to switch stays as it is.",
     "declare the variable and use it", "Terraform language, variable definitions files", check_variables},
};

}  // namespace

std::span<const Rule> terraform_variable_rules() { return kRules; }

}  // namespace slipway::rules
