// What disabled features leave out (DropDisabledPodFields), what conversion changes (pkg/apis/core/v1/conversion.go),
// and what the strategy of Pods does when one is made (pkg/registry/core/pod/strategy.go).
#include <string>
#include <string_view>
#include <vector>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/app_armor.h"
#include "schema/builtin/pod/pod_template.h"

namespace slipway::schema::builtin {
namespace {

/// The gate ContainerStopSignals is off.
void drop_stop_signal(doc::Draft& container) {
  bool nothing_left = false;
  container.in("lifecycle", [&](doc::Draft& lifecycle) {
    if (!lifecycle.has("stopSignal")) return;
    lifecycle.remove("stopSignal");
    nothing_left = !lifecycle.has("postStart") && !lifecycle.has("preStop");
  });
  if (nothing_left) container.remove("lifecycle");
}

/// The gates ClusterTrustBundleProjection and PodCertificateRequest are off.
void drop_projections(doc::Draft& volume) {
  volume.in("projected", [](doc::Draft& projected) {
    projected.each("sources", [](doc::Draft& source) {
      source.remove("clusterTrustBundle");
      source.remove("podCertificate");
    });
  });
}

/// Where init containers stood once.
void drop_old_annotations(doc::Draft& owner) {
  owner.in("metadata", [](doc::Draft& meta) {
    meta.in("annotations", [](doc::Draft& annotations) {
      for (const char* key :
           {"pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
            "pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses"})
        annotations.remove(key);
    });
  });
}

/// Adds to the selector what matchLabelKeys (or mismatchLabelKeys) mean for a pod of these labels.
void add_label_keys(doc::Draft& term, std::string_view keys, std::string_view op, const doc::Node& labels) {
  if (term[keys].size() == 0 || !term["labelSelector"].is_map()) return;
  const doc::Node wanted = term[keys];
  term.in("labelSelector", [&](doc::Draft& selector) {
    const doc::Node written = selector["matchExpressions"];
    std::vector<doc::Node> expressions(written.items().begin(), written.items().end());
    for (const doc::Node& key : wanted.items()) {
      const doc::Node* value = labels.find(text_of(key));
      if (!value) continue;
      doc::Draft expression(selector.empty_map(), selector.arena());
      expression.set("key", text_of(key));
      expression.set("operator", op);
      expression.set("values", expression.list_of({*value}, *value));
      expressions.push_back(expression.node());
    }
    if (expressions.size() > written.size()) selector.set("matchExpressions", selector.list_of(expressions, written));
  });
}

void add_label_keys_to_affinity(doc::Draft& spec, const doc::Node& labels) {
  const auto add = [&](doc::Draft& term) {
    add_label_keys(term, "matchLabelKeys", "In", labels);
    add_label_keys(term, "mismatchLabelKeys", "NotIn", labels);
  };
  spec.in("affinity", [&](doc::Draft& affinity) {
    for (const char* kind : {"podAffinity", "podAntiAffinity"})
      affinity.in(kind, [&](doc::Draft& terms) {
        terms.each("requiredDuringSchedulingIgnoredDuringExecution", add);
        terms.each("preferredDuringSchedulingIgnoredDuringExecution",
                   [&](doc::Draft& weighted) { weighted.in("podAffinityTerm", add); });
      });
  });
}

}  // namespace

void prepare_pod_spec(doc::Draft& spec) {
  if (text_of(spec["serviceAccountName"]).empty() && !text_of(spec["serviceAccount"]).empty())
    spec.set("serviceAccountName", doc::Node(spec["serviceAccount"]));
  if (text_of(spec["serviceAccount"]) != text_of(spec["serviceAccountName"]))
    spec.set("serviceAccount", doc::Node(spec["serviceAccountName"]));
  spec.remove("schedulingGroup");  // the gate GenericWorkload is off
  for (const char* containers : {"initContainers", "containers", "ephemeralContainers"})
    spec.each(containers, drop_stop_signal);
  spec.each("volumes", drop_projections);
}

void prepare_template(doc::Draft& owner_spec) {
  owner_spec.in("template", [](doc::Draft& made) {
    drop_old_annotations(made);
    made.in("spec", prepare_pod_spec);
  });
}

void prepare_pod(doc::Draft& pod) {
  drop_old_annotations(pod);
  pod.remove("status");
  pod.in("spec", [](doc::Draft& spec) {
    if (integer_of(spec["terminationGracePeriodSeconds"]) < 0) spec.set("terminationGracePeriodSeconds", 1);
    prepare_pod_spec(spec);
  });
}

void prepare_new_pod(doc::Draft& pod) {
  prepare_pod(pod);
  const doc::Node labels = pod["metadata"]["labels"], annotations = pod["metadata"]["annotations"];
  pod.in("spec", [&](doc::Draft& spec) {
    add_label_keys_to_affinity(spec, labels);
    spec.each("topologySpreadConstraints",
              [&](doc::Draft& constraint) { add_label_keys(constraint, "matchLabelKeys", "In", labels); });
    set_app_armor_from_annotations(spec, annotations);
  });
}

}  // namespace slipway::schema::builtin
