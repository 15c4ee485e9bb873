#include "components/parts/keys.h"

#include "components/parts/data_names.h"
#include "kube/quantity.h"

namespace slipway::components {

platform::ResourceId add_key(Expansion& in, std::string_view kind, std::string_view name, std::string_view what,
                             SourceRange origin) {
  const auto id = in.add("aws_kms_key", key_id(kind, name).name,
                         {{"description", "encrypts " + std::string(what)},
                          {"enable_key_rotation", true},
                          {"deletion_window_in_days", 30}},
                         origin);
  in.add("aws_kms_alias", id.name,
         {{"name", "alias/" + in.platform.name.value + "/" + std::string(kind) + "/" + std::string(name)},
          {"target_key_id", id.attribute("key_id")}},
         origin);
  return id;
}

std::int64_t gibibytes(std::string_view size) {
  constexpr std::int64_t kGibibyte = std::int64_t{1} << 30;
  const auto quantity = kube::Quantity::parse(size);
  return quantity ? (quantity->value() + kGibibyte - 1) / kGibibyte : 0;
}

}  // namespace slipway::components
