#include "subject/kustomizations.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "subject/applications.h"
#include "subject/cluster_kinds.h"
#include "subject/state.h"
#include "subject/values_files.h"

namespace slipway::subject {
namespace {

constexpr int kDeepest = 16, kMostVisits = 10'000;

bool is_kustomization(std::string_view path) {
  const std::string_view base = path.substr(folder_of(path).size());
  return base == "kustomization.yaml" || base == "kustomization.yml" || base == "Kustomization";
}

/// Where a path leads that is written in a file of `folder`: no "." and no ".." but at the beginning.
std::string path_from(std::string_view folder, std::string_view path) {
  std::vector<std::string> parts;
  const std::string whole = path.starts_with('/') ? std::string(path) : std::string(folder) + std::string(path);
  for (const std::string_view part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.emplace_back(part);
  }
  return (whole.starts_with('/') ? "/" : "") + join(parts, "/");
}

/// The kustomizations among documents, by folder.
using Roots = std::map<std::string, const doc::Node*>;

void take_roots(std::span<const doc::Document> documents, Roots& out) {
  for (const doc::Document& one : documents)
    if (one.source() && is_kustomization(one.source()->name()))
      out.try_emplace(path_from("", folder_of(one.source()->name())), &one.root());
}

template <class Say>
void each_resource(const std::string& folder, const doc::Node& root, Say say) {
  const std::string beside = folder.empty() ? "" : folder + "/";  // "" is the working directory
  for (const std::string_view field : {"resources", "bases", "components"})
    for (const doc::Node& one : root[field].items())
      if (one.is_string() && one.text().find("://") == std::string_view::npos) say(path_from(beside, one.text()));
}

bool adds_labels(const doc::Node& root) {
  return root["commonLabels"].size() > 0 || std::ranges::any_of(root["labels"].items(), [](const doc::Node& one) {
           return one["includeSelectors"].text() == "true";
         });
}

/// Whether an item of `images` says which image is meant for good; a new name alone, or `latest`, does not.
bool says_tag(const doc::Node& image) {
  const std::string_view tag = image["newTag"].text(), name = image["newName"].text();
  if (!image["digest"].text().empty()) return true;
  if (!tag.empty()) return tag != "latest";
  const std::size_t colon = name.rfind(':');
  return colon != name.npos && name.find('/', colon) == name.npos && name.substr(colon + 1) != "latest";
}

/// What kustomizations do to a file on the way to it, from the outermost inwards.
struct OnTheWay {
  std::string_view ns;
  bool adds_labels = false;
  std::vector<std::shared_ptr<const KustomizePatch>> patches;
  std::vector<std::string_view> images;
  std::string before, behind;  // names

  OnTheWay with(const doc::Node& root) const {
    OnTheWay out = *this;
    if (const doc::Node& own = root["namespace"]; ns.empty() && own.is_string()) out.ns = own.text();
    out.adds_labels = adds_labels || subject::adds_labels(root);
    for (const doc::Node& image : root["images"].items()) {
      // What is renamed here may get its tag from outside, by its new name.
      const std::string_view name = image["name"].text(), new_name = image["newName"].text();
      if (!image["name"].is_string()) continue;
      if (says_tag(image) || (!new_name.empty() && std::ranges::count(images, new_name) > 0))
        out.images.push_back(name);
    }
    if (const doc::Node& prefix = root["namePrefix"]; prefix.is_string()) out.before += prefix.text();
    if (const doc::Node& suffix = root["nameSuffix"]; suffix.is_string())
      out.behind = std::string(suffix.text()) + out.behind;
    return out;
  }
};

class Walk {
 public:
  Walk(const Roots& roots, const FindDocuments& find, std::map<std::string, KustomizedFile>& files)
      : roots_(roots), find_(find), files_(files) {}

  void visit_root(const std::string& folder, const doc::Node& root) {
    ++root_;
    outermost_ = &folder;
    visit(folder, root, {}, 0);
  }

 private:
  void visit(const std::string& folder, const doc::Node& root, const OnTheWay& from_outside, int depth) {
    if (depth > kDeepest || ++visits_ > kMostVisits) return;
    OnTheWay here = from_outside.with(root);
    const auto& own = patches_in(folder, root);
    here.patches.insert(here.patches.end(), own.begin(), own.end());
    each_resource(folder, root, [&](const std::string& path) {
      if (const auto inner = roots_.find(path); inner != roots_.end())
        return visit(path, *inner->second, here, depth + 1);
      KustomizedFile& file = files_[path];
      file.namespaces.emplace(here.ns);
      file.adds_labels |= here.adds_labels;
      for (const auto& patch : here.patches)
        if (std::ranges::find(file.patches, patch) == file.patches.end()) file.patches.push_back(patch);
      file.images.insert(here.images.begin(), here.images.end());
      file.affixes.emplace(here.before, here.behind);
      file.roots.insert(root_);
      file.outermost.insert(*outermost_);
    });
  }

  /// Of one kustomization, read once however many overlays name it.
  const std::vector<std::shared_ptr<const KustomizePatch>>& patches_in(const std::string& folder,
                                                                       const doc::Node& root) {
    const auto [at, is_new] = patches_.try_emplace(folder);
    if (!is_new) return at->second;
    const std::string beside = folder.empty() ? "" : folder + "/";
    const FindDocuments find = [&](std::string_view path) {
      return find_ ? find_(path_from(beside, path)) : std::span<const doc::Node* const>();
    };
    for (KustomizePatch& one : patches_of(root, find))
      at->second.push_back(std::make_shared<const KustomizePatch>(std::move(one)));
    return at->second;
  }

  const Roots& roots_;
  const FindDocuments& find_;
  std::map<std::string, std::vector<std::shared_ptr<const KustomizePatch>>> patches_;
  std::map<std::string, KustomizedFile>& files_;
  const std::string* outermost_ = nullptr;
  int visits_ = 0, root_ = 0;
};

/// Of each root one number that it shares with those that take a file of its.
std::map<int, int> families_of(const std::map<std::string, KustomizedFile>& files) {
  std::map<int, int> next;  // towards the family's number
  const auto family = [&](int root) {
    int last = root;
    while (next.try_emplace(last, last).first->second != last) last = next[last];
    while (next[root] != last) root = std::exchange(next[root], last);
    return last;
  };
  for (const auto& [path, file] : files)
    for (const int root : file.roots) next[family(root)] = family(*file.roots.begin());
  std::map<int, int> out;
  for (const auto& [root, towards] : std::map<int, int>(next)) out[root] = family(root);
  return out;
}

Roots roots_of(const Subject& subject) {
  Roots out;
  for (const kube::Object* object : subject.of_kind("Kustomization", "kustomize.config.k8s.io"))
    if (const SourceText* source = object->node->where().source)
      out.try_emplace(path_from("", folder_of(source->name())), object->node);
  take_roots(subject.yaml_files(), out);
  return out;
}

/// What is here of what patches may be, by plain path.
class DocumentsByPath {
 public:
  explicit DocumentsByPath(const Subject& subject) {
    const auto add = [&](const SourceText* source, const doc::Node& root) {
      if (source) (*all_)[path_from("", source->name())].push_back(&root);
    };
    for (const kube::Object& one : subject.objects()) add(one.node->where().source, *one.node);
    for (const doc::Document& one : subject.yaml_files()) add(one.source(), one.root());
    for (const doc::Document& one : subject.json_files()) add(one.source(), one.root());
  }
  std::span<const doc::Node* const> operator()(std::string_view path) const {
    const auto found = all_->find(path);
    return found == all_->end() ? std::span<const doc::Node* const>() : found->second;
  }

 private:
  using All = std::map<std::string, std::vector<const doc::Node*>, std::less<>>;
  std::shared_ptr<All> all_ = std::make_shared<All>();  // copied with the function that it is
};

}  // namespace

Kustomized::Kustomized(const Roots& roots, const FindDocuments& find) {
  std::set<std::string> inner;
  for (const auto& [folder, root] : roots)
    each_resource(folder, *root, [&](const std::string& path) { inner.insert(path); });
  for (const auto& [folder, root] : roots)
    for (const doc::Node& one : (*root)["vars"].items())
      if (one["name"].is_string()) variables_.emplace(one["name"].text());
  Walk walk(roots, find, files_);
  for (const auto& [folder, root] : roots)
    if (!inner.contains(folder)) walk.visit_root(folder, *root);
  families_ = families_of(files_);
}

Kustomized::Kustomized(const Subject& subject) {
  const Roots roots = roots_of(subject);
  if (!roots.empty()) *this = Kustomized(roots, DocumentsByPath(subject));
}

const KustomizedFile* Kustomized::file_of(const kube::Object& object) const {
  const SourceText* source = files_.empty() ? nullptr : object.node->where().source;
  return source ? file_at(source->name()) : nullptr;
}

const KustomizedFile* Kustomized::file_at(std::string_view path) const {
  const auto found = files_.empty() ? files_.end() : files_.find(path_from("", path));
  return found == files_.end() ? nullptr : &found->second;
}

Kustomized::Relation Kustomized::relation(std::string_view file, std::string_view other) const {
  if (files_.empty()) return Relation::None;
  const auto one = files_.find(path_from("", file)), two = files_.find(path_from("", other));
  if (one == files_.end() || two == files_.end()) return Relation::None;
  const std::set<int>&roots = one->second.roots, &others = two->second.roots;
  if (std::ranges::any_of(roots, [&](int root) { return others.contains(root); })) return Relation::OneRoot;
  return families_.at(*roots.begin()) == families_.at(*others.begin()) ? Relation::Variants : Relation::None;
}

std::set<int> Kustomized::outermost_of(std::string_view file) const {
  if (files_.empty()) return {};
  const auto found = files_.find(path_from("", file));
  return found == files_.end() ? std::set<int>() : found->second.roots;
}

bool Kustomized::gives_namespace(const kube::Object& object) const {
  const KustomizedFile* file = file_of(object);
  return file && !file->namespaces.rbegin()->empty();
}

bool Kustomized::adds_labels(const kube::Object& object) const {
  const KustomizedFile* file = file_of(object);
  return file && file->adds_labels;
}

bool Kustomized::is_patched(const kube::Object& object, std::string_view field) const {
  const KustomizedFile* file = file_of(object);
  return file &&
         std::ranges::any_of(file->patches, [&](const auto& patch) { return patch->may_change(object, field); });
}

bool Kustomized::tags_image(const kube::Object& object, std::string_view name) const {
  const KustomizedFile* file = file_of(object);
  return file && file->images.contains(std::string(name));
}

bool Kustomized::names_apart(std::string_view file, std::string_view other) const {
  static const std::set<std::pair<std::string, std::string>> kNone = {{"", ""}};
  const KustomizedFile *one = file_at(file), *two = file_at(other);
  return (one ? one->affixes : kNone) != (two ? two->affixes : kNone);
}

bool Kustomized::names_variable(std::string_view text) const {
  if (variables_.empty()) return false;
  for (std::size_t at = text.find("$("); at != text.npos; at = text.find("$(", at + 2)) {
    const std::string_view rest = text.substr(at + 2);
    if (variables_.contains(rest.substr(0, rest.find(')')))) return true;
  }
  return false;
}

std::set<std::string> env_files_of_kustomizations(std::span<const doc::Document> objects,
                                                  std::span<const doc::Document> others) {
  Roots roots;
  take_roots(objects, roots);
  take_roots(others, roots);
  std::set<std::string> out;
  for (const auto& [folder, root] : roots) {
    const std::string beside = folder.empty() ? "" : folder + "/";
    const auto take = [&](const doc::Node& file) {
      if (file.is_string()) out.insert(path_from(beside, file.text()));
    };
    for (const std::string_view field : {"configMapGenerator", "secretGenerator"})
      for (const doc::Node& one : (*root)[field].items()) {
        take(one["env"]);
        for (const doc::Node& file : one["envs"].items()) take(file);
      }
    out.insert(path_from(beside, "params.env"));
  }
  return out;
}

void apply_kustomizations(Subject::State& state) {
  ClusterKinds cluster_kinds;
  for (const kube::Object& object : state.objects) cluster_kinds.add(object);
  // What stands in no namespace the API server takes with one, and puts nowhere else.
  for (kube::Object& object : state.objects)
    if (cluster_kinds.has(object)) object.ns.clear();
  Roots roots;
  take_roots(state.documents, roots);
  take_roots(state.yaml_files, roots);
  Applications applications;
  for (const kube::Object& object : state.objects) applications.add(object);
  if (roots.empty() && applications.empty()) return;
  const Kustomized kustomized(roots);
  std::map<std::string_view, std::string_view> by_folder;
  const auto sent_from = [&](std::string_view folder) {
    const auto [at, is_new] = by_folder.try_emplace(folder);
    if (is_new) at->second = applications.namespace_of(folder);
    return at->second;
  };
  for (kube::Object& object : state.objects) {
    const KustomizedFile* file = kustomized.file_of(object);
    const std::string_view by_kustomization =
        file && file->namespaces.size() == 1 ? std::string_view(*file->namespaces.begin()) : std::string_view();
    if (!by_kustomization.empty()) {
      if (object.kind == "Namespace")
        object.name = by_kustomization;
      else if (!cluster_kinds.may_have(object))
        object.ns = by_kustomization;
      continue;
    }
    const SourceText* source = object.node->where().source;
    if (applications.empty() || !source || !object.ns.empty() || object.kind == "Namespace" ||
        cluster_kinds.may_have(object))
      continue;
    // What several kustomizations take goes to several places, or to one.
    std::set<std::string_view> namespaces;
    if (file)
      for (const std::string& root : file->outermost) namespaces.insert(sent_from(root));
    else
      namespaces.insert(sent_from(folder_of(source->name())));
    if (namespaces.size() == 1) object.ns = *namespaces.begin();
  }
}

}  // namespace slipway::subject
