#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "catalog/instance_types.h"
#include "catalog/price.h"

namespace slipway::catalog {

/// Exact bounds, both inclusive; an absent one does not bound. Written "4", "4-8", "4-" or "-8".
struct Range {
  std::optional<Money> least, most;
  bool is_open() const { return !least && !most; }
  bool holds(Money amount) const { return (!least || amount >= *least) && (!most || amount <= *most); }
  /// A figure that the sources do not have is in no range.
  bool holds(std::optional<int> figure) const;
};
Result<Range, ParseError> parse_range(std::string_view text);

enum class Purchase { OnDemand, Spot };
enum class TypeOrder { Name, Price, Vcpus, Memory, Gpus, GpuMemory, Network };

/// Which types somebody looks for. Lists: any of them, empty: all. Ranges: open when not written.
struct TypeFilter {
  std::string region = "us-east-1";
  Purchase purchase = Purchase::OnDemand;  // which price `price` bounds and TypeOrder::Price sorts by
  std::vector<std::string> names;          // of types, with * for any letters ("g5.*"), or of families
  std::vector<std::string> families, architectures, gpus_named, accelerators_named;
  Range vcpus, memory_gib, gpus, gpu_memory_gib, accelerators, efa_interfaces, network_gbps, local_nvme_gb, price;
  bool efa = false;          // with at least one EFA interface
  bool accelerated = false;  // with a GPU or accelerator
  bool bare_metal = true;    // false: leave it out
  bool only_seen = false;    // leave out types that no list of the region names
  TypeOrder order = TypeOrder::Price;
  bool descending = false;
  std::size_t at_most = 0;  // 0: all
};

struct PricedType {
  const InstanceType* type;
  std::optional<Price> on_demand, spot;
  bool seen;  // a price or spot list names the type in the region (seen_in_region)
};

/// In the filter's order, types without the figure last, equal ones by name.
std::vector<PricedType> select(const TypeFilter& filter);

/// What in the filter names nothing: "unknown family 'g4nd', did you mean g4dn?". Empty when all is known.
std::vector<std::string> unknown_words(const TypeFilter& filter);

/// Whether a type is of this family: "g5".
bool is_family(std::string_view name);

/// Whether a price or spot list of the region names the type. False is no proof that EC2 does not offer it there: the
/// lists are partial and older than the newest types.
bool seen_in_region(std::string_view instance_type, std::string_view region);

}  // namespace slipway::catalog
