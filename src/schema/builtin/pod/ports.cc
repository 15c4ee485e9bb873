#include <string>

#include "schema/builtin/fields.h"
#include "schema/builtin/pod/containers.h"

namespace slipway::schema::builtin {
namespace {

void check_port(const doc::Node& port, NameSet& names, const Path& path, Errors& errors) {
  if (const std::string_view name = text_of(port["name"]); !name.empty()) {
    const std::size_t before = errors.size();
    check_text(name, kube::check_port_name, Path(path, "name"), errors);
    if (errors.size() == before && !names.add(name)) errors.duplicate(Path(path, "name"), name);
  }
  if (const std::int64_t number = integer_of(port["containerPort"]); number == 0)
    errors.required(Path(path, "containerPort"));
  else
    check_port_number(number, Path(path, "containerPort"), errors);
  if (const std::int64_t number = integer_of(port["hostPort"]); number != 0)
    check_port_number(number, Path(path, "hostPort"), errors);
  const std::string_view protocol = text_of(port["protocol"]);
  if (protocol.empty())
    errors.required(Path(path, "protocol"));
  else if (!is_one_of(protocol, {"TCP", "UDP", "SCTP"}))
    errors.not_supported(Path(path, "protocol"), protocol, {"SCTP", "TCP", "UDP"});
}

}  // namespace

void check_container_ports(const doc::Node& ports, const Path& path, Errors& errors) {
  NameSet names;
  std::size_t index = 0;
  for (const doc::Node& port : ports.items()) check_port(port, names, Path(path, index++), errors);
}

void check_host_ports(std::span<const doc::Node> containers, const Path& path, Errors& errors) {
  std::unordered_map<std::string, bool> taken;
  std::size_t container_index = 0;
  for (const doc::Node& container : containers) {
    const Path container_path(path, container_index++), ports(container_path, "ports");
    std::size_t index = 0;
    for (const doc::Node& port : container["ports"].items()) {
      const Path at(ports, index++);
      const std::int64_t number = integer_of(port["hostPort"]);
      if (number == 0) continue;
      std::string key;
      key.append(text_of(port["protocol"])).append("/").append(text_of(port["hostIP"])).append("/");
      key.append(std::to_string(number));
      if (taken.contains(key))
        errors.duplicate(Path(at, "hostPort"), key);
      else
        taken.emplace(std::move(key), true);
    }
  }
}

}  // namespace slipway::schema::builtin
