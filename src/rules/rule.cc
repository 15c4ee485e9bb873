#include "rules/rule.h"

#include <utility>

namespace slipway::rules {

void Findings::say(SourceRange where, std::string message, std::string hint, std::string fix,
                   std::vector<FixIt> fixes) {
  say(rule_->severity, where, std::move(message), std::move(hint), std::move(fix), std::move(fixes));
}

void Findings::say(Severity severity, SourceRange where, std::string message, std::string hint, std::string fix,
                   std::vector<FixIt> fixes) {
  if (fix.empty()) fix = rule_->fix;
  into_->add(
      {std::string(rule_->id), severity, where, std::move(message), std::move(hint), std::move(fix), std::move(fixes)});
}

}  // namespace slipway::rules
