#include "cli/site_flags.h"

#include <fmt/core.h>

#include "base/text.h"
#include "io/files.h"

namespace slipway::cli {
namespace {

/// Runs of the doors that only tests leave out.
const io::Interrupts& interrupts_of(const Session& session) {
  static const io::FakeInterrupts none;
  if (session.interrupts) return *session.interrupts;
  return none;
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

std::string state_folder(const std::string& path, const std::string& platform) {
  return io::beside(path.empty() ? "platform.yaml" : path, ".slipway/" + platform);
}

bool SiteFlags::has_journal(Session& session, const std::string& platform) const {
  return session.files.look_at((state.empty() ? state_folder(path, platform) : state) + "/journal.db") ==
         io::Entry::File;
}

std::string SiteFlags::terraform_program(Session& session) const {
  if (!terraform.empty()) return terraform;
  for (const auto directory : split(session.environment->text("PATH"), ':'))
    for (const char* name : {"terraform", "tofu"})
      if (session.files.look_at(fmt::format("{}/{}", directory, name)) != io::Entry::Nothing) return name;
  return "terraform";
}

std::unique_ptr<OpenSite> SiteFlags::open(Session& session, Use use, ExitCode& code) const {
  auto open = std::make_unique<OpenSite>();
  if (path == "-") {
    session.complain("what is worked on must be a file: its state is kept beside it");
    code = ExitCode::WrongUsage;
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
  code = ExitCode::WorldFailed;
  const platform::Graph& graph = open->loaded.graph;
  const cloud::Doors doors{session.files, *session.http, *session.processes, *session.clock, *session.environment};
  open->chain = std::make_unique<cloud::CredentialChain>(doors, profile);
  open->aws = std::make_unique<cloud::Aws>(doors, *open->chain, graph.setting.region);
  open->site = std::unique_ptr<ops::Site>(
      new ops::Site{.graph = graph,
                    .folder = state.empty() ? state_folder(path, graph.setting.platform) : state,
                    .doors = doors,
                    .chain = *open->chain,
                    .aws = *open->aws,
                    .interrupts = interrupts_of(session),
                    .program = session.program,
                    .version = std::string(version()),
                    .terraform = terraform_program(session),
                    .profile = profile});
  ops::Site& site = *open->site;
  if (!cluster.kubeconfig.empty() || !cluster.context.empty()) {
    site.named_cluster = cluster.open(session);
    if (!site.named_cluster) return nullptr;
    site.kubeconfig = cluster.kubeconfig;
    site.context = cluster.context;
  }
  if (use == Use::Change) {
    if (const auto failed = ops::make_folder(site)) {
      session.complain(failed->message);
      return nullptr;
    }
    auto lock = session.files.lock(site.lock_file());
    if (!lock) {
      session.complain(fmt::format("{} is being worked on: {}", graph.setting.platform, lock.error().message));
      return nullptr;
    }
    open->lock = std::move(lock).value();
  }
  if (use == Use::Change || session.files.look_at(site.journal_file()) == io::Entry::File) {
    auto journal = ops::Journal::open(site.journal_file());
    if (!journal) {
      session.complain(journal.error().message);
      return nullptr;
    }
    open->journal = std::move(journal).value();
  }
  if (use == Use::Read) {
    code = ExitCode::Ok;
    return open;
  }
  const auto caller = open->aws->call("sts", "GetCallerIdentity", {});
  if (!caller) {
    complain(session, "", {caller.error().message, caller.error().fix});
    return nullptr;
  }
  open->who = caller->root()["Arn"].text();
  code = ExitCode::Ok;
  return open;
}

void complain(Session& session, const std::string& step, const ops::StepFailure& failure) {
  session.complain((step.empty() ? "" : step + ": ") + failure.message);
  if (!failure.fix.empty()) session.err.write("  = fix: " + printable(failure.fix) + "\n");
}

}  // namespace slipway::cli
