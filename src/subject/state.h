#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "doc/arena.h"
#include "doc/yaml.h"
#include "kube/label_selector.h"
#include "subject/namespaces.h"
#include "subject/subject.h"
#include "subject/text_places.h"

namespace slipway::subject {

/// What a subject holds. Everything that points into something else points into what stands here.
struct Subject::State {
  Context context;
  std::vector<std::shared_ptr<const SourceText>> sources;
  std::vector<const SourceText*> texts;
  std::shared_ptr<doc::DocumentMemory> memory = doc::make_document_memory();  // of what is read from files
  std::vector<doc::Document> documents;                                       // of objects
  doc::Arena arena;  // of pods that are put together from what their object says

  std::vector<kube::Object> objects;
  std::vector<TerraformPlan> plans;
  std::vector<TerraformText> configurations;
  std::vector<Script> scripts;
  std::vector<HereDocument> here_documents;
  std::vector<UserData> user_data;
  std::vector<Release> releases;
  std::vector<Variable> variables;
  std::vector<doc::Document> json_files, yaml_files;
  std::vector<std::size_t> named_strangers, named_json;  // of yaml_files and json_files: those that a person named
  // What is said of when all is read: of files that SOPS has encrypted, of parts of workloads, of lines (ENV001) of
  // files that kustomize may read.
  std::vector<SourceRange> encrypted, patches;
  Diagnostics unread_lines;
  std::shared_ptr<const spec::Platform> platform;
  std::shared_ptr<const platform::Graph> graph;

  // Indexes, made once by finish().
  using Objects = std::vector<const kube::Object*>;
  std::map<std::string_view, Objects> by_kind;
  std::map<std::pair<std::string_view, std::string_view>, Objects> by_kind_and_group;
  struct Name {
    std::string_view kind, ns, name;
    friend bool operator==(const Name&, const Name&) = default;
  };
  struct NameHash {
    std::size_t operator()(const Name& name) const {
      const std::hash<std::string_view> hash;
      return (hash(name.kind) * 31 + hash(name.ns)) * 31 + hash(name.name);
    }
  };
  std::unordered_map<Name, const kube::Object*, NameHash> by_name;
  std::vector<PodTemplate> pods;  // those of one owner stand together
  std::unordered_map<const kube::Object*, std::pair<std::size_t, std::size_t>> pods_of;
  std::map<std::string_view, std::vector<std::size_t>> pods_of_namespace;
  std::unordered_map<Name, std::vector<std::size_t>, NameHash> pods_of_label;  // namespace, key, value

  mutable std::map<std::type_index, std::shared_ptr<void>> derived;  // by rules

  /// Of many objects the labels would take more than what else is read of them: only those of Namespaces are kept, all
  /// others are looked up in the object's node.
  void add(kube::Object object) {
    if (object.kind != "Namespace") object.labels.clear();
    objects.push_back(std::move(object));
  }
  void make_indexes();
  /// Pods of a namespace among which all that a selector selects are, by the part of it that leaves the fewest.
  std::vector<std::size_t> candidates(std::string_view ns, const kube::LabelSelector& selector) const;
};

/// The pods that an object makes, into `out`. `arena` outlives them.
void add_pods(const kube::Object& object, doc::Arena& arena, std::vector<PodTemplate>& out);

/// Where lines begin, of each text once.
class PlacesOfTexts {
 public:
  const TextPlaces& of(const SourceText& source) { return all_.try_emplace(&source, source).first->second; }

 private:
  std::map<const SourceText*, TextPlaces> all_;
};

/// Objects get the namespace that kustomizations among the files give them (Namespaces become it); those of a file that
/// is sent to several (a base of overlays) stay as they are. Where neither a kustomization nor the object says one, it
/// is that of the Argo CD Application or Flux Kustomization whose path they lie at. Those of kinds that stand in none
/// lose theirs.
/// Before indexes are made.
void apply_kustomizations(Subject::State& state);

/// What nodes run, of the field of an object or a plan. `text` is the node that holds it.
UserData read_user_data(const doc::Node& text, PlacesOfTexts& places);

/// The releases of scripts, plans, Terraform texts, Applications and a platform, in that order. Findings: values that
/// are no YAML.
std::vector<Release> read_releases(const Subject::State& state, Diagnostics& findings);

}  // namespace slipway::subject
