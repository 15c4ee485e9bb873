#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Which object, or which resource of a plan, a place belongs to.
class ObjectPlaces {
 public:
  explicit ObjectPlaces(Subject subject) : subject_(std::move(subject)) {}

  struct Owner {
    const kube::Object* object = nullptr;  // one of these two; both nullptr where there is none
    const PlannedResource* resource = nullptr;
    /// "Deployment/ml/web", "NodePool/gpu", "aws_eks_cluster.main"; "" where there is none.
    std::string name() const;
  };
  Owner at(const SourceRange& where) const;
  /// What a finding is about: at its place, and of the several objects that an entry of platform.yaml becomes the one
  /// that it names, or else the first.
  Owner of(const Diagnostic& finding) const;

 private:
  struct Start {
    int line, column;
    Owner owner;
    std::pair<int, int> place() const { return {line, column}; }
  };
  using Files = std::map<std::string_view, std::vector<Start>>;  // each by line and column
  Files read() const;
  std::vector<const Start*> made_at(const SourceRange& where) const;

  Subject subject_;
  // Once somebody asks:
  mutable std::optional<Files> files_;
  mutable Files
      made_;  // what platform.yaml and what it includes becomes; at each key of its entries a start of nothing
};

}  // namespace slipway::subject
