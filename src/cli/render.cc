#include <fmt/core.h>

#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/load.h"
#include "cli/refusal.h"
#include "cli/verbs.h"
#include "doc/json.h"
#include "ops/kept_tree.h"
#include "render/deployer_policy.h"
#include "render/git_address.h"
#include "render/output_values.h"
#include "render/outputs.h"
#include "render/tree.h"

namespace slipway::cli {
namespace {

using ops::KeptTree;
using Change = KeptTree::Change;

class Render final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.argument("platform.yaml", path_, "the platform (./platform.yaml)");
    flags.value("-o,--output", folder_, "DIR", "the folder to write below; it is made when it is missing");
    flags.choice("--delivery", delivery_, {"helm", "argocd", "flux"}, "how charts and objects reach the cluster");
    flags.value("--outputs", outputs_, "FILE",
                "fill in what AWS has made: what `terraform output -json` printed, or - to read it from there");
    flags.value("--git-url", git_.url, "URL", "for argocd and flux: the repository that holds the tree");
    flags.value("--git-revision", git_.revision, "BRANCH", "and its branch (main)");
    flags.value("--git-path", git_.path, "DIR", "and the tree's folder in it (the repository's root)");
    flags.on(
        "--deployer-policy", deployer_policy_,
        "only the least IAM policy that apply, destroy, status, verify and preflight need: printed, with -o written to "
        "DIR/deployer-policy-1.json …, a file for each 6,144 characters that IAM takes");
    flags.value(
        "--state-bucket", state_bucket_, "BUCKET[/KEY]",
        "with --deployer-policy: also what Terraform's state in this bucket takes, as backend.tf.example has it");
    flags.on("--check", check_, "write nothing: exit 1 when the tree is not as it would be written");
    flags.on("--list", list_,
             "write nothing: say of each file what would become of it; with --check the exit code too");
    flags.on("--yes", yes_, "overwrite and remove files that were edited or that slipway did not write");
  }

  ExitCode run(Session& session) override {
    while (folder_.size() > 1 && folder_.ends_with('/')) folder_.pop_back();
    if (deployer_policy_) return write_deployer_policy(session);
    if (!state_bucket_.empty())
      return refuse(session, "--state-bucket goes with --deployer-policy",
                    "--deployer-policy, or leave --state-bucket away");
    if (folder_.empty()) return refuse(session, "nothing says where to write", "-o DIR");
    const auto there = session.files.look_at(folder_);
    if (there == io::Entry::File)
      return refuse(session, folder_ + " is a file, not a folder", "-o with the name of a folder");
    const bool says_where = git_.url != render::Git{}.url;
    if (delivery() == render::Delivery::Helm) {
      if (says_where || git_.revision != render::Git{}.revision || !git_.path.empty())
        return refuse(session, "--git-… says where Argo CD or Flux reads the tree: Helm reads none",
                      "--delivery argocd or flux, or leave --git-… away");
    } else if (const auto complaint = render::complaint_about(git_, delivery()); !complaint.empty()) {
      return refuse(session, complaint, "correct it: `slipway render --help` says what each --git-… takes");
    } else if (!says_where && !session.quiet) {
      session.complain("no --git-url: the tree says " + git_.url + ", which is nobody's",
                       "--git-url with the address of your repository");
    }

    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (!session.quiet || loaded->findings.has_errors())
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
    if (loaded->findings.has_errors()) return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;

    render::Options options{.delivery = delivery(), .git = git_};
    if (!outputs_.empty()) {
      auto values = read_outputs(session);
      if (!values) return ExitCode::WrongUsage;
      for (const auto& [name, expression] : render::outputs_of(loaded->graph))
        if (!values->contains(name))
          session.complain(
              fmt::format("{} has no value for {} ({}): its name stays in the files", outputs_, name, expression),
              "apply what makes it, then `terraform output -json` has it");
      options.output_values = std::move(*values);
    }
    const auto files = render::render(loaded->graph, options);
    KeptTree tree(session.files, folder_);
    if (!only_looks())
      if (const auto locked = tree.lock(); !locked) return fail(session, locked.error());
    const auto comparison = tree.compare(files);
    if (!comparison) return fail(session, comparison.error());
    if (const auto lost = would_be_lost(session, files, *comparison); lost && !yes_ && !only_looks())
      return refuse(session, lost->first, lost->second);
    if (only_looks()) return look(session, *comparison);
    if (!comparison->blocked.empty())
      return refuse(session, "nothing was written, as these cannot be:" + lines(comparison->blocked),
                    "move them away, or -o with another folder");
    if (!comparison->closed.empty()) {
      session.complain("nothing was written, as these cannot be:" + lines(comparison->closed),
                       "give whoever runs slipway the right to read and write them");
      return ExitCode::WorldFailed;
    }
    if (!yes_ && !comparison->edited.empty())
      return refuse(session, "nothing was written, as this would be lost:" + lines(comparison->edited),
                    "keep it by moving it to another name (any other file of the tree is left alone), or let it go: "
                    "--yes");
    if (const auto done = tree.write(files, *comparison); !done) return fail(session, done.error());
    report(session, *comparison);
    if (!session.quiet) session.err.write(fmt::format("next: {}/README.md says how to apply it\n", printable(folder_)));
    return ExitCode::Ok;
  }

 private:
  ExitCode write_deployer_policy(Session& session) const {
    if (check_ || list_ || !outputs_.empty() || delivery() != render::Delivery::Helm)
      return refuse(session, "--deployer-policy takes no other flags than -o and --state-bucket",
                    "leave the others away");
    auto loaded = load(session, path_);
    if (!loaded) return ExitCode::WrongUsage;
    if (loaded->findings.has_errors()) {
      session.err.write(session.findings(loaded->findings, loaded->files_read(), session.err_colour()));
      return loaded->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    std::optional<render::StatePlace> state;
    if (!state_bucket_.empty()) {
      auto place = render::state_place(state_bucket_, loaded->graph);
      if (!place)
        return refuse(session, fmt::format("--state-bucket '{}': {}", printable(state_bucket_), place.error().message),
                      "BUCKET, or BUCKET/KEY");
      state = std::move(place).value();
    }
    const auto policy = render::deployer_policy(loaded->graph, {}, state);
    for (const auto& type : policy.types_without_rows)
      session.complain("what " + type + " needs is not known: its actions are not in the policy",
                       "add by hand what AWS then refuses, and report it, please");
    int number = 0;
    for (const auto& document : policy.documents) {
      const std::string text = doc::write_json(doc::Value(document), doc::JsonLayout::Indented);
      if (folder_.empty()) {
        session.out.write(text);
        continue;
      }
      const std::string file = fmt::format("{}/deployer-policy-{}.json", folder_, ++number);
      if (const auto made = session.files.make_folders(folder_); !made) return fail(session, made.error());
      if (const auto written = session.files.write(file, text); !written) return fail(session, written.error());
      session.out.write(printable(file) + "\n");
    }
    return ExitCode::Ok;
  }

  static ExitCode fail(Session& session, const Failure& failure) {
    complain_of_file(session, failure);
    return ExitCode::WorldFailed;
  }

  std::optional<std::map<std::string, std::string>> read_outputs(Session& session) const {
    auto text = session.files.read(outputs_);
    if (!text) {
      complain_of_file(session, text.error());
      return std::nullopt;
    }
    const auto name = outputs_ == "-" ? "<stdin>" : outputs_;
    Diagnostics findings;
    const auto document = doc::read_json(std::make_shared<const SourceText>(name, std::move(text).value()), findings);
    if (findings.has_errors()) {
      session.err.write(session.findings(findings, 1, session.err_colour()));
      return std::nullopt;
    }
    auto values = render::output_values(document.root());
    if (!values)
      session.complain(name + " is not what `terraform output -json` prints: it has no output `kubernetes`",
                       "what `terraform output -json` prints in the rendered tree's terraform/, after it was applied");
    return values;
  }

  render::Delivery delivery() const {
    return delivery_ == "argocd" ? render::Delivery::ArgoCd
           : delivery_ == "flux" ? render::Delivery::Flux
                                 : render::Delivery::Helm;
  }

  /// A tree rendered with other flags would lose, without anybody having changed platform.yaml, how it is delivered or
  /// what was filled in: that, and what to do; nullopt when nothing is lost.
  std::optional<std::pair<std::string, std::string>> would_be_lost(Session& session,
                                                                   const std::vector<render::File>& files,
                                                                   const KeptTree::Comparison& comparison) const {
    for (const std::string_view other : {"argocd", "flux"})
      for (const auto& [path, change] : comparison.changes)
        if (change == Change::Removed && other != delivery_ && path.starts_with(fmt::format("kubernetes/{}/", other)))
          return std::pair{fmt::format("{} was rendered with --delivery {}, which would be lost", folder_, other),
                           fmt::format("--delivery {}, or --yes to leave it", other)};
    if (!outputs_.empty()) return std::nullopt;
    for (const auto& file : files) {
      const auto change = comparison.changes.find(file.path);
      if (change == comparison.changes.end() || change->second != Change::Changed) continue;
      if (!file.path.starts_with("kubernetes/") || file.text.find("${aws_") == std::string::npos) continue;
      const auto before = session.files.read(folder_ + "/" + file.path);
      if (before && before->find("${aws_") == std::string::npos)
        return std::pair{fmt::format("{}/{} holds what AWS has made, and would be emptied", folder_, file.path),
                         std::string("--outputs FILE, or --yes")};
    }
    return std::nullopt;
  }

  bool only_looks() const { return check_ || list_; }

  ExitCode look(Session& session, const KeptTree::Comparison& comparison) const {
    report(session, comparison);
    auto others = comparison.edited;
    for (const auto* more : {&comparison.blocked, &comparison.closed}) others.insert(more->begin(), more->end());
    if (!others.empty())
      session.complain("slipway render would stop at these:" + lines(others),
                       "move them away, or `slipway render --yes` for those that were edited");
    return check_ && (comparison.differs() || !others.empty()) ? ExitCode::FindingsReported : ExitCode::Ok;
  }

  /// A line for each path, and why.
  std::string lines(const std::map<std::string, std::string>& files) const {
    std::string text;
    for (const auto& [path, why] : files) text += "\n  " + printable(folder_ + "/" + path + ": " + why);
    return text;
  }

  void report(Session& session, const KeptTree::Comparison& comparison) const {
    constexpr std::pair<Change, const char*> kWords[] = {{Change::New, "new"},
                                                         {Change::Changed, "changed"},
                                                         {Change::Removed, "removed"},
                                                         {Change::Unchanged, "unchanged"}};
    std::string text;
    if (list_)
      for (const auto& [path, change] : comparison.changes)
        for (const auto& [kind, word] : kWords)
          if (kind == change) text += fmt::format("{:<10} {}\n", word, printable(path));
    std::string counts;
    for (const auto& [kind, word] : kWords)
      if (const auto count = comparison.count(kind); count > 0)
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, word);
    session.out.write(text + fmt::format("{}: {}\n", printable(folder_), counts));
  }

  std::string path_, folder_, delivery_ = "helm", outputs_, state_bucket_;
  render::Git git_;
  bool check_ = false, list_ = false, yes_ = false, deployer_policy_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_render() { return make_verb<Render>(); }

}  // namespace slipway::cli
