#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/regions.h"
#include "cli/result.h"
#include "cli/verbs.h"
#include "spec/blueprints.h"
#include "spec/dotenv/import.h"
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
    if (const std::string wrong = check_start(); !wrong.empty()) return refuse(session, wrong);
    if (const spec::Blueprint* blueprint = spec::find_blueprint(from_)) return write(session, *blueprint);
    if (const auto text = session.files.read(from_); text || from_ == "-" || from_.find('/') != std::string::npos)
      return import(session, text);
    const auto near = spec::blueprint_like(from_);
    return refuse(session,
                  fmt::format("there is no blueprint and no file '{}'{}", from_,
                              near ? fmt::format(" (did you mean {}?)", *near) : " (slipway init lists blueprints)"));
  }

 private:
  static ExitCode refuse(Session& session, std::string_view message) {
    session.complain(message);
    return ExitCode::WrongUsage;
  }

  static ExitCode list(Session& session) {
    std::string text;
    for (const spec::Blueprint& blueprint : spec::blueprints())
      text += fmt::format("{:<24} {}\n", blueprint.name, blueprint.summary);
    session.out.write(text);
    return ExitCode::Ok;
  }

  std::string check_start() const {
    if (!start_.name.empty())
      if (const auto error = spec::format::kDnsLabel.check(start_.name))
        return fmt::format("--name '{}' is not {}: {}", start_.name, spec::format::kDnsLabel.expected, error->message);
    if (!start_.region.empty() && !catalog::find_region(start_.region)) {
      const auto near = catalog::region_like(start_.region);
      return fmt::format("there is no AWS region '{}'{}", start_.region,
                         near ? fmt::format(" (did you mean {}?)", *near) : "");
    }
    return "";
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
    session.complain(failure.message);
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
      return refuse(session, fmt::format("{} would be overwritten: --yes does so", join(found, ", ")));
    if (!to_file() && !files.empty() && !session.quiet)
      session.err.write(fmt::format("it has {} more file{}, which --out FILE writes beside it\n", files.size(),
                                    files.size() == 1 ? "" : "s"));
    if (!to_file()) return result_.write(session, platform);
    // platform.yaml comes last: it is there only when all that it names is.
    for (std::size_t i = 0; i < files.size(); ++i)
      if (const auto failure = write_file(session, paths[i + 1], files[i].text)) return fail(session, *failure);
    if (const auto failure = write_file(session, paths.front(), platform)) return fail(session, *failure);
    return say_what_is_next(session, join(paths, ", "));
  }

  ExitCode import(Session& session, const Result<std::string>& text) {
    if (!text) return refuse(session, text.error().message);
    if (!start_.name.empty() || !start_.region.empty())
      return refuse(session, "--name and --region are for blueprints; a .env file says both");
    if (const auto found = in_the_way(session, {result_.out}); !found.empty())
      return refuse(session, fmt::format("{} would be overwritten: --yes does so", found.front()));
    const auto source = std::make_shared<const SourceText>(from_ == "-" ? "<stdin>" : from_, *text);
    Diagnostics findings;
    const std::string platform = spec::import_dotenv(source, findings);
    session.err.write(session.findings(findings, 1, session.err_colour()));
    if (findings.has_errors()) return ExitCode::FindingsReported;
    if (const auto code = result_.write(session, platform); code != ExitCode::Ok || !to_file()) return code;
    return say_what_is_next(session, result_.out);
  }

  ExitCode say_what_is_next(Session& session, const std::string& written) const {
    if (!session.quiet)
      session.err.write(fmt::format("wrote {}\nnext: slipway plan {}\n", printable(written), printable(result_.out)));
    return ExitCode::Ok;
  }

  std::string from_;
  spec::Start start_;
  bool overwrite_ = false;
  ResultFlags result_;
};

}  // namespace

std::unique_ptr<Verb> make_init() { return make_verb<Init>(); }

}  // namespace slipway::cli
