#include "cli/checking.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "admission/refused_values.h"
#include "admission/said_twice.h"
#include "admission/verdicts.h"
#include "base/finding_secrets.h"
#include "base/text.h"
#include "cli/baseline.h"
#include "cli/consequences.h"
#include "cli/granting_fixes.h"
#include "cli/most_findings.h"
#include "cli/named_files.h"
#include "cli/next_step.h"
#include "cli/own_words.h"
#include "cli/refusal.h"
#include "components/rules.h"
#include "doc/yaml.h"
#include "report/findings.h"
#include "rules/other_ids.h"
#include "rules/run.h"
#include "rules/view.h"
#include "rules/written_secrets.h"
#include "schema/service_network.h"
#include "subject/known_secrets.h"
#include "subject/values_files.h"

namespace slipway::cli {
namespace {

/// Ids, aliases, and patterns of them with *.
bool names(const std::vector<std::string>& wanted, std::string_view id) {
  const rules::Rule* rule = rules::find(components::rules(), id);
  return std::ranges::any_of(wanted, [&](const std::string& one) {
    if (rules::matches_pattern(one, id)) return true;
    return rule && std::ranges::any_of(rules::aliases_of(*rule),
                                       [&](std::string_view alias) { return rules::matches_pattern(one, alias); });
  });
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> out;
  for (const rules::Rule* rule : components::rules()) {
    out.push_back(rule->id);
    for (const std::string_view alias : rules::aliases_of(*rule)) out.push_back(alias);
  }
  for (const rules::OtherId& other : rules::other_ids()) out.push_back(other.id);
  return out;
}

/// Names of definitions that stand in several folders, as of releases that a repository keeps beside each other.
std::set<std::string_view> defined_in_several_folders(std::span<const kube::Object* const> definitions) {
  std::map<std::string_view, std::string_view> folders;
  std::set<std::string_view> repeated;
  for (const kube::Object* crd : definitions) {
    const SourceText* source = crd->node->where().source;
    const std::string_view file = source ? std::string_view(source->name()) : std::string_view();
    const std::string_view folder = subject::folder_of(file);
    if (folders.try_emplace(crd->name, folder).first->second != folder) repeated.insert(crd->name);
  }
  return repeated;
}

/// What the API server would say. What is learned of schemas for it is forgotten again, which makes room for the rules.
void say_verdicts(const subject::Subject& subject, std::span<const kube::Object> before,
                  std::span<const doc::Document> crds, Diagnostics& said) {
  schema::Judge judge(schema::ServiceNetwork{.is_v4 = subject.platform() != nullptr});  // as slipway makes clusters
  for (const doc::Document& crd : crds) judge.add_crd(crd, crd.root(), said);
  // A definition among the files is judged like any object, too: what is said of a place then is not said again.
  Diagnostics of_definitions;
  const auto definitions = subject.of_kind("CustomResourceDefinition", "apiextensions.k8s.io");
  const auto repeated = defined_in_several_folders(definitions);
  schema::Judge aside(schema::ServiceNetwork{});  // of these the definition alone is judged: which counts nobody knows
  for (const kube::Object* crd : definitions) {
    Diagnostics of_old;  // VER001 says that the version is gone, and judges the rest as the one that is served
    const bool is_old = crd->api_version != "apiextensions.k8s.io/v1";
    (repeated.contains(crd->name) ? aside : judge)
        .add_crd(doc::Document(), *crd->node, is_old ? of_old : of_definitions);
  }
  admission::judge_objects(subject, before, judge, said);
  const auto line_of = [](const Diagnostic& one) { return std::pair(one.where.source, one.where.line); };
  std::set<std::pair<const SourceText*, int>> lines;
  for (const Diagnostic& one : said.all()) lines.insert(line_of(one));
  for (Diagnostic& one : of_definitions.take())
    if (!lines.contains(line_of(one))) said.add(std::move(one));
}

std::vector<rules::Allowance> allowances_in(const Judged& judged) {
  std::vector<rules::Allowance> all;
  for (const auto& source : judged.sources)
    for (rules::Allowance& one : rules::allowances_of(*source)) all.push_back(std::move(one));
  if (const auto* platform = judged.subject.platform())
    for (rules::Allowance& one : rules::allowances_of(*platform)) all.push_back(std::move(one));
  return all;
}

/// What --fix leaves as it is. A plan is not changed: the mistake is in what it was made of. Nor is a manifest in
/// Terraform's words: edits are YAML.
class Unedited {
 public:
  Unedited(const subject::Subject& subject, const subject::ObjectPlaces& places) : places_(places) {
    for (const subject::TerraformPlan& plan : subject.plans())
      if (const SourceRange where = plan.root().where()) plans_.insert(where.source->name());
    for (const subject::TerraformText& text : subject.configurations()) configurations_.insert(text.source.get());
  }

  bool has(const Diagnostic& one) const {
    return one.where && (plans_.contains(one.where.source->name()) ||
                         (configurations_.contains(one.where.source) && places_.at(one.where).object));
  }

 private:
  const subject::ObjectPlaces& places_;
  std::set<std::string_view> plans_;
  std::set<const SourceText*> configurations_;
};

}  // namespace

void Checking::declare(Flags& flags) {
  flags.arguments("FILE…", files_, "files, folders, globs or - (default ./platform.yaml)");
  flags.choice("-o,--output", output_, {"table", "json", "sarif", "junit", "github", "markdown"}, "how to print it");
  flags.values("--only", only_, "ID,…", "say only these: ids, aliases, or patterns such as KRP*");
  flags.values("--skip", skip_, "ID,…", "do not say these");
  context_.declare(flags);
  flags.values("--crd", crds_, "FILE,…", "CustomResourceDefinitions whose kinds are judged too");
  flags.values("--was", was_, "FILE,…",
               "how the objects are now: the files are judged as updates of them (immutable fields, transition rules)");
  flags.value("--baseline", baseline_, "FILE", "hide what this file holds: findings that were there before");
  flags.on("--write-baseline", write_baseline_, "write what is found now into the --baseline file");
  if (depth_ == Depth::Wise) {
    flags.on("--fix", fix_, "change the files where it is sure what was meant, and show the changes");
    flags.on("--diff", diff_, "only show what --fix would change; exit 1 when that is anything");
  }
  result_.declare_fail_on(flags);
  result_.declare_out(flags);
}

bool Checking::check_names(Session& session) const {
  const auto known = all_names();
  for (const auto* list : {&only_, &skip_})
    for (const std::string& name : *list) {
      if (std::ranges::any_of(known, [&](std::string_view one) { return rules::matches_pattern(name, one); })) continue;
      const auto near = near_miss(name, known);
      session.complain(fmt::format("there is no rule {}", name),
                       near ? fmt::format("did you mean {}?", *near) : "`slipway rules` lists them");
      return false;
    }
  return true;
}

bool Checking::is_asked_for(std::string_view id) const {
  return (only_.empty() || names(only_, id)) && (skip_.empty() || !names(skip_, id));
}

bool Checking::read_crds(Session& session, std::vector<doc::Document>& crds,
                         std::vector<std::shared_ptr<const SourceText>>& sources, Diagnostics& findings) {
  for (const std::string& file : crds_) {
    auto text = session.files.read(file);
    if (!text) {
      complain_of_file(session, text.error());
      return false;
    }
    sources.push_back(std::make_shared<const SourceText>(file, std::move(text).value()));
    for (doc::Document& document : doc::read_yaml(sources.back(), findings)) crds.push_back(std::move(document));
  }
  return true;
}

bool Checking::read_before(Session& session, std::vector<doc::Document>& documents, std::vector<kube::Object>& before,
                           std::vector<std::shared_ptr<const SourceText>>& sources, Diagnostics& findings) {
  if (was_.empty()) return true;
  const auto files = files_of(session, was_, {".yaml", ".yml", ".json"});
  if (!files) return false;
  Diagnostics nameless;  // what is no object is nobody's earlier form
  for (const NamedFile& file : *files) {
    auto text = session.files.read(file.path);
    if (!text) {
      complain_of_file(session, text.error());
      return false;
    }
    sources.push_back(
        std::make_shared<const SourceText>(file.path == "-" ? "<stdin>" : file.path, std::move(text).value()));
    for (doc::Document& document : doc::read_yaml(sources.back(), findings)) {
      for (kube::Object& object : kube::read_objects(document.root(), nameless)) before.push_back(std::move(object));
      documents.push_back(std::move(document));
    }
  }
  return true;
}

bool Checking::is_whole_there(Session& session, const Judged& judged) const {
  const auto is_lone_file = [&](const std::string& path) {
    return path != "-" && session.files.look_at(path) == io::Entry::File;
  };
  return judged.platform || rules::view_of(judged.subject).is_whole() || !std::ranges::all_of(files_, is_lone_file);
}

Diagnostics Checking::found_by_rules(const subject::Subject& subject) const {
  std::vector<const rules::Rule*> asked;
  if (depth_ == Depth::Wise)
    for (const rules::Rule* rule : components::rules())
      if (is_asked_for(rule->id)) asked.push_back(rule);
  Diagnostics found;
  rules::run(asked, subject, found);
  return found;
}

rules::AllowanceJudge Checking::allowance_judge(Session& session, const Judged& judged, const Diagnostics& wanted,
                                                const subject::ObjectPlaces& places) const {
  rules::AllowanceJudge says;
  says.names = all_names();
  says.knows = [names = says.names](std::string_view name) { return std::ranges::count(names, name) > 0; };
  // No reason makes a server take what it refuses: validate says it all the same, and no allowance is idle for that.
  std::set<std::string> refused;
  if (depth_ == Depth::Accepted)
    for (const Diagnostic& one : wanted.all())
      if (one.severity == Severity::Error) refused.insert(one.id);
  const bool is_whole = depth_ == Depth::Wise && is_whole_there(session, judged);
  says.was_asked = [this, refused = std::move(refused), is_whole](std::string_view name) {
    if (refused.contains(std::string(name))) return false;
    const auto rows = rules::find_all(components::rules(), name);
    if (rows.empty()) return is_asked_for(name);
    return is_whole && std::ranges::any_of(rows, [this](const rules::Rule* one) { return is_asked_for(one->id); });
  };
  says.answers_to = [this](const Diagnostic& one, std::string_view name) {
    if (depth_ == Depth::Accepted && one.severity == Severity::Error) return false;
    if (one.id == name) return true;
    const rules::Rule* rule = rules::find(components::rules(), one.id);
    return rule && rules::answers_to(*rule, name);
  };
  says.object_of = [&places](const Diagnostic& one) { return places.of(one).name(); };
  return says;
}

std::optional<Checking::Found> Checking::find(Session& session) {
  const auto context = context_.read(session);
  if (!context) return std::nullopt;
  std::vector<doc::Document> crds;
  Diagnostics said;
  std::vector<std::shared_ptr<const SourceText>> sources;
  std::vector<doc::Document> earlier;
  std::vector<kube::Object> before;
  if (!read_crds(session, crds, sources, said) || !read_before(session, earlier, before, sources, said))
    return std::nullopt;
  auto judged = read_subject(session, files_, *context);
  if (!judged) return std::nullopt;
  for (auto& source : sources) {
    judged->names.push_back(source->name());
    judged->sources.push_back(std::move(source));
  }
  const Consequences consequences = judged->platform ? Consequences(*judged->platform) : Consequences();
  for (Diagnostic& one : judged->findings.take())
    if (one.id != "CMP009" || !consequences.holds(one)) said.add(std::move(one));
  admission::say_refused_values(judged->subject, said);
  say_verdicts(judged->subject, before, crds, said);
  for (Diagnostic& one : found_by_rules(judged->subject).take())
    if (!consequences.holds(one)) said.add(std::move(one));

  Found found{std::move(*judged), {}, 0};
  subject::add_known_secrets(before, found.earlier_secrets);
  std::set<std::string_view> not_asked;  // by name: manifests in a text have one of their own, of the same name
  for (const auto& source : found.judged.beside) not_asked.insert(source->name());
  const subject::ObjectPlaces places(found.judged.subject);
  Diagnostics wanted;
  for (Diagnostic& one : admission::said_once(std::move(said), places).take())
    if (is_asked_for(one.id) && !(one.where && not_asked.contains(one.where.source->name())))
      wanted.add(std::move(one));
  const auto says = allowance_judge(session, found.judged, wanted, places);
  Diagnostics left = rules::apply_allowances(std::move(wanted), allowances_in(found.judged), says, &found.allowed);
  const Unedited unedited(found.judged.subject, places);
  for (Diagnostic& one : left.take()) {
    if (!is_asked_for(one.id) || (one.id == "LINT002" && consequences.any())) continue;
    if (unedited.has(one)) one.fixes.clear();
    leave_grants_to_hands(one);
    found.findings.add(std::move(one));
  }
  if (found.judged.platform) found.findings = in_own_words(*found.judged.platform, std::move(found.findings));
  found.findings.sort();
  return found;
}

KnownSecrets Checking::secrets_of(const Found& found) {
  KnownSecrets secrets = found.earlier_secrets;
  subject::add_known_secrets(found.judged.subject, secrets);
  rules::add_written_secrets(found.judged.subject, secrets);
  secrets.add_to_files(found.judged.sources);
  return secrets;
}

std::string Checking::text(Session& session, const Found& found, KnownSecrets secrets, int in_baseline,
                           double seconds) const {
  const subject::ObjectPlaces places(found.judged.subject);
  const Diagnostics shown = without_secrets(found.findings, secrets);
  const report::FindingsReport report{.verb = depth_ == Depth::Wise ? "lint" : "validate",
                                      .version = SLIPWAY_VERSION,
                                      .findings = shown,
                                      .rules = components::rules(),
                                      .places = places,
                                      .files = found.judged.names,
                                      .allowed = found.allowed,
                                      .in_baseline = in_baseline,
                                      .left_out = found.left_out,
                                      .seconds = seconds,
                                      .secrets = std::move(secrets)};
  if (output_ == "json") return report::findings_json_text(report);
  if (output_ == "sarif") return report::findings_sarif(report);
  if (output_ == "junit") return report::findings_junit(report);
  if (output_ == "github") return report::findings_github(report);
  if (output_ == "markdown") return report::findings_markdown(report);
  const bool to_file = !result_.out.empty() && result_.out != "-";
  return report::findings_table(report, to_file ? Colour::Off : session.out_colour(), session.width);
}

ExitCode Checking::run(Session& session) {
  const double began = session.stopwatch ? session.stopwatch() : 0;
  if (!check_names(session)) return ExitCode::WrongUsage;
  if (write_baseline_ && baseline_.empty()) {
    return refuse(session, "--write-baseline does not say where to write them", "--baseline FILE");
  }
  if (write_baseline_ && !result_.out.empty()) {
    return refuse(session, "--write-baseline writes findings into the --baseline file and prints none",
                  "leave --out away");
  }
  std::optional<Baseline> known;
  if (!baseline_.empty() && !write_baseline_) {
    auto text = session.files.read(baseline_);
    if (!text) {
      complain_of_file(session, text.error());
      return ExitCode::WrongUsage;
    }
    known = Baseline::read(baseline_, std::move(text).value());
    if (!known) return refuse(session, baseline_ + " is no baseline", "write one with --write-baseline");
  }
  if (fix_ && !diff_ && std::ranges::find(files_, "-") != files_.end()) {
    return refuse(session, "--fix changes files, and standard input is none",
                  "name the file, or see the changes with --diff");
  }
  EditedFiles files(session.files);
  Session looking = session.over(files);
  auto found = find(looking);
  if (!found) return ExitCode::WrongUsage;
  // Files are not changed, nor is a baseline made, by half of what was asked for.
  if (!found->judged.is_complete && (fix_ || diff_ || write_baseline_)) return ExitCode::WrongUsage;
  if (fix_ || diff_) {
    const std::string before = diff_ && output_ != "table" ? text(session, *found, secrets_of(*found), 0, -1) : "";
    const auto fixed = fix(looking, files, *found);  // found is then what is left
    if (!fixed) return ExitCode::WrongUsage;
    const ExitCode code = show_fixes(session, *fixed, found->judged.names);
    if (!before.empty() && code != ExitCode::WorldFailed) {
      const auto written = result_.write(session, before, found->judged.names);
      return written == ExitCode::Ok ? code : written;
    }
    if (code != ExitCode::Ok || diff_) return code;
  }
  const subject::ObjectPlaces places(found->judged.subject);
  if (write_baseline_) {
    auto there = session.files.read(baseline_);
    if (there && !Baseline::read(baseline_, std::move(there).value()))
      return refuse(session, baseline_ + " is there and is no baseline: it stays as it is",
                    "--baseline with another name");
    const auto written = session.files.write(baseline_, Baseline::written(baseline_, found->findings, places));
    if (!written) {
      complain_of_file(session, written.error());
      return ExitCode::WorldFailed;
    }
    session.err.write(fmt::format("{} findings are in {}\n", found->findings.all().size(), baseline_));
    return ExitCode::Ok;
  }
  int in_baseline = 0;
  if (known) found->findings = known->without_known(found->findings, places, &in_baseline);
  const double seconds = session.stopwatch ? session.stopwatch() - began : -1;
  std::vector<std::string> read = found->judged.names;
  if (known) read.push_back(baseline_);
  const ExitCode judged = found->judged.is_complete ? result_.judge(found->findings) : ExitCode::WrongUsage;
  KnownSecrets secrets = secrets_of(*found);
  found->findings = bounded(std::move(found->findings), secrets, &found->left_out);
  const ExitCode written =
      result_.write(session, text(session, *found, std::move(secrets), in_baseline, seconds), read);
  const ExitCode code = written == ExitCode::Ok ? judged : written;
  if (written == ExitCode::Ok && output_ == "table" && depth_ == Depth::Accepted)
    say_next(session, "slipway lint says what of it would be accepted and not do what was meant");
  else if (written == ExitCode::Ok && output_ == "table" && found->judged.platform)
    say_next(session, "slipway plan says what it makes and what that costs");
  if (session.done_with) session.done_with->push_back(std::make_shared<const Found>(std::move(*found)));
  return code;
}

}  // namespace slipway::cli
