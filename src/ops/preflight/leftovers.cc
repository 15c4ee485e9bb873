#include "spec/leftovers.h"

#include <fmt/core.h>

#include <functional>
#include <set>

#include "ops/preflight/asking.h"

/// Values of examples that the platform still has: what can be nobody's, or not of the account that is asked.
namespace slipway::ops::preflight_checks {

namespace {

using spec::Leftover;

constexpr const char* kPart = "leftovers";

class Search {
 public:
  explicit Search(const Asking& asking) : asking_(asking) {}

  std::vector<Checked> run() {
    for (const auto& resource : asking_.graph.resources())
      for (const auto& [name, value] : resource.arguments.entries()) look(value, resource.origin);
    for (const auto& release : asking_.graph.releases())
      for (const auto& [name, value] : release.values.entries()) look(value, release.origin);
    for (const auto& object : asking_.graph.objects())
      spec::each_leftover(object.root(), [&](const doc::Node& node, const Leftover& one) {
        add(one, node.where() ? node.where() : object.origin);
      });
    if (checks_.empty()) checks_.push_back({kPart, "no value is left of an example", Outcome::Ok});
    return std::move(checks_);
  }

 private:
  void look(const doc::Value& whole, SourceRange origin) {
    std::vector<std::pair<const doc::Value*, SourceRange>> work = {{&whole, origin}};
    while (!work.empty()) {
      const auto [value, around] = work.back();
      work.pop_back();
      const SourceRange where = value->where() ? value->where() : around;
      if (const std::string* text = value->string())
        if (const auto one = spec::leftover_in(*text)) add(*one, where);
      if (const doc::List* list = value->list())
        for (const doc::Value& item : list->items()) work.emplace_back(&item, where);
      if (const doc::Map* map = value->map())
        for (const auto& [key, member] : map->entries()) work.emplace_back(&member, where);
    }
  }

  /// Ids are asked of AWS by the checks of what they name; the account that is asked is no stand-in, whatever its
  /// number.
  void add(const Leftover& one, SourceRange where) {
    if (one.kind == Leftover::Kind::Id || one.text == asking_.account || !seen_.insert(one.text).second) return;
    Checked check{kPart, fmt::format("{} is yours", one.text), Outcome::Warned};
    check.found = std::string(reason(one.kind));
    switch (one.kind) {
      case Leftover::Kind::Account:
        check.outcome = Outcome::Failed;
        check.why = "AWS refuses policies that name principals of no account, and no image is pulled from it";
        break;
      case Leftover::Kind::Network:
        check.why = "whatever is open to it alone lets nobody in";
        break;
      default:
        check.why = "certificates of it are never issued, and mail to it reaches nobody";
    }
    check.fix = fmt::format("put in {}{}{}", remedy(one.kind), where ? ", in " : "", where.to_string());
    check.origin = where;
    checks_.push_back(std::move(check));
  }

  const Asking& asking_;
  std::set<std::string> seen_;
  std::vector<Checked> checks_;
};

}  // namespace

std::vector<Task> leftover_tasks(const Asking& asking) {
  return {[&asking] { return Search(asking).run(); }};
}

}  // namespace slipway::ops::preflight_checks
