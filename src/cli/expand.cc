#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "cli/load.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "doc/write_yaml.h"

namespace slipway::cli {
namespace {

class Expand final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.choice("-o,--output", output_, {"yaml", "json"}, "how to print it");
    flags.values("--kind", kinds_, "KIND", "only these kinds: --kind NodePool,EC2NodeClass");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (!session.quiet || loaded->findings.has_errors())
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
    if (loaded->findings.has_errors()) return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    if (!all_are_there(session, loaded->graph)) return ExitCode::WrongUsage;
    return result_.write(session, output_ == "json" ? as_json(loaded->graph) : as_yaml(loaded->graph), loaded->names());
  }

 private:
  bool asked_for(const platform::Object& object) const {
    return kinds_.empty() || std::ranges::any_of(kinds_, [&](const std::string& kind) {
             return ascii_lower(kind) == ascii_lower(object.kind());
           });
  }

  /// Whether the platform makes something of each kind that is asked for, in whatever case; what it does not is said.
  bool all_are_there(Session& session, const platform::Graph& graph) const {
    std::set<std::string> kinds;
    for (const auto& object : graph.objects()) kinds.emplace(object.kind());
    const std::vector<std::string_view> known(kinds.begin(), kinds.end());
    bool are_there = true;
    for (const std::string& kind : kinds_) {
      const auto is_it = [&](std::string_view one) { return ascii_lower(one) == ascii_lower(kind); };
      if (std::ranges::any_of(known, is_it)) continue;
      are_there = false;
      const auto near = near_miss(kind, known);
      session.complain(fmt::format("the platform makes no {}{}", printable(kind),
                                   near ? fmt::format(", did you mean {}?", *near) : std::string()),
                       near ? fmt::format("--kind {}", *near)
                            : fmt::format("--kind with one of {}",
                                          join(std::vector<std::string>(kinds.begin(), kinds.end()), ", ")));
    }
    return are_there;
  }

  /// A stream of documents, each after a line that says where it comes from.
  std::string as_yaml(const platform::Graph& graph) const {
    std::string text;
    for (const auto& object : graph.objects()) {
      if (!asked_for(object)) continue;
      text += "---\n# " + object.component;
      if (object.origin) text += ", " + printable(object.origin.to_string());
      text += '\n' + doc::write_yaml(object.root());
    }
    return text;
  }

  /// A v1 List, as kubectl prints several objects.
  std::string as_json(const platform::Graph& graph) const {
    doc::List items;
    for (const auto& object : graph.objects())
      if (asked_for(object)) items.add(doc::Value(object.root()));
    return doc::write_json(doc::Value(doc::Map{{"apiVersion", "v1"}, {"kind", "List"}, {"items", std::move(items)}}),
                           doc::JsonLayout::Indented);
  }

  std::string path_, output_ = "yaml";
  std::vector<std::string> kinds_;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_expand() { return make_verb<Expand>(); }

}  // namespace slipway::cli
