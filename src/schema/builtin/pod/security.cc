// Security contexts of pods and containers.
#include <array>
#include <string>

#include "base/text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/app_armor.h"
#include "schema/builtin/pod/pod_parts.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::array<GoField, 2> kCapabilities = {{{"Add", "add"}, {"Drop", "drop"}}};
constexpr std::array<GoField, 4> kSeLinux = {
    {{"User", "user", kGoText}, {"Role", "role", kGoText}, {"Type", "type", kGoText}, {"Level", "level", kGoText}}};
constexpr std::array<GoField, 4> kWindows = {{{"GMSACredentialSpecName", "gmsaCredentialSpecName"},
                                              {"GMSACredentialSpec", "gmsaCredentialSpec"},
                                              {"RunAsUserName", "runAsUserName"},
                                              {"HostProcess", "hostProcess"}}};
constexpr std::array<GoField, 2> kProfile = {{{"Type", "type", kGoText}, {"LocalhostProfile", "localhostProfile"}}};
constexpr std::array<GoField, 12> kContext = {{{"Capabilities", "capabilities", "null", kCapabilities},
                                               {"Privileged", "privileged"},
                                               {"SELinuxOptions", "seLinuxOptions", "null", kSeLinux},
                                               {"WindowsOptions", "windowsOptions", "null", kWindows},
                                               {"RunAsUser", "runAsUser"},
                                               {"RunAsGroup", "runAsGroup"},
                                               {"RunAsNonRoot", "runAsNonRoot"},
                                               {"ReadOnlyRootFilesystem", "readOnlyRootFilesystem"},
                                               {"AllowPrivilegeEscalation", "allowPrivilegeEscalation"},
                                               {"ProcMount", "procMount"},
                                               {"SeccompProfile", "seccompProfile", "null", kProfile},
                                               {"AppArmorProfile", "appArmorProfile", "null", kProfile}}};

/// A container that must not gain privileges must not have them.
void check_escalation(const doc::Node& context, const Path& path, Errors& errors) {
  const doc::Node& allowed = context["allowPrivilegeEscalation"];
  if (allowed.is_null() || flag_of(allowed)) return;
  if (flag_of(context["privileged"]))
    errors.invalid_printed(path, go_struct(context, kContext),
                           "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
  for (const doc::Node& capability : context["capabilities"]["add"].items())
    if (text_of(capability) == "CAP_SYS_ADMIN")
      errors.invalid_printed(path, go_struct(context, kContext),
                             "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
}

bool is_sysctl_segment(std::string_view segment) {
  const auto is_end = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (segment.empty() || !is_end(segment.front()) || !is_end(segment.back())) return false;
  for (const char c : segment)
    if (!is_end(c) && c != '-' && c != '_') return false;
  return true;
}

bool is_sysctl_name(std::string_view name) {
  constexpr std::size_t kLongest = 253;
  if (name.size() > kLongest) return false;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("./", start), name.size());
    if (!is_sysctl_segment(name.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

enum class SysctlSpace { None, Network, Ipc };

/// Which namespace of the kernel a sysctl belongs to (component-helpers 0.36.3 node/util/sysctl/namespace.go).
SysctlSpace space_of(std::string_view sysctl) {
  std::string name(sysctl);
  // Slashes may stand for dots, and dots for slashes then.
  if (const std::size_t first = name.find_first_of("./"); first != name.npos && name[first] == '/')
    for (char& c : name) c = c == '/' ? '.' : c == '.' ? '/' : c;
  name.resize(std::min(name.find('*'), name.size()));
  if (is_one_of(name, {"kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
                       "kernel.shm", "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.msg"}) ||
      name.starts_with("fs.mqueue."))
    return SysctlSpace::Ipc;
  return name.starts_with("net.") ? SysctlSpace::Network : SysctlSpace::None;
}

void check_sysctls(const doc::Node& spec, const Path& path, Errors& errors) {
  NameSet names;
  std::size_t index = 0;
  for (const doc::Node& sysctl : spec["securityContext"]["sysctls"].items()) {
    const Path item(path, index++), at(item, "name");
    const std::string_view name = text_of(sysctl["name"]);
    if (name.empty())
      errors.required(at);
    else if (!is_sysctl_name(name))
      errors.invalid(at, name,
                     "must have at most 253 characters and match regex "
                     "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
    else if (names.has(name))
      errors.duplicate(at, name);
    const SysctlSpace space = space_of(name);
    if (space == SysctlSpace::Network && flag_of(spec["hostNetwork"]))
      errors.invalid(at, name, "may not be specified when 'hostNetwork' is true");
    if (space == SysctlSpace::Ipc && flag_of(spec["hostIPC"]))
      errors.invalid(at, name, "may not be specified when 'hostIPC' is true");
    names.add(name);
  }
}

/// One of the values when it is there.
void check_choice(const doc::Node& node, std::initializer_list<std::string_view> values, const Path& path,
                  Errors& errors) {
  if (!node.is_null() && !is_one_of(text_of(node), values)) errors.not_supported(path, text_of(node), values);
}

}  // namespace

void check_id(const doc::Node& id, const Path& path, Errors& errors) {
  if (id.is_null()) return;
  if (const std::int64_t number = integer_of(id); number < 0 || number > 2147483647)
    errors.invalid(path, number, "must be between 0 and 2147483647, inclusive");
}

void check_container_security(const doc::Node& context, bool on_host_users, const Path& path, Errors& errors) {
  if (context.is_null()) return;
  for (const char* field : {"runAsUser", "runAsGroup"}) check_id(context[field], Path(path, field), errors);
  const doc::Node& proc_mount = context["procMount"];
  check_choice(proc_mount, {"Default", "Unmasked"}, Path(path, "procMount"), errors);
  if (on_host_users && text_of(proc_mount) == "Unmasked")
    errors.invalid(Path(path, "procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
  check_seccomp_profile(context["seccompProfile"], Path(path, "seccompProfile"), errors);
  check_escalation(context, path, errors);
  check_windows_options(context["windowsOptions"], Path(path, "windowsOptions"), errors);
  check_app_armor_profile(context["appArmorProfile"], Path(path, "appArmorProfile"), errors);
}

void check_pod_security(const doc::Node& spec, const PodPlace& place, const Path& path, Errors& errors) {
  const doc::Node& context = spec["securityContext"];
  for (const char* field : {"fsGroup", "runAsUser", "runAsGroup"}) check_id(context[field], Path(path, field), errors);
  const Path groups(path, "supplementalGroups");
  std::size_t index = 0;
  for (const doc::Node& group : context["supplementalGroups"].items()) check_id(group, Path(groups, index++), errors);
  if (flag_of(spec["shareProcessNamespace"]) && flag_of(spec["hostPID"]))
    errors.invalid_printed(Path(path, "shareProcessNamespace"), "true",
                           "ShareProcessNamespace and HostPID cannot both be enabled");
  check_sysctls(spec, Path(path, "sysctls"), errors);
  check_choice(context["fsGroupChangePolicy"], {"Always", "OnRootMismatch"}, Path(path, "fsGroupChangePolicy"), errors);
  check_seccomp_profile(context["seccompProfile"], Path(path, "seccompProfile"), errors);
  check_windows_options(context["windowsOptions"], Path(path, "windowsOptions"), errors);
  check_app_armor_profile(context["appArmorProfile"], Path(path, "appArmorProfile"), errors);
  check_choice(context["supplementalGroupsPolicy"], {"Merge", "Strict"}, Path(path, "supplementalGroupsPolicy"),
               errors);
  // The gate SELinuxMount is off.
  if (place.old_spec && !(*place.old_spec)["securityContext"]["seLinuxChangePolicy"].is_null())
    check_choice(context["seLinuxChangePolicy"], {"MountOption", "Recursive"}, Path(path, "seLinuxChangePolicy"),
                 errors);
  else
    check_choice(context["seLinuxChangePolicy"], {"Recursive"}, Path(path, "seLinuxChangePolicy"), errors);
}

}  // namespace slipway::schema::builtin
