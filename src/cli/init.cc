#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/regions.h"
#include "cli/refusal.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "doc/yaml.h"
#include "spec/blueprints.h"
#include "spec/dotenv/import.h"
#include "spec/leftovers.h"
#include "spec/text_format.h"

namespace slipway::cli {
namespace {

class Init final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.value("--from", from_, "BLUEPRINT|FILE.env", "what to start from; without it the blueprints are listed");
    flags.value("--name", start_.name, "NAME", "the platform's name, in place of the blueprint's");
    flags.value("--region", start_.region, "REGION", "its AWS region, in place of the blueprint's");
    flags.on("--yes", overwrite_, "overwrite files that are there");
    result_.declare_out(flags);
  }

  ExitCode run(Session& session) override {
    if (from_.empty()) return list(session);
    if (const auto code = check_start(session); code != ExitCode::Ok) return code;
    if (const spec::Blueprint* blueprint = spec::find_blueprint(from_)) return write(session, *blueprint);
    const auto text = session.files.read(from_);
    const bool is_file =
        text || text.error().kind != FailureKind::NotFound || from_ == "-" || from_.find('/') != std::string::npos;
    if (is_file) return import(session, text);
    const auto near = spec::blueprint_like(from_);
    return refuse(session,
                  fmt::format("there is no blueprint and no file '{}'{}", from_,
                              near ? fmt::format(" (did you mean {}?)", *near) : ""),
                  "`slipway init` lists the blueprints; of a file name one that is there");
  }

 private:
  static ExitCode list(Session& session) {
    std::string text;
    for (const spec::Blueprint& blueprint : spec::blueprints())
      text += fmt::format("{:<24} {}", blueprint.name,
                          wrapped(blueprint.summary, 25, static_cast<std::size_t>(session.width)).substr(25));
    session.out.write(text);
    return ExitCode::Ok;
  }

  ExitCode check_start(Session& session) const {
    if (!start_.name.empty())
      if (const auto error = spec::format::kDnsLabel.check(start_.name))
        return refuse(session, fmt::format("--name '{}' cannot be: {}", start_.name, error->message),
                      fmt::format("--name with {}", spec::format::kDnsLabel.expected));
    if (!start_.region.empty() && !catalog::find_region(start_.region)) {
      const auto near = catalog::region_like(start_.region);
      return refuse(
          session, fmt::format("there is no AWS region '{}'", start_.region),
          near ? fmt::format("did you mean {}?", *near) : "--region with one of AWS's, such as us-east-1 or eu-west-1");
    }
    return ExitCode::Ok;
  }

  bool to_file() const { return !result_.out.empty() && result_.out != "-"; }

  /// Files that are there already, unless they may be overwritten.
  std::vector<std::string> in_the_way(Session& session, const std::vector<std::string>& paths) const {
    std::vector<std::string> found;
    if (!overwrite_ && to_file())
      for (const auto& path : paths)
        if (session.files.look_at(path) != io::Entry::Nothing) found.push_back(path);
    return found;
  }

  static ExitCode fail(Session& session, const Failure& failure) {
    complain_of_file(session, failure);
    return ExitCode::WorldFailed;
  }

  /// With the folders that are missing; what is in the way, if something is.
  static std::optional<Failure> write_file(Session& session, const std::string& path, std::string_view text) {
    if (const auto slash = path.rfind('/'); slash != std::string::npos && slash > 0)
      if (const auto made = session.files.make_folders(path.substr(0, slash)); !made) return made.error();
    if (const auto written = session.files.write(path, text); !written) return written.error();
    return std::nullopt;
  }

  ExitCode write(Session& session, const spec::Blueprint& blueprint) {
    spec::Start start = start_;
    if (to_file()) start.path = result_.out;
    auto files = spec::start_from(blueprint, start);
    const std::string platform = std::move(files.front().text);
    files.erase(files.begin());
    std::vector<std::string> paths = {result_.out};
    for (const auto& file : files) paths.push_back(io::beside(result_.out, file.path));
    if (const auto found = in_the_way(session, paths); !found.empty())
      return refuse(session, fmt::format("{} would be overwritten", join(found, ", ")),
                    "--yes does so; or name another file with --out");
    if (!to_file() && !files.empty() && !session.quiet)
      session.err.write(fmt::format("it has {} more file{}, which --out FILE writes beside it\n", files.size(),
                                    files.size() == 1 ? "" : "s"));
    if (!to_file()) {
      const auto code = result_.write(session, platform);
      if (code == ExitCode::Ok) say_what_is_to_be_replaced(session, {{"", platform}});
      return code;
    }
    // platform.yaml comes last: it is there only when all that it names is.
    for (std::size_t i = 0; i < files.size(); ++i)
      if (const auto failure = write_file(session, paths[i + 1], files[i].text)) return fail(session, *failure);
    if (const auto failure = write_file(session, paths.front(), platform)) return fail(session, *failure);
    say_what_was_written(session, join(paths, ", "));
    files.insert(files.begin(), {paths.front(), platform});
    for (std::size_t i = 1; i < files.size(); ++i) files[i].path = paths[i];
    say_what_is_to_be_replaced(session, files);
    return say_what_is_next(session);
  }

  ExitCode import(Session& session, const Result<std::string>& text) {
    if (!text) {
      complain_of_file(session, text.error());
      return ExitCode::WrongUsage;
    }
    if (!start_.name.empty() || !start_.region.empty())
      return refuse(session, "--name and --region are for blueprints",
                    "a .env file says both itself: CLUSTER_NAME and AWS_REGION");
    if (const auto found = in_the_way(session, {result_.out}); !found.empty())
      return refuse(session, fmt::format("{} would be overwritten", found.front()),
                    "--yes does so; or name another file with --out");
    const auto source = std::make_shared<const SourceText>(from_ == "-" ? "<stdin>" : from_, *text);
    Diagnostics findings;
    const std::string today = fmt::format("{:04}-{:02}-{:02}", session.year, session.month, session.day);
    const std::string platform = spec::import_dotenv(source, today, findings);
    session.err.write(session.findings(findings, 1, session.err_colour()));
    if (findings.has_errors()) return ExitCode::FindingsReported;
    if (const auto code = result_.write(session, platform); code != ExitCode::Ok || !to_file()) return code;
    say_what_was_written(session, result_.out);
    say_what_is_to_be_replaced(session, {{result_.out, platform}});
    return say_what_is_next(session);
  }

  static void say_what_was_written(Session& session, const std::string& written) {
    if (!session.quiet) session.err.write(fmt::format("wrote {}\n", printable(written)));
  }

  ExitCode say_what_is_next(Session& session) const {
    if (!session.quiet) session.err.write(fmt::format("next: slipway plan {}\n", printable(result_.out)));
    return ExitCode::Ok;
  }

  /// The values that are the example's, each with the lines where it stands, of YAML files. A file without a name is
  /// what was printed.
  static void say_what_is_to_be_replaced(Session& session, const std::vector<spec::StartFile>& files) {
    if (session.quiet) return;
    std::vector<std::pair<std::string, std::vector<std::string>>> found;  // in reading order
    for (const auto& file : files) {
      if (!file.path.empty() && !file.path.ends_with(".yaml") && !file.path.ends_with(".yml")) continue;
      Diagnostics unheard;
      for (const auto& document : doc::read_yaml(std::make_shared<const SourceText>(file.path, file.text), unheard))
        spec::each_leftover(document.root(), [&](const doc::Node& node, const spec::Leftover& one) {
          const int line = node.where().line;
          std::string place = file.path.empty() ? fmt::format("line {}", line) : fmt::format("{}:{}", file.path, line);
          auto known = std::ranges::find(found, one.text, [](const auto& pair) { return pair.first; });
          if (known == found.end()) known = found.insert(found.end(), {one.text, {}});
          if (std::ranges::count(known->second, place) == 0) known->second.push_back(std::move(place));
        });
    }
    if (found.empty()) return;
    std::size_t widest = 0;
    for (const auto& [text, places] : found) widest = std::max(widest, display_width(text));
    std::string said = "these are the example's; yours belong there:\n";
    for (const auto& [text, places] : found)
      said += "  " + printable(text) + std::string(widest - display_width(text), ' ') +
              wrapped(printable(join(places, ", ")), widest + 4, static_cast<std::size_t>(session.width))
                  .substr(widest + 2);
    session.err.write(said);
  }

  std::string from_;
  spec::Start start_;
  bool overwrite_ = false;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_init() { return make_verb<Init>(); }

}  // namespace slipway::cli
