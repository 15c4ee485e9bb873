#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "model/replicas.h"

namespace slipway::model {

/// Native objects out of documents: lists are taken apart, items of a typed list that do not say their kind get it.
class Collection {
 public:
  /// What is no Kubernetes object: refused (KUBE006), or passed over because nobody said that it is one.
  enum class Strangers { Refused, PassedOver };
  /// False when the document held none.
  bool add(doc::Document document, Strangers strangers, Diagnostics& diagnostics);

  Objects objects() const { return objects_; }
  /// Leaves out the objects of this kind.
  void drop(std::string_view kind);

 private:
  void add_objects(const doc::Node& node, int depth, Strangers strangers, Diagnostics& diagnostics);

  std::vector<doc::Document> documents_;
  std::vector<const doc::Node*> objects_;
};

}  // namespace slipway::model
