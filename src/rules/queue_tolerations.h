#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/taints.h"
#include "subject/subject.h"

namespace slipway::rules {

/// What pods tolerate besides what is written on them, once whoever keeps them back lets them go: Kueue adds the
/// tolerations of the flavour that it admits them to. Follows Kueue 0.19.2 pkg/podset and keps/168.
class QueueTolerations {
 public:
  explicit QueueTolerations(const subject::Subject& subject);

  /// Those of all flavours of its queue, of which it gets one's; none where nobody keeps it back. nullptr when they are
  /// not known: the queue or a flavour is not among the files, or somebody else lets the pod go (scheduling gates, a
  /// suspended job), who may add any.
  const std::vector<kube::Toleration>* of(const subject::PodTemplate& pod);

 private:
  using Objects = std::vector<const kube::Object*>;
  using ByName = std::map<std::pair<std::string_view, std::string_view>, Objects>;  // by namespace and name
  using Known = std::optional<std::vector<kube::Toleration>>;

  static void add(const subject::Subject& subject, std::string_view kind, ByName& into);
  const Known& of_queue(std::string_view ns, std::string_view name);
  Known read_queue(std::string_view ns, std::string_view name) const;

  ByName local_queues_, cluster_queues_, flavors_;
  std::map<std::pair<std::string_view, std::string_view>, Known> known_;  // as they are asked for
};

}  // namespace slipway::rules
