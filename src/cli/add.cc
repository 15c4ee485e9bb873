#include <fmt/core.h>

#include <algorithm>

#include "base/shell_word.h"
#include "base/text.h"
#include "cli/apply.h"
#include "cli/platform_edit.h"
#include "cli/refusal.h"
#include "cli/verbs.h"
#include "components/component.h"
#include "components/parts/activation.h"
#include "spec/additions/buckets.h"
#include "spec/additions/component_uses.h"
#include "spec/additions/node_pool.h"
#include "spec/additions/words.h"
#include "spec/additions/workload_entry.h"

namespace slipway::cli {
namespace {

using spec::additions::Addition;

class Add final : public Verb {
 public:
  void declare(Flags& flags) override {
    flags.arguments("WHAT NAME…", words_, what_there_is() + "; and the platform (./platform.yaml)");
    flags.value("--file", file_, "FILE", "the platform, when its name does not end in .yaml");
    flags.on("--plan-only", plan_only_, "show what would change, write nothing");
    flags.on("--edit-only", edit_only_, "write the file and stop there: nothing is applied");
    flags.on("--yes", yes_, "do not ask, neither before writing nor before applying");
    site_.declare_beside(flags);
    flags.each("--set", set_, "PATH=VALUE", "any other field of what is added, such as disruption.after=15m");
    flags.value("--prefix", prefix_, "PREFIX", "bucket: only objects whose keys begin so; with --workload");
    flags.on("--read-only", read_only_, "bucket: no writing; with --workload");
    flags.value("--workload", workload_, "NAME", "bucket: the role of this workload gets the rights, no other");
    flags.value("--service-account", account_, "NAMESPACE/NAME", "bucket: the same of an account");
    flags.values("--types,--instance-types", types_, "TYPE,…", "nodepool: instance types");
    flags.values("--families", families_, "FAMILY,…", "nodepool: instance families");
    flags.values("--sizes", sizes_, "SIZE,…", "nodepool: sizes of these");
    flags.values("--zones", zones_, "ZONE,…", "nodepool: availability zones");
    flags.values("--capacity", capacity_, "WORD,…", "nodepool: spot, on-demand, reserved, capacity-block");
    flags.value("--gpu", gpu_, "N", "nodepool: the most GPUs of all its nodes; workload: GPUs of each pod");
    flags.values("--limits", limits_, "KEY=VALUE,…", "nodepool: the most of other resources, such as cpu=200");
    flags.each("--taint", taints_, "KEY=VALUE:EFFECT", "nodepool: a taint besides that of GPUs");
    flags.each("--label", labels_, "KEY=VALUE", "nodepool: a label of its nodes");
    flags.value("--node-class", node_class_, "NAME", "nodepool: one of nodeClasses");
    flags.value("--max", most_nodes_, "N", "nodepool of a platform without Karpenter: the most nodes");
    flags.value("--kind", kind_, "KIND", "workload: service (as is), training, job or ray-cluster");
    flags.value("--image", image_, "IMAGE", "workload: its container's image");
    flags.value("--replicas", replicas_, "N|N-M", "workload: how many pods; nodes of a training job");
    flags.value("--cpu", cpu_, "AMOUNT", "workload: of each pod");
    flags.value("--memory", memory_, "AMOUNT", "workload: of each pod");
    flags.value("--namespace", name_space_, "NAME", "workload: where it runs");
    flags.value("--pool", pool_, "NAME", "workload: the node pool or group it runs on");
  }

  ExitCode run(Session& session) override {
    take_platform();
    if (const auto code = check_words(session); code != ExitCode::Ok) return code;
    const std::string path = file_.empty() ? "platform.yaml" : file_;
    site_.path = file_;
    auto before = load(session, file_);
    if (!before) return ExitCode::WrongUsage;
    if (before->findings.has_errors()) {
      session.err.write(session.findings(before->findings, before->files_read(), session.err_colour()));
      refuse(session, "nothing can be added to what has errors", "mend these first");
      return before->readable ? ExitCode::FindingsReported : ExitCode::WrongUsage;
    }
    Diagnostics mistakes;
    const Addition addition = (this->*kind().wanted)(before->platform, mistakes);
    std::vector<spec::additions::EditedText> texts;
    if (!mistakes.has_errors()) texts = spec::additions::edited_texts(before->platform, addition.edits, mistakes);
    if (!session.quiet || mistakes.has_errors())
      for (const auto& mistake : mistakes.all()) session.err.write(drawn(mistake, session.err_colour(), session.width));
    if (mistakes.has_errors())
      return refuse(session, "nothing was written", "mend what is said above, then the same command");
    if (!session.quiet)
      for (const auto& said : addition.said)
        session.err.write(
            wrapped(fmt::format("note: {}", printable(said)), 0, static_cast<std::size_t>(session.width)));
    if (texts.empty()) {
      session.out.write(fmt::format("nothing to add: {} has it all\n", printable(path)));
      return ExitCode::Ok;
    }
    PlatformEdit edit(session, path, *before);
    if (const auto shown = edit.show(texts); shown != ExitCode::Ok) return shown;
    if (plan_only_) return ExitCode::Ok;
    if (const auto looked = edit.look_at_files(texts); looked != ExitCode::Ok) return looked;
    if (!confirmed(session)) return ExitCode::WrongUsage;
    // Whoever works on what is applied reads these files, and this is to be applied next: nothing is written before.
    const std::string& platform = before->platform.name.value;
    std::unique_ptr<io::Lock> lock;
    const bool was_applied = site_.was_applied(session, platform);
    if (was_applied && !edit_only_) {
      lock = site_.lock(session, platform, "nothing was written");
      if (!lock) return ExitCode::WorldFailed;
    }
    if (const auto written = edit.write(texts); written != ExitCode::Ok) return written;
    if (!session.quiet)
      for (const auto& text : texts) session.err.write(fmt::format("wrote {}\n", printable(text.name)));
    return hand_over(session, edit.components(), was_applied, std::move(lock));
  }

 private:
  /// A flag, whether it was given, and the only kinds that it goes with.
  struct Given {
    std::string_view flag;
    bool is_given;
    std::vector<std::string_view> kinds;
  };

  /// The platform's file may stand among the words, as with the other verbs: no ARN and no name looks like one.
  void take_platform() {
    const auto is_file = [](const std::string& word) {
      return (word.ends_with(".yaml") || word.ends_with(".yml")) && !word.starts_with("arn:");
    };
    if (words_.size() < 2 || !file_.empty()) return;
    const auto found = std::find_if(words_.begin() + 1, words_.end(), is_file);
    if (found == words_.end()) return;
    file_ = *found;
    file_word_ = static_cast<std::size_t>(found - words_.begin());
    words_.erase(found);
  }

  /// What can be added, and how that is made of the words.
  struct Kind {
    std::string_view word;
    std::string_view names;  // "ARN…": how they are called, and whether they may be many
    Addition (Add::*wanted)(const spec::Platform& platform, Diagnostics& mistakes);
    bool takes_many() const { return names.ends_with("…"); }
  };
  static const Kind kKinds[4];

  /// "bucket ARN…, nodepool NAME, component NAME… or workload NAME"
  static std::string what_there_is() {
    std::string text;
    for (const Kind& kind : kKinds) {
      const bool is_last = &kind == std::end(kKinds) - 1;
      text += fmt::format("{}{} {}", text.empty() ? "" : is_last ? " or " : ", ", kind.word, kind.names);
    }
    return text;
  }

  /// REQUIRES: check_words() found nothing.
  const Kind& kind() const { return *std::ranges::find(kKinds, words_.front(), &Kind::word); }

  ExitCode check_words(Session& session) const {
    if (words_.empty()) return refuse(session, "say what to add", what_there_is());
    const auto known = std::ranges::find(kKinds, words_.front(), &Kind::word);
    if (known == std::end(kKinds)) {
      std::vector<std::string_view> kinds;
      for (const Kind& one : kKinds) kinds.push_back(one.word);
      const auto near = near_miss(words_.front(), kinds);
      return refuse(session,
                    fmt::format("nothing is known as '{}'{}", words_.front(),
                                near ? fmt::format(" (did you mean {}?)", *near) : ""),
                    what_there_is());
    }
    const std::string_view kind = known->word;
    const auto count = words_.size() - 1;
    if (count == 0)
      return refuse(session, fmt::format("which {}?", kind), fmt::format("slipway add {} {}", kind, known->names));
    if (count > 1 && !known->takes_many())
      return refuse(session, fmt::format("one {} at a time: '{}' is one too many", kind, words_[2]),
                    "the same command once for each");
    if (kind == "bucket" && !set_.empty())
      return refuse(
          session, "--set is for fields, and a bucket that is there already has none",
          "take --set out; what a bucket of the platform's own is like stands under buckets in platform.yaml");
    const Given all[] = {{"--prefix", !prefix_.empty(), {"bucket"}},
                         {"--read-only", read_only_, {"bucket"}},
                         {"--workload", !workload_.empty(), {"bucket"}},
                         {"--service-account", !account_.empty(), {"bucket"}},
                         {"--types", !types_.empty(), {"nodepool"}},
                         {"--families", !families_.empty(), {"nodepool"}},
                         {"--sizes", !sizes_.empty(), {"nodepool"}},
                         {"--zones", !zones_.empty(), {"nodepool"}},
                         {"--capacity", !capacity_.empty(), {"nodepool"}},
                         {"--gpu", !gpu_.empty(), {"nodepool", "workload"}},
                         {"--limits", !limits_.empty(), {"nodepool"}},
                         {"--taint", !taints_.empty(), {"nodepool"}},
                         {"--label", !labels_.empty(), {"nodepool"}},
                         {"--node-class", !node_class_.empty(), {"nodepool"}},
                         {"--max", !most_nodes_.empty(), {"nodepool"}},
                         {"--kind", !kind_.empty(), {"workload"}},
                         {"--image", !image_.empty(), {"workload"}},
                         {"--replicas", !replicas_.empty(), {"workload"}},
                         {"--cpu", !cpu_.empty(), {"workload"}},
                         {"--memory", !memory_.empty(), {"workload"}},
                         {"--namespace", !name_space_.empty(), {"workload"}},
                         {"--pool", !pool_.empty(), {"workload"}}};
    for (const auto& [flag, is_given, kinds] : all)
      if (is_given && std::ranges::find(kinds, kind) == kinds.end())
        return refuse(session, fmt::format("{} goes with a {}, not with a {}", flag, kinds.front(), kind),
                      fmt::format("take {} out; `slipway help add` says what goes with a {}", flag, kind));
    if (file_ == "-") return refuse(session, "standard input cannot be edited", "name a file with --file");
    if (plan_only_ && edit_only_)
      return refuse(session, "--plan-only writes nothing, --edit-only does", "give one of them");
    return ExitCode::Ok;
  }

  spec::Text word(const std::string& name, const std::string& text) {
    return text.empty() ? spec::Text() : typed_.add(name, text);
  }
  spec::Texts words(const std::string& name, const std::vector<std::string>& texts) {
    spec::Texts all;
    for (const auto& text : texts) all.push_back(typed_.add(name, text));
    return all;
  }
  /// The words behind `bucket` and the like.
  spec::Texts names() {
    spec::Texts all;
    for (std::size_t i = 1; i < words_.size(); ++i)
      all.push_back(typed_.add(fmt::format("argument {}", i + (file_word_ > 0 && i >= file_word_ ? 2 : 1)), words_[i]));
    return all;
  }

  Addition buckets(const spec::Platform& platform, Diagnostics& mistakes) {
    spec::additions::BucketsWanted wanted{.arns = names(),
                                          .prefix = word("--prefix", prefix_),
                                          .read_only = {},
                                          .workload = word("--workload", workload_),
                                          .service_account = word("--service-account", account_)};
    if (read_only_) {
      wanted.read_only = spec::Flag(true);
      wanted.read_only.written = true;
      wanted.read_only.where = typed_.add("--read-only", "--read-only").where;
    }
    return spec::additions::add_buckets(platform, wanted, mistakes);
  }

  Addition node_pool(const spec::Platform& platform, Diagnostics& mistakes) {
    return spec::additions::add_node_pool(platform,
                                          {.name = names().front(),
                                           .types = words("--types", types_),
                                           .families = words("--families", families_),
                                           .sizes = words("--sizes", sizes_),
                                           .zones = words("--zones", zones_),
                                           .capacity = words("--capacity", capacity_),
                                           .devices = word("--gpu", gpu_),
                                           .limits = words("--limits", limits_),
                                           .labels = words("--label", labels_),
                                           .taints = words("--taint", taints_),
                                           .node_class = word("--node-class", node_class_),
                                           .most_nodes = word("--max", most_nodes_),
                                           .set = words("--set", set_)},
                                          mistakes);
  }

  Addition components(const spec::Platform& platform, Diagnostics& mistakes) {
    std::vector<spec::ComponentChoice> choices;
    for (const auto* component : components::all())
      choices.push_back({component->name, component->summary, component->options ? &component->options() : nullptr});
    Diagnostics unheard;
    const auto active = components::activate(platform, components::all(), unheard);
    const auto on_by_itself = [&](std::string_view name) -> std::optional<SourceRange> {
      for (const auto& activation : active)
        if (activation.component->name == name) return activation.where;
      return std::nullopt;
    };
    return spec::additions::add_components(platform, {.names = names(), .set = words("--set", set_)}, choices,
                                           on_by_itself, mistakes);
  }

  Addition workload(const spec::Platform& platform, Diagnostics& mistakes) {
    return spec::additions::add_workload(platform,
                                         {.name = names().front(),
                                          .kind = word("--kind", kind_),
                                          .image = word("--image", image_),
                                          .replicas = word("--replicas", replicas_),
                                          .devices = word("--gpu", gpu_),
                                          .cpu = word("--cpu", cpu_),
                                          .memory = word("--memory", memory_),
                                          .name_space = word("--namespace", name_space_),
                                          .pool = word("--pool", pool_),
                                          .set = words("--set", set_)},
                                         mistakes);
  }

  bool confirmed(Session& session) const {
    if (yes_) return true;
    if (!session.ask) {
      refuse(session, "nothing was written: there is no terminal to ask at",
             "--yes writes it, --plan-only only shows it");
      return false;
    }
    const auto answer = session.ask("\nWrite this? Only `yes` does: ");
    if (answer && trim(*answer) == "yes") return true;
    session.complain("nothing was written", "the same command shows it and asks again");
    return false;
  }

  /// Applies just what the edit makes, to a platform that was applied before; else says how to.
  ExitCode hand_over(Session& session, const std::set<std::string>& components, bool was_applied,
                     std::unique_ptr<io::Lock> lock) {
    const std::vector<std::string> only(components.begin(), components.end());
    const std::string file = file_.empty() ? "" : " " + shell_word(file_);
    const auto part = fmt::format("slipway apply{} --only {}", file, join(only, ","));
    if (only.empty() || edit_only_ || !was_applied) {
      if (session.quiet || only.empty()) return ExitCode::Ok;
      session.err.write(was_applied ? fmt::format("next: {}\n", part)
                                    : fmt::format("next: slipway apply{} (it is not applied yet)\n", file));
      return ExitCode::Ok;
    }
    if (!session.quiet) session.err.write(fmt::format("applying {}\n\n", join(only, ", ")));
    const auto code = apply(session,
                            {.site = site_,
                             .only = only,
                             .yes = yes_,
                             .nothing_done = "slipway: interrupted: the file is written, nothing was applied\n"},
                            std::move(lock));
    if (code != ExitCode::Ok)  // add, said again, would find all of it there
      session.err.write(wrapped(fmt::format("{} keeps what was added; once that is mended: {}", platform_file(), part),
                                0, static_cast<std::size_t>(session.width)));
    return code;
  }

  std::string platform_file() const { return file_.empty() ? "platform.yaml" : printable(file_); }

  std::vector<std::string> words_, set_, types_, families_, sizes_, zones_, capacity_, limits_, taints_, labels_;
  std::string file_, prefix_, workload_, account_, gpu_, node_class_, most_nodes_;
  std::string kind_, image_, replicas_, cpu_, memory_, name_space_, pool_;
  std::size_t file_word_ = 0;  // where the platform stood among the words; 0: it did not
  bool plan_only_ = false, edit_only_ = false, yes_ = false, read_only_ = false;
  SiteFlags site_;
  spec::additions::Words typed_;
};

const Add::Kind Add::kKinds[] = {{"bucket", "ARN…", &Add::buckets},
                                 {"nodepool", "NAME", &Add::node_pool},
                                 {"component", "NAME…", &Add::components},
                                 {"workload", "NAME", &Add::workload}};

}  // namespace

std::unique_ptr<Verb> make_add() { return make_verb<Add>(); }

}  // namespace slipway::cli
