#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "rules/reading.h"
#include "rules/rule.h"

/// Names of triggers, and the formulas that reckon with them.
namespace slipway::rules {
namespace {

using doc::Node;
using subject::Subject;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The variables that a formula reads, each once, as they come. Of expr-lang's language (github.com/expr-lang/expr
/// 1.17, docs/language-definition.md): not fields behind a dot, functions, keys of maps, what `let` declares, nor what
/// stands in texts and comments.
class Variables {
 public:
  explicit Variables(std::string_view formula) : text_(formula) {}

  std::vector<std::string_view> read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'' || c == '`')
        pass_text(c);
      else if (text_.substr(at_).starts_with("//"))
        pass_to("\n");
      else if (text_.substr(at_).starts_with("/*"))
        pass_to("*/");
      else if (is_digit(c))
        pass_number();
      else if (is_letter(c))
        read_name();
      else
        pass_sign(c);
    }
    return std::move(out_);
  }

 private:
  void pass_text(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_)
      if (text_[at_] == '\\' && quote != '`') ++at_;
    ++at_;
    before_ = quote;
  }
  void pass_to(std::string_view end) {
    const std::size_t found = text_.find(end, at_ + 2);
    at_ = found == text_.npos ? text_.size() : found + end.size();
  }
  /// 1, 2.5e3, 0x1F.
  void pass_number() {
    while (at_ < text_.size() && (is_digit(text_[at_]) || is_letter(text_[at_]) || text_[at_] == '.')) ++at_;
    before_ = '0';
  }
  void pass_sign(char c) {
    if (c == '{') ++maps_;
    if (c == '}' && maps_ > 0) --maps_;
    if (!is_space(c)) before_ = c;
    ++at_;
  }
  void read_name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    const char before = before_;
    before_ = 'a';
    if (name == "let") {
      is_declared_ = true;
      return;
    }
    std::size_t next = at_;
    while (next < text_.size() && is_space(text_[next])) ++next;
    const char behind = next < text_.size() ? text_[next] : '\0';
    const bool is_key = maps_ > 0 && (before == '{' || before == ',') && behind == ':';
    if (is_declared_) declared_.insert(name);
    const bool is_variable =
        !is_declared_ && before != '.' && before != '#' && behind != '(' && !is_key && !is_word(name);
    is_declared_ = false;
    if (is_variable && !declared_.contains(name) && seen_.insert(name).second) out_.push_back(name);
  }
  static bool is_word(std::string_view name) {
    constexpr std::string_view kWords[] = {"true",    "false",    "nil",        "not",      "in", "and",  "or",
                                           "matches", "contains", "startsWith", "endsWith", "if", "else", "$env"};
    return std::ranges::find(kWords, name) != std::end(kWords);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char before_ = '\0';  // the last sign, 'a' for a name, '0' for a number
  int maps_ = 0;
  bool is_declared_ = false;  // the next name is what `let` declares
  std::set<std::string_view> declared_, seen_;
  std::vector<std::string_view> out_;
};

bool is_of_pods(const Node& trigger) { return is_text(trigger["type"], "cpu") || is_text(trigger["type"], "memory"); }

void check_names(const Subject& subject, Findings& findings) {
  for (const std::string_view kind : {"ScaledObject", "ScaledJob"})
    for (const kube::Object* object : subject.of_kind(kind, "keda.sh")) {
      std::map<std::string_view, const Node*> names;
      for (const Node& trigger : (*object->node)["spec"]["triggers"].items()) {
        const Node& name = trigger["name"];
        if (text_of(name).empty()) continue;
        const auto [first, is_new] = names.emplace(text_of(name), &name);
        if (!is_new)
          findings.say(name.where(),
                       fmt::format("two triggers of {} have the name {}", title_of(*object), text_of(name)),
                       fmt::format("the first stands in line {}", first->second->where().line));
      }
    }
}

/// What is wrong with a variable that no external trigger has for its name.
std::string hint_of(std::string_view name, const std::map<std::string_view, const Node*>& triggers,
                    const std::vector<std::string_view>& names) {
  if (triggers.contains(name)) return "of cpu and memory the formula knows nothing";
  for (const std::string_view one : names)
    if (one.size() > name.size() && one.starts_with(name) && !is_letter(one[name.size()]) &&
        !is_digit(one[name.size()]))
      return fmt::format("{} is no name that a formula can read: write it with _", one);
  if (const auto near = near_miss(name, names)) return fmt::format("did you mean {}?", *near);
  if (names.empty()) return "none of the triggers has a name";
  constexpr std::size_t kMost = 12;
  if (names.size() > kMost) return {};
  return fmt::format("there are {}", join(std::vector<std::string>(names.begin(), names.end()), ", "));
}

/// Unknown names of one formula that are said each: one that is wrong throughout is wrong once.
constexpr std::size_t kMostUnknown = 10;

void check_formula(const kube::Object& object, const Node& modifiers, Findings& findings) {
  const Node& formula = modifiers["formula"];
  const Node& target = modifiers["target"];
  std::map<std::string_view, const Node*> triggers;
  std::vector<std::string_view> names;  // that the formula can read
  for (const Node& trigger : (*object.node)["spec"]["triggers"].items())
    if (const std::string_view name = text_of(trigger["name"]);
        !name.empty() && triggers.emplace(name, &trigger).second)
      if (!is_of_pods(trigger)) names.push_back(name);
  const std::set<std::string_view> known(names.begin(), names.end());
  auto unknown = Variables(text_of(formula)).read();
  std::erase_if(unknown, [&](std::string_view variable) { return known.contains(variable); });
  if (unknown.size() > kMostUnknown) unknown.resize(kMostUnknown);
  for (const std::string_view variable : unknown)
    findings.say(formula.where(),
                 fmt::format("the formula reads {}, which is the name of no trigger", printable(variable)),
                 hint_of(variable, triggers, names));
  const std::string_view number = text_of(target);
  double value = 0;
  const char* const from = number.data() + (number.starts_with('+') ? 1 : 0);  // Go's ParseFloat takes it
  const auto [end, error] = std::from_chars(from, number.data() + number.size(), value);
  if (number.empty())
    findings.say(key_place(modifiers, "formula"), "a formula without a target", title_of(object),
                 "write target: what one replica is to have of the formula's result");
  else if (error != std::errc() || end != number.data() + number.size() || !(value > 0))
    findings.say(target.where(), fmt::format("the formula's target is no number above 0: {}", printable(number)),
                 title_of(object));
}

void check_formulas(const Subject& subject, Findings& findings) {
  for (const kube::Object* object : subject.of_kind("ScaledObject", "keda.sh")) {
    const Node& spec = (*object->node)["spec"];
    const Node& modifiers = spec["advanced"]["scalingModifiers"];
    const bool has_formula = !text_of(modifiers["formula"]).empty();
    if (has_formula) {
      // What a template engine fills in is no formula yet.
      if (text_of(modifiers["formula"]).find("{{") == std::string_view::npos &&
          text_of(modifiers["formula"]).find("${") == std::string_view::npos)
        check_formula(*object, modifiers, findings);
    } else if (modifiers.size() > 0) {
      findings.say(key_place(spec["advanced"], "scalingModifiers"), "scalingModifiers without a formula",
                   title_of(*object));
    } else if (is_text(spec["fallback"]["behavior"], "scalingModifiers")) {
      findings.say(spec["fallback"]["behavior"].where(), "a fallback of scalingModifiers, and no formula",
                   title_of(*object), "write advanced.scalingModifiers.formula, or another behavior");
    }
  }
}

constexpr Rule kRules[] = {
    {"KED027", "", Severity::Error, "two triggers of one name",
     "KEDA's webhook refuses the object: formulas and metrics are told apart by the names.",
     "give each a name of its own", "KEDA 2.20.2, apis/keda/v1alpha1/scaletriggers_types.go, ValidateTriggers",
     check_names},
    {"KED028", "", Severity::Error, "a formula that cannot be reckoned",
     "A formula reads external triggers by their names, and needs a target above 0. KEDA's webhook tries it out and "
     "refuses the whole ScaledObject where it fails; cpu and memory are no part of it.",
     "name the triggers that the formula reads, with letters, digits and _",
     "KEDA 2.20.2, apis/keda/v1alpha1/scaledobject_webhook.go, ValidateAndCompileScalingModifiers", check_formulas},
};

}  // namespace

std::span<const Rule> keda_formula_rules() { return kRules; }

}  // namespace slipway::rules
