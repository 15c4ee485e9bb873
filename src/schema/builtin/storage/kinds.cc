#include "schema/builtin/storage/kinds.h"

#include <array>

#include "base/quote.h"
#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {

std::span<const BuiltinKind> storage_kinds() {
  static const std::array<BuiltinKind, 6> kKinds = {
      kPersistentVolume, kPersistentVolumeClaim, kStorageClass, kCsiDriver, kCsiNode, kVolumeAttachment};
  return kKinds;
}

void check_csi_driver_name(std::string_view name, const Path& path, Errors& errors) {
  if (name.empty()) return errors.required(path);
  if (name.size() > 63) errors.too_long(path, 63);
  errors.invalid(path, name, kube::check_dns1123_subdomain(go_lower(name)));
}

}  // namespace slipway::schema::builtin
