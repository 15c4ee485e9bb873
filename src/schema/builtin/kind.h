#pragma once

#include <span>
#include <string_view>

#include "doc/draft.h"
#include "doc/node.h"
#include "schema/errors.h"
#include "schema/object_meta.h"

/// The kinds that Kubernetes itself serves, whose limits are written in Go: one file a group of them, each with a row
/// a kind. Follows Kubernetes 1.36.3 pkg/registry/GROUP/KIND/strategy.go and
/// pkg/apis/GROUP/{v1/defaults.go,validation}.
namespace slipway::schema {
struct ServiceNetwork;
}
namespace slipway::schema::builtin {

/// How the API server treats a kind. Objects come decoded: every field known and of its type, quantities and times
/// readable; null is absent. Functions may be null where Kubernetes does nothing.
struct BuiltinKind {
  std::string_view api_version, kind, resource;  // "apps/v1", "Deployment", "deployments"
  Scope scope;
  /// SetObjectDefaults_KIND of the version: what v1/defaults.go and the declared defaults set.
  void (*set_defaults)(doc::Draft& object);
  /// strategy.PrepareForCreate and what conversion to the internal version and back does, as far as validation or the
  /// stored object shows it.
  void (*prepare)(doc::Draft& object);
  /// strategy.Validate: all of it, metadata too.
  void (*check)(const doc::Node& object, Errors& errors);
  void (*prepare_update)(doc::Draft& object, const doc::Node& old);
  /// strategy.ValidateUpdate, metadata too. `old` is defaulted.
  void (*check_update)(const doc::Node& object, const doc::Node& old, Errors& errors);
  /// Services only: what the store does between decoding and the strategy (BeginCreate, BeginUpdate: addresses and node
  /// ports are given out). What is wrong there is the whole answer. `old` is null on creation.
  void (*begin)(doc::Draft& object, const doc::Node& old, const ServiceNetwork& network, Errors& errors) = nullptr;
  /// Services only: how a stored object is shown when it is read (the store's Decorator).
  void (*decorate)(doc::Draft& object) = nullptr;
};

// Each file offers its rows; kinds.cc lists the files.
std::span<const BuiltinKind> admission_kinds();    // admissionregistration.k8s.io
std::span<const BuiltinKind> apps_kinds();         // Deployment, StatefulSet, DaemonSet, ReplicaSet
std::span<const BuiltinKind> autoscaling_kinds();  // HorizontalPodAutoscaler
std::span<const BuiltinKind> batch_kinds();        // Job, CronJob
std::span<const BuiltinKind> core_kinds();         // ConfigMap, Secret, ServiceAccount, Namespace, Node, Event, …
std::span<const BuiltinKind> extension_kinds();    // CustomResourceDefinition, APIService
std::span<const BuiltinKind> networking_kinds();   // Service, Endpoints, EndpointSlice, Ingress, NetworkPolicy, …
std::span<const BuiltinKind> pod_kinds();          // Pod
std::span<const BuiltinKind> policy_kinds();       // PodDisruptionBudget, PriorityClass, RuntimeClass, Lease
std::span<const BuiltinKind> rbac_kinds();         // Role, ClusterRole, and their bindings
std::span<const BuiltinKind> resource_kinds();     // resource.k8s.io: dynamic resource allocation
std::span<const BuiltinKind> storage_kinds();      // PersistentVolume(Claim), StorageClass, CSIDriver, …

/// nullptr when Kubernetes has no such kind, or slipway does not know it.
const BuiltinKind* find_builtin(std::string_view api_version, std::string_view kind);

}  // namespace slipway::schema::builtin
