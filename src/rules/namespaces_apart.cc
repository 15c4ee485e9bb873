#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rules/reading.h"
#include "rules/rule.h"
#include "rules/selections.h"
#include "subject/applications.h"
#include "subject/kustomizations.h"
#include "subject/namespaces.h"
#include "subject/values_files.h"

/// Objects of one file that belong together, and of which only some say in which namespace.
namespace slipway::rules {
namespace {

using subject::Subject;

const SourceText* file_of(const kube::Object& object) { return object.node->where().source; }

/// Namespaces that commands of scripts, Argo CD and Flux name: what they apply goes there, and where the paths lie that
/// they name is not always known.
class NamedByAppliers {
 public:
  explicit NamedByAppliers(const Subject& subject) {
    for (const kube::Object* one : subject.of_kind("Application", "argoproj.io"))
      names_.emplace(text_of((*one->node)["spec"]["destination"]["namespace"]));
    for (const kube::Object* one : subject.of_kind("Kustomization", "kustomize.toolkit.fluxcd.io"))
      names_.emplace(text_of((*one->node)["spec"]["targetNamespace"]));
    for (const subject::Script& script : subject.scripts())
      for (const subject::ShellCommand& command : script.commands)
        if (command.starts_with({"kubectl"}))
          for (const char* flag : {"-n", "--namespace"})
            for (const subject::Word& word : command.flags(flag)) {
              names_.insert(word.text);
              names_any_ = names_any_ || word.text.find('$') != word.text.npos;
            }
  }
  bool holds(const std::string& ns) const { return names_any_ || names_.contains(ns); }

 private:
  std::unordered_set<std::string> names_;
  bool names_any_ = false;  // by a variable
};

/// Workloads that say no namespace, each with the first object of its file that looks for it in another one.
class Apart {
 public:
  explicit Apart(const Subject& subject)
      : subject_(subject), kustomized_(subject.derived<subject::Kustomized>()), named_(subject) {
    for (const kube::Object* one : subject.of_kind("Application")) applications_.add(*one);
    for (const kube::Object* one : subject.of_kind("Kustomization")) applications_.add(*one);
  }

  /// A Service, by the labels of its pods.
  void look_for_pods(const kube::Object& service) {
    const doc::Node& selector = (*service.node)["spec"]["selector"];
    if (!says_namespace(service) || selector.size() == 0 || !labelled_by(subject_, service.ns, selector).empty())
      return;
    const auto& owners = owners_by_file(labelled_by(subject_, {}, selector));
    if (const auto found = owners.find(file_of(service)); found != owners.end()) take(*found->second, service);
  }

  /// An autoscaler, by the name of what it scales.
  void look_for_target(const kube::Object& autoscaler) {
    const doc::Node& target = (*autoscaler.node)["spec"]["scaleTargetRef"];
    const std::string_view kind = target["kind"].is_null() ? "Deployment" : text_of(target["kind"]);
    const std::string_view name = text_of(target["name"]);
    if (!says_namespace(autoscaler) || name.empty() || subject_.find(kind, autoscaler.ns, name)) return;
    const kube::Object* found = subject_.find(kind, {}, name);
    if (found && found->ns.empty() && file_of(*found) == file_of(autoscaler)) take(*found, autoscaler);
  }

  void say(Findings& findings) const {
    for (const kube::Object* owner : in_order_) {
      const Seekers& seekers = seekers_.at(owner);
      const std::string& ns = seekers.first->ns;
      findings.say(name_place(*owner),
                   fmt::format("{} says no namespace, and {} of this file looks for it in {}", title_of(*owner),
                               title_of(*seekers.first), ns),
                   seekers.more == 0 ? std::string() : fmt::format("and {} more", seekers.more),
                   fmt::format("write namespace: {} into its metadata", ns));
    }
  }

 private:
  struct Seekers {
    const kube::Object* first = nullptr;
    std::size_t more = 0;
  };
  using Owners = std::unordered_map<const SourceText*, const kube::Object*>;

  static bool says_namespace(const kube::Object& object) {
    return subject::namespace_or_default(object.ns) != subject::namespace_or_default({});
  }

  /// Of pods that are alike to a selector the first owner of each file that says no namespace.
  const Owners& owners_by_file(const Selected& pods) {
    const auto [at, is_new] = owners_.try_emplace(&pods);
    if (is_new)
      for (const subject::PodTemplate* pod : pods)
        if (pod->owner->ns.empty()) at->second.try_emplace(file_of(*pod->owner), pod->owner);
    return at->second;
  }

  /// Whether what brings the object may send it to another namespace than it says: both stand in one file.
  bool may_be_sent(const kube::Object& object) const {
    const subject::KustomizedFile* file = kustomized_.file_of(object);
    if (!file) return applications_.may_send(subject::folder_of(object.node->where()));
    return kustomized_.gives_namespace(object) ||
           std::ranges::any_of(file->outermost, [&](const std::string& root) { return applications_.may_send(root); });
  }

  void take(const kube::Object& owner, const kube::Object& seeker) {
    if (may_be_sent(owner) || named_.holds(seeker.ns)) return;
    const auto [at, is_new] = seekers_.try_emplace(&owner, Seekers{&seeker});
    if (is_new)
      in_order_.push_back(&owner);
    else
      ++at->second.more;
  }

  const Subject& subject_;
  const subject::Kustomized& kustomized_;
  NamedByAppliers named_;
  subject::Applications applications_;
  std::unordered_map<const Selected*, Owners> owners_;
  std::unordered_map<const kube::Object*, Seekers> seekers_;
  std::vector<const kube::Object*> in_order_;
};

void check(const Subject& subject, Findings& findings) {
  Apart apart(subject);
  for (const kube::Object* service : subject.of_kind("Service", "")) apart.look_for_pods(*service);
  for (const kube::Object* one : subject.of_kind("ScaledObject", "keda.sh")) apart.look_for_target(*one);
  for (const kube::Object* one : subject.of_kind("HorizontalPodAutoscaler", "autoscaling")) apart.look_for_target(*one);
  apart.say(findings);
}

constexpr Rule kRules[] = {
    {"SVC005", "", Severity::Warning, "a workload that stands in another namespace than its Service",
     "What says no namespace goes where kubectl is called, as a rule into default; what says one goes there. The "
     "Service of the same file then selects nothing and the autoscaler finds nothing to scale, and both are accepted.",
     "write the namespace into each object of the file",
     "kubernetes docs, namespaces; services (selectors work within a namespace)", check},
};

}  // namespace

std::span<const Rule> namespace_apart_rules() { return kRules; }

}  // namespace slipway::rules
