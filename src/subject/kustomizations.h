#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "subject/subject.h"

namespace slipway::subject {

/// What kustomizations do to the objects of one file.
struct KustomizedFile {
  std::set<std::string> namespaces;  // that they send them to; "" where none says any
  bool adds_labels = false;          // to selectors and templates too
  std::set<int> roots;               // the outermost ones that take it, by a number of their own
  std::set<std::string> outermost;   // their folders
};

/// Files that kustomizations among those of a subject name, and what they do to them. The outermost kustomization's
/// namespace counts where one names another.
///
/// Source: kustomize 5.8, api/types/kustomization.go and api/internal/konfig/builtinpluginconsts/namespace.go.
class Kustomized {
 public:
  explicit Kustomized(const Subject& subject);
  /// By their folders.
  explicit Kustomized(const std::map<std::string, const doc::Node*>& kustomizations);

  /// nullptr of an object that no kustomization names.
  const KustomizedFile* file_of(const kube::Object& object) const;
  /// Whether it gets a namespace, and the service accounts that it binds with it.
  bool gives_namespace(const kube::Object& object) const;
  bool adds_labels(const kube::Object& object) const;

  enum class Relation {
    None,      // a kustomization takes at most one of them, or they are taken by ones that have no file in common
    OneRoot,   // one takes both
    Variants,  // each is taken by an overlay of its own, and the overlays have a base in common
  };
  Relation relation(std::string_view file, std::string_view other) const;
  /// The outermost kustomizations that take a file: what relation() compares.
  std::set<int> outermost_of(std::string_view file) const;

 private:
  std::map<std::string, KustomizedFile> files_;
  std::map<int, int> families_;  // of roots: those that have files in common
};

}  // namespace slipway::subject
