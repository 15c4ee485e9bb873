#include "components/parts/user_data.h"

#include <cctype>

#include "doc/json.h"

namespace slipway::components {

namespace {

bool has_members(const doc::Node* node) { return node && !node->members().empty(); }
bool has_sysctls(const NodeSettings& settings) { return settings.sysctls && !settings.sysctls->empty(); }

/// nodeadm reads YAML; what the user wrote natively is put there as JSON, which is YAML.
std::string node_config(const NodeSettings& settings) {
  std::string text;
  if (has_members(settings.kubelet))
    text += "  kubelet:\n    config: " + doc::write_json(*settings.kubelet, doc::JsonLayout::Compact) + "\n";
  if (settings.raid_of_local_disks) text += "  instance:\n    localStorage:\n      strategy: RAID0\n";
  if (text.empty()) return text;
  return "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n" + text;
}

constexpr const char* kMountData = R"(
# The data volume becomes /data.
device=/dev/xvdb
until [ -b "$device" ]; do sleep 1; done
blkid "$device" >/dev/null || mkfs.xfs -q "$device"
mkdir -p /data
echo "$device /data xfs defaults,noatime,nofail 0 2" >>/etc/fstab
mount /data
)";

std::string script(const NodeSettings& settings) {
  std::string text;
  if (settings.data_volume) text += kMountData;
  if (has_sysctls(settings)) {
    std::string lines;
    bool bbr = false;
    for (const auto& [key, value] : *settings.sysctls) {
      lines += key.value + " = " + value.value + "\n";
      bbr |= key.value == "net.ipv4.tcp_congestion_control" && value.value == "bbr";
    }
    if (bbr) text += "\necho tcp_bbr >/etc/modules-load.d/slipway.conf\nmodprobe tcp_bbr\n";
    text += "\ncat >/etc/sysctl.d/90-slipway.conf <<'SYSCTLS'\n" + lines + "SYSCTLS\nsysctl --system >/dev/null\n";
  }
  return text.empty() ? text : "#!/bin/bash\nset -euo pipefail\n" + text;
}

std::string multipart(const NodeSettings& settings) {
  const std::pair<const char*, std::string> parts[] = {{"application/node.eks.aws", node_config(settings)},
                                                       {"text/x-shellscript; charset=\"us-ascii\"", script(settings)}};
  std::string body;
  for (const auto& [type, text] : parts)
    if (!text.empty()) body += "--BOUNDARY\nContent-Type: " + std::string(type) + "\n\n" + text + "\n";
  if (body.empty()) return body;
  return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"BOUNDARY\"\n\n" + body + "--BOUNDARY--\n";
}

/// maxPods is max-pods, imageGCHighThresholdPercent is image-gc-high-threshold-percent.
std::string kebab(std::string_view camel) {
  std::string text;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    const auto c = static_cast<unsigned char>(camel[i]);
    const bool starts_word = i > 0 && std::isupper(c) &&
                             (!std::isupper(static_cast<unsigned char>(camel[i - 1])) ||
                              (i + 1 < camel.size() && std::islower(static_cast<unsigned char>(camel[i + 1]))));
    if (starts_word) text += '-';
    text += static_cast<char>(std::tolower(c));
  }
  return text;
}

/// Bottlerocket's names of kubelet's fields are the same words in kebab case; maps are tables.
std::string bottlerocket_kubelet(const doc::Node& kubelet) {
  std::string plain, tables;
  for (const auto& member : kubelet.members()) {
    const auto key = kebab(member.key.text());
    if (!member.value.is_map()) {
      plain += key + " = " + doc::write_json(member.value, doc::JsonLayout::Compact) + "\n";
      continue;
    }
    tables += "\n[settings.kubernetes." + key + "]\n";
    for (const auto& entry : member.value.members())
      tables += doc::json_quote(entry.key.text()) + " = " + doc::json_quote(entry.value.text()) + "\n";
  }
  return (plain.empty() ? "" : "[settings.kubernetes]\n" + plain) + tables;
}

std::string toml(const NodeSettings& settings) {
  std::string text;
  if (has_members(settings.kubelet)) text += bottlerocket_kubelet(*settings.kubelet);
  if (has_sysctls(settings)) {
    text += (text.empty() ? "" : "\n") + std::string("[settings.kernel.sysctl]\n");
    for (const auto& [key, value] : *settings.sysctls)
      text += doc::json_quote(key.value) + " = " + doc::json_quote(value.value) + "\n";
  }
  if (settings.raid_of_local_disks)
    text += (text.empty() ? "" : "\n") +
            std::string(
                "[settings.bootstrap-commands.000-local-disks]\n"
                "commands = [[\"apiclient\", \"ephemeral-storage\", \"init\"], "
                "[\"apiclient\", \"ephemeral-storage\", \"bind\", \"--dirs\", \"/var/lib/containerd\", "
                "\"/var/lib/kubelet\", \"/var/log/pods\"]]\nmode = \"always\"\nessential = true\n");
  return text;
}

}  // namespace

std::string user_data(const NodeSettings& settings) {
  return settings.family == spec::AmiFamily::Bottlerocket ? toml(settings) : multipart(settings);
}

}  // namespace slipway::components
