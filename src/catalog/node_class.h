#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "kube/quantity.h"

namespace slipway::catalog {

/// What Karpenter's AWS provider (1.14.1, pkg/providers/amifamily) treats differently.
enum class AmiFamily { Al2, Al2023, Bottlerocket, Windows2019, Windows2022, Windows2025, Custom };

struct AmiFamilyTraits {
  std::string_view name;              // as in spec.amiFamily: "AL2023"
  bool eni_limited_pods;              // else 110, unless kubelet.maxPods says more
  bool eni_limited_memory_overhead;   // kube-reserved memory by addresses, not by the pods allowed
  bool pods_per_core;                 // kubelet.podsPerCore counts
  std::string_view ephemeral_device;  // the disk pods write to; "" for Custom
  std::string_view default_volume;    // its size when nothing says another
  std::string_view windows_build;     // "" on Linux
};
const AmiFamilyTraits& traits_of(AmiFamily family);
bool is_windows(AmiFamily family);

/// An EC2NodeClass (karpenter.k8s.aws/v1) as far as it decides what an instance type offers.
struct NodeClass {
  AmiFamily ami_family = AmiFamily::Al2023;

  struct BlockDevice {
    std::string device_name;
    std::optional<kube::Quantity> volume_size;
    bool is_root = false;
  };
  std::vector<BlockDevice> block_devices;
  bool instance_store_raid0 = false;

  struct NetworkInterface {
    int network_card = 0;
    int device = 0;
    bool efa_only = false;
  };
  std::optional<std::vector<NetworkInterface>> network_interfaces;  // empty: not written, which is not an empty list
  bool connection_tracking = false;

  // spec.kubelet
  std::optional<int> max_pods;
  int pods_per_core = 0;
  std::map<std::string, kube::Quantity, std::less<>> kube_reserved, system_reserved;
  std::optional<std::string> evict_below_memory;   // evictionHard memory.available: "200Mi" or "5%", checked
  std::optional<std::string> evict_below_storage;  // evictionHard nodefs.available

  // status
  struct Zone {
    std::string name, id;  // "us-east-1a", "use1-az1"; the id may be empty
  };
  std::vector<Zone> zones;  // of its subnets
  struct Reservation {
    std::string id;
    std::string instance_type;  // empty: nobody knows, and any will do
    std::string type;           // "default", "capacity-block"
    bool interruptible = false;
    std::string zone = {};  // "us-east-1a"
  };
  std::vector<Reservation> reservations;
};

/// Reads an EC2NodeClass object. What the API server would refuse is an error: NODECLASS001 an AMI family that is none,
/// NODECLASS002 a text that is no quantity or percentage; the field is then left out.
NodeClass read_node_class(const doc::Node& object, Diagnostics& diagnostics);

/// "5%" → 5; nullopt when the text is no percentage.
std::optional<double> percentage(std::string_view text);

}  // namespace slipway::catalog
