#include "cluster/apply.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "cluster/explain.h"
#include "cluster/field_changes.h"
#include "cluster/no_change.h"
#include "doc/json.h"
#include "doc/value.h"

namespace slipway::cluster {

namespace {

using Outcome = Applied::Outcome;

constexpr std::int64_t kKindPauses[] = {500, 1000, 2000, 2000};  // milliseconds, between looks for a missing kind

/// Others of one call stand in it, or are of its kind.
bool goes_first(const kube::ObjectKey& key) {
  return (key.kind == "Namespace" && key.group.empty()) ||
         (key.kind == "CustomResourceDefinition" && key.group == "apiextensions.k8s.io");
}

bool sets_other_fields(const doc::Node& from, const doc::Node& to) {
  const doc::Node *before = applied_entry(from), *after = applied_entry(to);
  if (!before || !after) return before != after;
  return doc::canonical_json((*before)["fieldsV1"]) != doc::canonical_json((*after)["fieldsV1"]);
}

/// An item of a list as an object that stands alone: these do not say their kind.
doc::Document with_kind(const doc::Node& live, const doc::Node& ours) {
  doc::Map object{{"apiVersion", ours["apiVersion"].text()}, {"kind", ours["kind"].text()}};
  for (const auto& [key, value] : live.members()) object.set(key.text(), doc::Value(value));
  return doc::freeze(doc::Value(std::move(object)), {});
}

class Applying {
 public:
  Applying(Api& api, Kinds& kinds, const std::vector<const doc::Node*>& objects, const ApplyOptions& options,
           const std::function<void(std::size_t, const Applied&)>& on_result)
      : api_(api), kinds_(kinds), objects_(objects), options_(options), on_result_(on_result) {
    results_.resize(objects.size());
    for (std::size_t i = 0; i < objects.size(); ++i) {
      Diagnostics mistakes;
      results_[i].key = kube::read_object(*objects[i], mistakes).key();
    }
  }

  std::vector<Applied> run() {
    std::vector<std::size_t> first, rest;
    for (std::size_t i = 0; i < objects_.size(); ++i) (goes_first(results_[i].key) ? first : rest).push_back(i);
    for (const auto* phase : {&first, &rest}) apply(*phase);
    return std::move(results_);
  }

 private:
  struct Task {
    std::size_t index;
    ApiResource resource;
  };

  bool is_stopped() const { return (options_.stop && options_.stop()) || api_.is_stopped(); }

  void tell(std::size_t index, Applied result) {
    const std::lock_guard lock(mutex_);
    results_[index] = std::move(result);
    if (on_result_) on_result_(index, results_[index]);
  }

  void fail(std::size_t index, ApiFailure failure) {
    tell(index, {.outcome = Outcome::Failed, .key = results_[index].key, .failure = std::move(failure)});
  }

  std::string_view api_version(std::size_t index) const { return (*objects_[index])["apiVersion"].text(); }

  /// Those of the phase whose kinds the server has; the others have failed.
  std::vector<Task> with_kinds(const std::vector<std::size_t>& phase) {
    std::vector<Task> tasks;
    std::vector<std::size_t> missing;
    const auto look = [&](const std::vector<std::size_t>& among) -> std::optional<ApiFailure> {
      missing.clear();
      for (const std::size_t i : among) {
        const auto found = kinds_.known(api_version(i), results_[i].key.kind);
        if (!found) return found.error();
        if (*found)
          tasks.push_back({i, **found});
        else
          missing.push_back(i);
      }
      return std::nullopt;
    };
    std::optional<ApiFailure> failure = look(phase);
    std::size_t pauses = 0;
    while (!failure && !missing.empty()) {
      failure = kinds_.refresh();
      if (!failure) failure = look(std::vector<std::size_t>(missing));
      if (failure || missing.empty() || options_.mode == ApplyMode::DryRun || pauses >= std::size(kKindPauses) ||
          is_stopped())
        break;
      api_.clock().sleep(kKindPauses[pauses++]);
    }
    if (failure) {
      for (const std::size_t i : phase) fail(i, *failure);
      return {};
    }
    for (const std::size_t i : missing) {
      const auto other = kinds_.known_group_kind(results_[i].key.group, results_[i].key.kind);
      fail(i, no_such_kind(results_[i].key, api_version(i), other && *other));
    }
    return tasks;
  }

  void apply(const std::vector<std::size_t>& phase) {
    std::vector<std::size_t> named;
    for (const std::size_t i : phase) {
      if (results_[i].key.name.empty())
        fail(i, {400, "NoName", results_[i].key.kind + " without a name cannot be applied", "give it metadata.name"});
      else
        named.push_back(i);
    }
    std::vector<Task> tasks = with_kinds(named);
    for (Task& task : tasks) {
      std::string& ns = results_[task.index].key.ns;
      if (!task.resource.is_namespaced)
        ns.clear();
      else if (ns.empty())
        ns = api_.access().ns.empty() ? "default" : api_.access().ns;
    }
    if (tasks.empty() || !learn_before(tasks)) return;
    each_at_once(tasks.size(), [&](std::size_t i) {
      const std::size_t index = tasks[i].index;
      if (is_stopped()) return tell(index, {.outcome = Outcome::Skipped, .key = results_[index].key});
      tell(index, applied(tasks[i]));
    });
  }

  bool learn_before(const std::vector<Task>& tasks) {
    if (options_.before || options_.set_id.empty()) return true;
    std::vector<ApiResource> kinds;
    std::set<std::pair<std::string, std::string>> seen;
    for (const Task& task : tasks)
      if (seen.emplace(task.resource.group, task.resource.kind).second) kinds.push_back(task.resource);
    auto members = members_of(api_, kinds, options_.set_id);
    if (!members) {
      for (const Task& task : tasks) fail(task.index, explained(members.error(), results_[task.index].key));
      return false;
    }
    before_.merge(Members(std::move(members).value()));
    return true;
  }

  /// The object as we want it: with the set's label.
  doc::Document wanted(std::size_t index) const {
    doc::Map object(*objects_[index]);
    if (!options_.set_id.empty()) {
      doc::Map metadata((*objects_[index])["metadata"]);
      const doc::Node& written = (*objects_[index])["metadata"]["labels"];
      doc::Map labels = written.is_map() ? doc::Map(written) : doc::Map();
      labels.set(kPartOf, options_.set_id);
      metadata.set("labels", std::move(labels));
      object.set("metadata", std::move(metadata));
    }
    return doc::freeze(doc::Value(std::move(object)), {});
  }

  /// The live object before: of the set, else asked for where that matters.
  Result<doc::Document, ApiFailure> ask_live(const Task& task, const kube::ObjectKey& key, const doc::Node*& live) {
    const Members& members = options_.before ? *options_.before : before_;
    const auto member = members.find(key);
    const bool is_listed = member != members.end();
    if (is_listed && member->second.resource.version == task.resource.version) {
      live = member->second.object;
      return member->second.page;
    }
    if (!is_listed && options_.mode == ApplyMode::Real && !options_.set_id.empty()) return doc::Document();
    auto found = api_.get(task.resource.path(key.ns, key.name));
    if (found) {
      live = &found->root();
      return found;
    }
    if (found.error().status == 404) return doc::Document();
    return found;
  }

  Applied applied(const Task& task) {
    Applied result{.outcome = Outcome::Failed, .key = results_[task.index].key};
    const doc::Node* live = nullptr;
    const auto page = ask_live(task, result.key, live);
    if (!page) {
      result.failure = explained(page.error(), result.key);
      return result;
    }
    const doc::Document ours = wanted(task.index);
    if (live && would_change_nothing(*live, ours.root())) {
      result.outcome = Outcome::Unchanged;
      result.uid = (*live)["metadata"]["uid"].text();
      result.object = with_kind(*live, ours.root());
      return result;
    }
    std::string path = task.resource.path(result.key.ns, result.key.name) +
                       "?fieldManager=" + std::string(kFieldManager) + "&fieldValidation=Strict";
    if (options_.conflicts == Conflicts::Take) path += "&force=true";
    if (options_.mode == ApplyMode::DryRun) path += "&dryRun=All";
    const std::string body = doc::write_json(ours.root(), doc::JsonLayout::Compact);
    auto answer = api_.send_again("PATCH", path, body, "application/apply-patch+yaml");
    if (!answer && options_.conflicts == Conflicts::TakeFromPeople && is_conflict_with_people(answer.error()))
      answer = api_.send_again("PATCH", path + "&force=true", body, "application/apply-patch+yaml");
    if (!answer) {
      result.failure = explained(answer.error(), result.key);
      return result;
    }
    result.object = answer->document;
    result.warnings = answer->warnings;
    const doc::Node& now = result.object.root();
    result.uid = now["metadata"]["uid"].text();
    result.outcome = outcome(*answer, live, ours.root(), result.changes);
    return result;
  }

  static Outcome outcome(const Answer& answer, const doc::Node* live, const doc::Node& ours,
                         std::vector<FieldChange>& changes) {
    if (answer.status == 201) return Outcome::Created;
    const doc::Node& now = answer.document.root();
    if (!live) return Outcome::Changed;
    if (now["metadata"]["uid"].text() != (*live)["metadata"]["uid"].text()) return Outcome::Created;  // it was gone
    bool is_ours = sets_other_fields(*live, now);
    for (OwnedChange& one : changed_fields(*live, now, ours)) {
      is_ours = is_ours || one.is_ours;
      changes.push_back(std::move(one.change));
    }
    if (is_ours && !changes.empty()) return Outcome::Changed;
    changes.clear();
    return Outcome::Unchanged;
  }

  Api& api_;
  Kinds& kinds_;
  const std::vector<const doc::Node*>& objects_;
  const ApplyOptions& options_;
  const std::function<void(std::size_t, const Applied&)>& on_result_;
  std::vector<Applied> results_;
  Members before_;
  std::mutex mutex_;
};

}  // namespace

std::vector<Applied> apply_all(Api& api, Kinds& kinds, const std::vector<const doc::Node*>& objects,
                               const ApplyOptions& options,
                               const std::function<void(std::size_t, const Applied&)>& on_result) {
  return Applying(api, kinds, objects, options, on_result).run();
}

}  // namespace slipway::cluster
