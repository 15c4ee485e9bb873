// What holds for pods that run on Windows, and for those that say they run on Linux.
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/pod_parts.h"

namespace slipway::schema::builtin {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t count_runes(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(static_cast<std::size_t>(first_rune(text).size));
  return count;
}

bool is_net_bios_name(std::string_view name) {
  const std::size_t length = count_runes(name);
  return length >= 1 && length <= 15 && name[0] != '.' && name.find_first_of("\\/:*?\"<>|") == name.npos;
}

bool is_dns_name(std::string_view name) {
  return std::ranges::all_of(split(name, '.'), [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && is_alnum(label.front()) && is_alnum(label.back()) &&
           std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
  });
}

/// "user" or "DOMAIN\user".
void check_user_name(std::string_view name, const Path& path, Errors& errors) {
  constexpr std::size_t kLongestDomain = 256, kLongestUser = 104;
  const auto refuse = [&](std::string_view why) {
    errors.invalid_printed(path, json_quoted(name), "runAsUserName" + std::string(why));
  };
  if (name.empty()) return refuse(" cannot be an empty string");
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return refuse(" cannot contain control characters");
  const auto parts = split(name, '\\');
  if (parts.size() > 2) return refuse(" cannot contain more than one backslash");
  const std::string_view domain = parts.size() == 2 ? parts[0] : std::string_view(), user = parts.back();
  if (domain.size() >= kLongestDomain) refuse("'s Domain length must be under 256 characters");
  if (parts.size() == 2 && !is_net_bios_name(domain) && !is_dns_name(domain))
    refuse("'s Domain doesn't match the NetBios nor the DNS format");
  if (user.empty()) refuse("'s User cannot be empty");
  if (user.size() > kLongestUser) refuse("'s User length must not be longer than 104 characters");
  if (!user.empty() && user.find_first_not_of(". ") == user.npos)
    refuse("'s User cannot contain only periods or spaces");
  if (user.find_first_of("\"/\\:;|=,+*?<>@[]") != user.npos)
    refuse("'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
}

void forbid(const doc::Node& node, std::initializer_list<const char*> fields, const Path& path, Errors& errors) {
  for (const char* field : fields)
    if (!node[field].is_null()) errors.forbidden(Path(path, field), "cannot be set for a windows pod");
}

void check_windows(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& context = spec["securityContext"];
  const Path context_path(path, "securityContext");
  forbid(context,
         {"appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "runAsUser",
          "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"},
         context_path, errors);
  if (context["sysctls"].size() > 0) errors.forbidden(Path(context_path, "sysctls"), "cannot be set for a windows pod");
  forbid(spec, {"hostUsers", "shareProcessNamespace"}, path, errors);
  for (const char* field : {"hostPID", "hostIPC"})
    if (flag_of(spec[field])) errors.forbidden(Path(path, field), "cannot be set for a windows pod");
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    forbid(container["securityContext"],
           {"appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
            "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"},
           Path(at, "securityContext"), errors);
  });
}

void check_linux(const doc::Node& spec, const Path& path, Errors& errors) {
  constexpr std::string_view kMessage = "windows options cannot be set for a linux pod";
  const Path context(path, "securityContext");
  if (!spec["securityContext"]["windowsOptions"].is_null()) errors.forbidden(Path(context, "windowsOptions"), kMessage);
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    const Path own(at, "securityContext");
    if (!container["securityContext"]["windowsOptions"].is_null())
      errors.forbidden(Path(own, "windowsOptions"), kMessage);
  });
}

}  // namespace

void check_windows_options(const doc::Node& options, const Path& path, Errors& errors) {
  constexpr std::size_t kLongestCredential = 64 * 1024;
  if (options.is_null()) return;
  if (const doc::Node& name = options["gmsaCredentialSpecName"]; !name.is_null())
    for (const std::string& message : kube::check_dns1123_subdomain(text_of(name)))
      errors.invalid_printed(Path(path, "gmsaCredentialSpecName"), json_quoted(text_of(name)), message);
  if (const doc::Node& credential = options["gmsaCredentialSpec"]; !credential.is_null()) {
    const std::string_view text = text_of(credential);
    if (text.empty())
      errors.invalid(Path(path, "gmsaCredentialSpec"), text, "gmsaCredentialSpec cannot be an empty string");
    else if (text.size() > kLongestCredential)
      errors.invalid_printed(Path(path, "gmsaCredentialSpec"), json_quoted(text),
                             "gmsaCredentialSpec size must be under 64 KiB");
  }
  if (const doc::Node& user = options["runAsUserName"]; !user.is_null())
    check_user_name(text_of(user), Path(path, "runAsUserName"), errors);
}

void check_windows_host_processes(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& of_pod = spec["securityContext"]["windowsOptions"]["hostProcess"];
  std::size_t containers = 0, host_processes = 0;
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    ++containers;
    const doc::Node& own = container["securityContext"]["windowsOptions"]["hostProcess"];
    if (!of_pod.is_null() && !own.is_null() && flag_of(of_pod) != flag_of(own)) {
      const Path context(at, "securityContext"), options(context, "windowsOptions");
      errors.invalid_printed(
          Path(options, "hostProcess"), flag_of(own) ? "true" : "false",
          fmt::format("pod hostProcess value must be identical if both are specified, was {}", flag_of(of_pod)));
    }
    if (flag_of(own.is_null() ? of_pod : own)) ++host_processes;
  });
  if (host_processes == 0) return;
  if (host_processes != containers)
    errors.invalid(path, "",
                   "If pod contains any hostProcess containers then all containers must be HostProcess containers");
  if (!flag_of(spec["hostNetwork"]))
    errors.invalid_printed(Path(path, "hostNetwork"), "false",
                           "hostNetwork must be true if pod contains any hostProcess containers");
}

void check_user_namespace(const doc::Node& spec, const Path& path, Errors& errors) {
  constexpr std::string_view kMessage = "when `hostUsers` is false";
  if (spec["hostUsers"].is_null() || flag_of(spec["hostUsers"])) return;
  if (flag_of(spec["hostNetwork"])) errors.forbidden(Path(path, "hostNetwork"), kMessage);
  if (flag_of(spec["hostPID"])) errors.forbidden(Path(path, "HostPID"), kMessage);
  if (flag_of(spec["hostIPC"])) errors.forbidden(Path(path, "HostIPC"), kMessage);
  each_container(spec, path, [&](const doc::Node& container, const Path& at) {
    if (container["volumeDevices"].size() > 0) errors.forbidden(Path(at, "volumeDevices"), kMessage);
  });
}

void check_os(const doc::Node& spec, const Path& path, Errors& errors) {
  const doc::Node& os = spec["os"];
  if (os.is_null()) return;
  const Path os_path(path, "os");
  const std::string_view name = text_of(os["name"]);
  if (name.empty())
    errors.required(Path(os_path, "name"));
  else if (name == "linux")
    check_linux(spec, path, errors);
  else if (name == "windows")
    check_windows(spec, path, errors);
  else
    errors.not_supported(os_path, name, {"linux", "windows"});
}

}  // namespace slipway::schema::builtin
