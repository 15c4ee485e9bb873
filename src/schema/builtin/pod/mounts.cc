// ValidateVolumeMounts and ValidateVolumeDevices. Some paths lack the index: so they do in the server.
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/paths.h"

namespace slipway::schema::builtin {
namespace {

/// What the other list of the container holds: names, and where each is put (of a name that comes twice, the last).
struct Taken {
  NameSet names, places;
  Taken(const doc::Node& list, std::string_view place) {
    if (list.size() == 0) return;
    NameTable<std::string_view> last;
    for (const doc::Node& each : list.items()) {
      names.add(text_of(each["name"]));
      last.set(text_of(each["name"]), text_of(each[place]));
    }
    last.each([&](std::string_view, std::string_view at) { places.add(at); });
  }
};

void check_propagation(const doc::Node& mount, const doc::Node& container, const Path& path, Errors& errors) {
  const doc::Node& propagation = mount["mountPropagation"];
  if (propagation.is_null()) return;
  const std::string_view mode = text_of(propagation);
  if (!is_one_of(mode, {"None", "HostToContainer", "Bidirectional"}))
    errors.not_supported(path, mode, {"Bidirectional", "HostToContainer", "None"});
  if (mode == "Bidirectional" && !flag_of(container["securityContext"]["privileged"]))
    errors.forbidden(path, "Bidirectional mount propagation is available only to privileged containers");
}

void check_recursive_read_only(const doc::Node& mount, const Path& path, Errors& errors) {
  const doc::Node& recursive = mount["recursiveReadOnly"];
  if (recursive.is_null() || text_of(recursive) == "Disabled") return;
  if (!is_one_of(text_of(recursive), {"Enabled", "IfPossible"}))
    return errors.not_supported(path, text_of(recursive), {"Disabled", "Enabled", "IfPossible"});
  if (!flag_of(mount["readOnly"])) errors.forbidden(path, "may only be specified when readOnly is true");
  const doc::Node& propagation = mount["mountPropagation"];
  if (!propagation.is_null() && text_of(propagation) != "None")
    errors.forbidden(path, "may only be specified when mountPropagation is None or not specified");
}

void check_sub_path(const doc::Node& mount, const Path& list, const Path& path, Errors& errors) {
  const std::string_view sub_path = text_of(mount["subPath"]), expression = text_of(mount["subPathExpr"]);
  if (!sub_path.empty()) check_descending_path(sub_path, Path(list, "subPath"), errors);
  if (expression.empty()) return;
  if (!sub_path.empty())
    errors.invalid(Path(path, "subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
  check_descending_path(expression, Path(list, "subPathExpr"), errors);
}

}  // namespace

void check_volume_mounts(const doc::Node& container, const PodVolumes& volumes, const Path& path, Errors& errors) {
  const doc::Node& mounts = container["volumeMounts"];
  if (mounts.size() == 0) return;
  const Taken devices(container["volumeDevices"], "devicePath");
  NameSet places;
  std::size_t index = 0;
  for (const doc::Node& mount : mounts.items()) {
    const Path at(path, index++), name_path(at, "name"), place_path(at, "mountPath");
    const std::string_view name = text_of(mount["name"]), place = text_of(mount["mountPath"]);
    if (name.empty()) errors.required(name_path);
    if (!volumes.has(name)) errors.not_found(name_path, name);
    if (place.empty()) errors.required(place_path);
    if (!places.add(place)) errors.invalid(place_path, place, "must be unique");
    if (devices.names.has(name)) errors.invalid(name_path, name, "must not already exist in volumeDevices");
    if (devices.places.has(place))
      errors.invalid(place_path, place, "must not already exist as a path in volumeDevices");
    check_sub_path(mount, path, at, errors);
    check_propagation(mount, container, Path(path, "mountPropagation"), errors);
    check_recursive_read_only(mount, Path(path, "recursiveReadOnly"), errors);
  }
}

void check_volume_devices(const doc::Node& container, const PodVolumes& volumes, const Path& path, Errors& errors) {
  const doc::Node& devices = container["volumeDevices"];
  if (devices.size() == 0) return;
  const Taken mounts(container["volumeMounts"], "mountPath");
  NameSet names, places;
  std::size_t index = 0;
  for (const doc::Node& device : devices.items()) {
    const Path at(path, index++), name_path(at, "name"), place_path(at, "devicePath");
    const std::string_view name = text_of(device["name"]), place = text_of(device["devicePath"]);
    const PodVolume* volume = volumes.find(name);
    if (name.empty()) errors.required(name_path);
    if (names.has(name)) errors.invalid(name_path, name, "must be unique");
    if (!volume)
      errors.not_found(name_path, name);
    else if (!volume->is_claim)
      errors.invalid(name_path, name,
                     "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    if (place.empty()) errors.required(place_path);
    if (places.has(place)) errors.invalid(place_path, place, "must be unique");
    if (has_backsteps(place))
      errors.invalid(place_path, place, "can not contain backsteps ('..')");
    else
      places.add(place);
    if (mounts.names.has(name)) errors.invalid(name_path, name, "must not already exist in volumeMounts");
    if (mounts.places.has(place)) errors.invalid(place_path, place, "must not already exist as a path in volumeMounts");
    if (!name.empty()) names.add(name);
  }
}

}  // namespace slipway::schema::builtin
