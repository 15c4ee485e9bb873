#include "cloud/config_files.h"

#include "base/ascii.h"
#include "base/text.h"

namespace slipway::cloud {

namespace {

using Sections = std::map<std::string, Settings, std::less<>>;

/// NAME of `KIND NAME` and `KIND "NAME"`; "" when it is of another kind.
std::string_view name_after(std::string_view kind, std::string_view section) {
  if (!section.starts_with(kind) || section.size() == kind.size()) return {};
  section.remove_prefix(kind.size());
  if (section.front() != ' ' && section.front() != '\t') return {};
  section = trim(section);
  const bool is_quoted =
      section.size() > 1 && (section.front() == '"' || section.front() == '\'') && section.back() == section.front();
  return is_quoted ? section.substr(1, section.size() - 2) : section;
}

/// `[profile gpu]` of the config file and `[gpu]` of the credentials file are one profile.
Settings* section_of(std::string_view name, bool is_config, Sections& profiles, ConfigFiles& into) {
  if (!is_config) return &profiles[std::string(name)];
  if (const auto session = name_after("sso-session", name); !session.empty())
    return &into.sso_sessions[std::string(session)];
  if (const auto services = name_after("services", name); !services.empty())
    return &into.services[std::string(services)];
  if (const auto profile = name_after("profile", name); !profile.empty()) return &profiles[std::string(profile)];
  return name == "default" ? &profiles["default"] : nullptr;
}

/// Lines that stand in belong to the setting above them, if that has no value of its own (`s3 =`).
void read_into(ConfigFiles& into, std::string_view text, bool is_config) {
  Sections& profiles = is_config ? into.config : into.credentials;
  Settings* section = nullptr;
  std::string outer;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool stands_in = line.starts_with(' ') || line.starts_with('\t');
    line = trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && !stands_in) {
      section = section_of(trim(line.substr(1, line.find(']') - 1)), is_config, profiles, into);
      outer.clear();
      continue;
    }
    const auto delimiter = line.find_first_of("=:");
    if (!section || delimiter == line.npos || (stands_in && outer.empty())) continue;
    std::string_view value = line.substr(delimiter + 1);
    if (const auto comment = value.find(" #"); comment != value.npos) value = value.substr(0, comment);
    value = trim(value);
    const std::string name = ascii_lower(trim(line.substr(0, delimiter)));
    if (!stands_in) outer = value.empty() ? name : "";
    (*section)[stands_in ? outer + "." + name : name] = value;
  }
}

}  // namespace

std::string setting(const Settings& settings, std::string_view name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

const Settings& ConfigFiles::profile(std::string_view name) const {
  static const Settings kNone;
  const auto found = profiles.find(name);
  return found == profiles.end() ? kNone : found->second;
}

Result<ConfigFiles> read_config_files(io::Files& files, const io::Environment& environment) {
  ConfigFiles read;
  const std::string home = environment.text("HOME");
  const auto path = [&](const char* variable, const char* name) {
    const std::string set = environment.text(variable);
    if (set.empty()) return home + "/.aws/" + name;
    return set.starts_with("~/") ? home + set.substr(1) : set;
  };
  for (const bool is_config : {true, false}) {
    const auto text =
        files.read(is_config ? path("AWS_CONFIG_FILE", "config") : path("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    if (text)
      read_into(read, *text, is_config);
    else if (text.error().kind != FailureKind::NotFound)
      return text.error();
  }
  read.profiles = read.config;
  for (const auto& [name, settings] : read.credentials) {
    Settings& both = read.profiles[name];
    for (const auto& [key, value] : settings) both[key] = value;
  }
  return read;
}

}  // namespace slipway::cloud
