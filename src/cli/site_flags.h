#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/cluster_flags.h"
#include "cli/flags.h"
#include "cli/load.h"
#include "cli/session.h"
#include "ops/history.h"
#include "ops/in_cluster.h"
#include "ops/journal.h"
#include "ops/site.h"

namespace slipway::cli {

/// A platform.yaml that was read, and the place where it is brought up. The parts lean on each other: it does not move.
struct OpenSite {
  Loaded loaded;
  std::unique_ptr<cloud::CredentialChain> chain;
  std::unique_ptr<cloud::Aws> aws;
  std::unique_ptr<ops::Site> site;
  std::unique_ptr<io::Lock> lock;         // nullptr: it was opened to look only
  std::unique_ptr<ops::Journal> journal;  // nullptr: opened to look, and there is none yet
  std::string who;                        // "arn:aws:iam::111122223333:user/ada", as AWS says
};

/// Which platform, where its state is, and with what it is worked on: the flags of the verbs that apply, change and
/// destroy.
struct SiteFlags {
  std::string path, state, profile, terraform;
  ClusterFlags cluster;

  void declare(Flags& flags);
  /// All but the platform's path, for a verb whose arguments are others.
  void declare_beside(Flags& flags);
  /// Where the state of this platform is: --state, else state_folder().
  std::string folder(const std::string& platform) const;
  /// Whether it is up: History::Applied.
  bool was_applied(Session& session, const std::string& platform) const;
  /// Read: the journal alone, AWS is not asked who we are. Look: AWS is, but nobody is kept from working on it; of a
  /// run that has not ended `status` tries the lock for a moment, to tell who is at it. Change: nobody else works on it
  /// while this lives. Plan: the same, but a journal that is not there is not made; it is empty, and forgotten. A
  /// journal that is there is opened for writing by all: SQLite puts right what was killed in it.
  enum class Use { Read, Look, Change, Plan };
  /// That nobody else works on this platform until it goes, for whoever then changes it by open(); nullptr, and said
  /// with `nothing_done` behind it, when it cannot be had. The folder is there: somebody applied it.
  std::unique_ptr<io::Lock> lock(Session& session, const std::string& platform, const std::string& nothing_done) const;
  /// Told why when it cannot be, or when the state is of another platform, cluster or account (ops/identity.h): `code`
  /// is then the verb's. `accepts` is asked of the platform before anything of the world is: false is wrong usage,
  /// which it has told. `lock`: what lock() gave; without it a use that changes takes it.
  std::unique_ptr<OpenSite> open(Session& session, Use use, ExitCode& code,
                                 const std::function<bool(const platform::Graph&)>& accepts = {},
                                 std::unique_ptr<io::Lock> lock = nullptr) const;
};

/// As --terraform says, else the first of terraform and tofu in PATH; "terraform" when there is neither.
std::string terraform_program(Session& session, const std::string& named);

/// Of a word behind `flag` that none of `known`, the platform's components, is called: what was probably meant, or how
/// it would come into the platform. `lacks`: "makes nothing", "has no checks".
void complain_of_component(Session& session, const std::string& flag, const std::string& word, const std::string& lacks,
                           const std::set<std::string>& known);

/// --only: the components of these names; false, and told so, when one of them makes nothing.
bool choose(Session& session, const platform::Graph& graph, const std::vector<std::string>& names, ops::Choice& choice);

/// "demo · eu-west-1 · EKS 1.35 · as arn:aws:…:user/ada"; a name that leads over the line's end stands on the next,
/// whole.
std::string head_of(const OpenSite& open, int width);

/// Of a lock that was not given: whether another process has it, or it cannot be had at all.
bool is_held(const Failure& failure);

/// Where the state of a platform is when nobody says where: `.slipway/NAME` beside its file.
std::string state_folder(const std::string& path, const std::string& platform);

/// What became of the platform whose state the folder has; what cannot be read has begun.
ops::History history_at(Session& session, const std::string& folder);

/// The failure of a step, or of what comes before steps, on standard error: what, the likely fix, how to go on.
void complain(Session& session, const std::string& step, const ops::StepFailure& failure);

}  // namespace slipway::cli
