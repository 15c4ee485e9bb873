#include "cli/site_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "cli/refusal.h"
#include "components/component.h"
#include "io/files.h"
#include "ops/identity.h"
#include "ops/said.h"
#include "ops/shown_commands.h"
#include "ops/status.h"
#include "report/terminal.h"

namespace slipway::cli {
namespace {

/// Runs of the doors that only tests leave out.
const io::Interrupts& interrupts_of(const Session& session) {
  static const io::FakeInterrupts none;
  if (session.interrupts) return *session.interrupts;
  return none;
}

constexpr const char* kStateFix = "the same command; or name another folder with --state DIR";

/// `nothing_done`: "", or ": nothing was written", behind what is said.
std::unique_ptr<io::Lock> locked(Session& session, const std::string& platform, const std::string& file,
                                 const std::string& nothing_done = "") {
  auto lock = session.files.lock(file);
  if (lock) return std::move(lock).value();
  if (is_held(lock.error()))
    complain(session, "",
             {platform + " is being worked on: " + lock.error().message + nothing_done,
              "wait until that has ended: `slipway status` says what it is at"});
  else
    complain(session, "", ops::disk_failure({lock.error().kind, lock.error().message + nothing_done}, kStateFix));
  return nullptr;
}

/// The lock and the journal, as far as the use needs them; false, and said, when they cannot be had.
bool take_state(Session& session, OpenSite& open, SiteFlags::Use use) {
  ops::Site& site = *open.site;
  const bool is_alone = use == SiteFlags::Use::Change || use == SiteFlags::Use::Plan;
  if (is_alone && !open.lock) {
    if (const auto failed = ops::make_folder(site)) {
      complain(session, "", ops::disk_failure(*failed, kStateFix));
      return false;
    }
    open.lock = locked(session, site.graph.setting.platform, site.lock_file());
    if (!open.lock) return false;
  }
  const bool has_journal = session.files.look_at(site.journal_file()) != io::Entry::Nothing;
  if (!is_alone && !has_journal) return true;
  auto journal = ops::Journal::open(use == SiteFlags::Use::Plan && !has_journal ? ":memory:" : site.journal_file());
  if (!journal) {
    complain(session, "", {journal.error().message, journal.error().fix});
    return false;
  }
  open.journal = std::move(journal).value();
  return true;
}

/// Asks AWS who asks, and holds that against whose state it is; false, and said, when it does not go on from there.
bool know_caller(Session& session, OpenSite& open, ExitCode& code) {
  ops::Site& site = *open.site;
  const auto is_anothers = [&](const std::string& why, const std::string& fix) {
    complain(session, "", {why + ": nothing was done", fix});
    code = ExitCode::WrongUsage;
    return false;
  };
  const auto caller = open.aws->call("sts", "GetCallerIdentity", {});
  if (!caller) {
    complain(session, "", ops::command_flags(site).in(ops::StepFailure{caller.error().message, caller.error().fix}));
    return false;
  }
  open.who = caller->root()["Arn"].text();
  site.account = caller->root()["Account"].text();
  if (const auto& named = site.graph.setting.account_id; !named.empty() && named != site.account)
    return is_anothers(
        fmt::format("aws.accountId is {}, and the credentials are of account {} ({})", named, site.account, open.who),
        "take the profile of that account (--profile, AWS_PROFILE), or put aws.accountId right");
  const auto known = ops::known_identity(site);
  if (!known) {
    complain(session, "", {known.error().message, "put it back; or move it away if you know that the state is yours"});
    return false;
  }
  if (*known && !(*known)->agrees_with(ops::identity_of(site)))
    return is_anothers(fmt::format("{} is the state of {}; this would be {}", site.folder, (*known)->text(),
                                   ops::identity_of(site).text()),
                       "put platform.yaml, profile or --state back to what it was; or destroy that one first");
  return true;
}

}  // namespace

void SiteFlags::declare(Flags& flags) {
  flags.argument("platform.yaml", path, "the platform (./platform.yaml)");
  declare_beside(flags);
}

void SiteFlags::declare_beside(Flags& flags) {
  flags.value("--state", state, "DIR", "where its journal, tree and lock are (.slipway/NAME beside platform.yaml)");
  flags.value("--profile", profile, "NAME", "AWS profile (AWS_PROFILE, else default)");
  flags.value("--terraform", terraform, "PROGRAM", "Terraform or OpenTofu (the first of terraform, tofu in PATH)");
  cluster.declare(flags);
}

void complain_of_component(Session& session, const std::string& flag, const std::string& word, const std::string& lacks,
                           const std::set<std::string>& known) {
  const std::vector<std::string_view> here(known.begin(), known.end());
  std::vector<std::string_view> all;
  for (const auto* component : components::all()) all.push_back(component->name);
  const auto near = near_miss(word, here);
  const bool is_known = std::ranges::find(all, word) != all.end();
  const auto elsewhere = near || is_known ? std::nullopt : near_miss(word, all);
  const auto others = fmt::format("{} with one of {}", flag, fmt::join(known, ", "));
  const auto fix = near        ? fmt::format("did you mean {}?", *near)
                   : is_known  ? fmt::format("is it to be there? `slipway add component {}`; else {}", word, others)
                   : elsewhere ? fmt::format("did you mean {}? it {} here either; {}", *elsewhere, lacks, others)
                               : others;
  complain(session, "", {fmt::format("component '{}' {} here", word, lacks), fix});
}

bool choose(Session& session, const platform::Graph& graph, const std::vector<std::string>& names,
            ops::Choice& choice) {
  std::set<std::string> known;
  for (const auto& resource : graph.resources()) known.insert(resource.component);
  for (const auto& object : graph.objects()) known.insert(object.component);
  for (const auto& release : graph.releases()) known.insert(release.component);
  for (const auto& name : names) {
    if (!known.contains(name)) {
      complain_of_component(session, "--only", name, "makes nothing", known);
      return false;
    }
    choice.components.insert(name);
  }
  return true;
}

std::string head_of(const OpenSite& open, int width) {
  const auto& setting = open.site->graph.setting;
  const auto what = fmt::format("{} · {} · EKS {}", setting.platform, setting.region, setting.version);
  const auto who = "as " + printable(open.who);
  const auto columns = static_cast<std::size_t>(width);
  if (display_width(what) + 3 + display_width(who) <= columns) return what + " · " + who + "\n";
  return report::hanging("", what, 2, columns) + who + "\n";
}

bool is_held(const Failure& failure) { return failure.kind == FailureKind::Throttled; }

std::string state_folder(const std::string& path, const std::string& platform) {
  return io::beside(path.empty() ? "platform.yaml" : path, ".slipway/" + platform);
}

ops::History history_at(Session& session, const std::string& folder) {
  const auto file = folder + "/journal.db";
  if (session.files.look_at(file) == io::Entry::Nothing) return ops::History::Never;
  const auto journal = ops::Journal::open(file);
  return journal ? ops::history_of(**journal) : ops::History::Begun;
}

bool SiteFlags::was_applied(Session& session, const std::string& platform) const {
  return history_at(session, folder(platform)) == ops::History::Applied;
}

std::unique_ptr<io::Lock> SiteFlags::lock(Session& session, const std::string& platform,
                                          const std::string& nothing_done) const {
  return locked(session, platform, folder(platform) + "/lock", ": " + nothing_done);
}

std::string SiteFlags::folder(const std::string& platform) const {
  return state.empty() ? state_folder(path, platform) : state;
}

std::string terraform_program(Session& session, const std::string& named) {
  if (!named.empty())  // it runs in another folder
    return named.find('/') == named.npos ? named : std::filesystem::absolute(named).string();
  const std::string folders = session.environment->text("PATH");
  for (const auto directory : split(folders, ':'))
    for (const char* name : {"terraform", "tofu"})
      if (session.files.look_at(fmt::format("{}/{}", directory, name)) != io::Entry::Nothing) return name;
  return "terraform";
}

std::unique_ptr<OpenSite> SiteFlags::open(Session& session, Use use, ExitCode& code,
                                          const std::function<bool(const platform::Graph&)>& accepts,
                                          std::unique_ptr<io::Lock> lock) const {
  auto open = std::make_unique<OpenSite>();
  open->lock = std::move(lock);
  if (path == "-") {
    code = refuse(session, "what is worked on must be a file: its state is kept beside it",
                  "write it to a file, and name that in place of -");
    return nullptr;
  }
  auto loaded = load(session, path);
  code = ExitCode::WrongUsage;
  if (!loaded) return nullptr;
  open->loaded = std::move(*loaded);
  if (open->loaded.findings.has_errors()) {
    session.err.write(session.findings(open->loaded.findings, open->loaded.files_read(), session.err_colour()));
    if (open->loaded.readable) code = ExitCode::FindingsReported;
    return nullptr;
  }
  const platform::Graph& graph = open->loaded.graph;
  if (accepts && !accepts(graph)) return nullptr;
  code = ExitCode::WorldFailed;
  const cloud::Doors doors{session.files, *session.http, *session.processes, *session.clock, *session.environment};
  open->chain = std::make_unique<cloud::CredentialChain>(doors, profile);
  open->aws = std::make_unique<cloud::Aws>(doors, *open->chain, graph.setting.region);
  open->site = std::unique_ptr<ops::Site>(new ops::Site{.graph = graph,
                                                        .folder = folder(graph.setting.platform),
                                                        .doors = doors,
                                                        .chain = *open->chain,
                                                        .aws = *open->aws,
                                                        .interrupts = interrupts_of(session),
                                                        .program = session.program,
                                                        .version = std::string(version()),
                                                        .terraform = terraform_program(session, terraform),
                                                        .profile = profile});
  ops::Site& site = *open->site;
  if (!cluster.kubeconfig.empty() || !cluster.context.empty()) {
    site.is_cluster_named = true;
    site.kubeconfig = cluster.kubeconfig;
    site.context = cluster.context;
    site.named_cluster = cluster.open(session, ops::command_flags(site));
    if (!site.named_cluster) {
      code = ExitCode::WrongUsage;
      return nullptr;
    }
  }
  if (use != Use::Read) {
    io::make_private();
    using Chain = cloud::CredentialChain;
    open->chain->ask_by(session.ask_unseen, use == Use::Change ? Chain::kForWork : Chain::kForQuestions);
  }
  // Of a look at what was never there nothing is left when AWS does not say who asks.
  const bool asks_first = use == Use::Plan && session.files.look_at(site.folder) == io::Entry::Nothing;
  if (asks_first && !know_caller(session, *open, code)) return nullptr;
  if (!take_state(session, *open, use)) return nullptr;
  if (use != Use::Read && !asks_first && !know_caller(session, *open, code)) return nullptr;
  code = ExitCode::Ok;
  return open;
}

void complain(Session& session, const std::string& step, const ops::StepFailure& failure) {
  const auto width = static_cast<std::size_t>(session.err_width());
  const std::string whole = (step.empty() ? "" : step + ": ") + failure.message;
  std::string text;
  for (const auto line : split(whole, '\n')) text += report::hanging("slipway: ", printable(line), 9, width);
  const auto add = [&](const char* head, const std::string& said) {
    if (!said.empty()) text += report::hanging(head, printable(said), 9, width);
  };
  add("  = cause: ", failure.cause);
  // Nobody knows better: the step is begun anew, and -v tells what it is at when it fails.
  add("  = fix: ", failure.fix.empty() && !failure.is_interruption
                       ? "the same command goes on from here; with -v it says what it is at"
                       : failure.fix);
  session.err.write(text);
}

}  // namespace slipway::cli
