#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "subject/kustomize_patches.h"
#include "subject/subject.h"

namespace slipway::subject {

/// What kustomizations do to the objects of one file.
struct KustomizedFile {
  std::set<std::string> namespaces;  // that they send them to; "" where none says any
  bool adds_labels = false;          // to selectors and templates too
  std::set<int> roots;               // the outermost ones that take it, by a number of their own
  std::vector<std::shared_ptr<const KustomizePatch>> patches;  // of those that take it, of whatever
  std::set<std::string> images;  // names of which one says a tag that is not `latest`, or a digest
  std::set<std::pair<std::string, std::string>> affixes;  // that names get: before and behind
  std::set<std::string> outermost;                        // folders of the outermost ones
};

/// Files that kustomizations among those of a subject name, and what they do to them. The outermost kustomization's
/// namespace counts where one names another.
///
/// Source: kustomize 5.8, api/types/kustomization.go and api/internal/konfig/builtinpluginconsts/namespace.go.
class Kustomized {
 public:
  explicit Kustomized(const Subject& subject);
  /// By their folders. What of patches stands in files `find` gives.
  explicit Kustomized(const std::map<std::string, const doc::Node*>& kustomizations, const FindDocuments& find = {});

  /// nullptr of an object that no kustomization names.
  const KustomizedFile* file_of(const kube::Object& object) const;
  /// Whether it gets a namespace, and the service accounts that it binds with it.
  bool gives_namespace(const kube::Object& object) const;
  bool adds_labels(const kube::Object& object) const;
  /// Whether a patch may change a field of this name in it; any: "". One that nobody sees may change all.
  bool is_patched(const kube::Object& object, std::string_view field = {}) const;
  /// Whether it says which tag an image has, by its name without one.
  bool tags_image(const kube::Object& object, std::string_view name) const;
  /// Whether a text names one of their `vars`, $(NAME), which they put in.
  bool names_variable(std::string_view text) const;
  /// Whether objects of one name in the two files get different ones.
  bool names_apart(std::string_view file, std::string_view other) const;

  enum class Relation {
    None,      // a kustomization takes at most one of them, or they are taken by ones that have no file in common
    OneRoot,   // one takes both
    Variants,  // each is taken by an overlay of its own, and the overlays have a base in common
  };
  Relation relation(std::string_view file, std::string_view other) const;
  /// The outermost kustomizations that take a file: what relation() compares.
  std::set<int> outermost_of(std::string_view file) const;

 private:
  const KustomizedFile* file_at(std::string_view path) const;

  std::map<std::string, KustomizedFile> files_;
  std::set<std::string, std::less<>> variables_;
  std::map<int, int> families_;  // of roots: those that have files in common
};

/// Files of NAME=value, a line each, that kustomizations among the documents make ConfigMaps and Secrets of, and
/// params.env beside one: plain paths. kustomize takes all behind the first = for the value, as it stands.
std::set<std::string> env_files_of_kustomizations(std::span<const doc::Document> objects,
                                                  std::span<const doc::Document> others);

}  // namespace slipway::subject
