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

/// Lines that stand in belong to the setting above them, if that has no value of its own (`s3 =`), or go on with its
/// value. Gives the number of the first line that neither botocore nor the SDKs can read (a header without its end, a
/// setting before any header, a line that is none); 0 when there is none.
std::size_t read_into(ConfigFiles& into, std::string_view text, bool is_config) {
  Sections& profiles = is_config ? into.config : into.credentials;
  Settings* section = nullptr;
  bool is_in_section = false, has_setting = false;  // also in one of those that are left out
  std::string outer;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool stands_in = line.starts_with(' ') || line.starts_with('\t');
    line = trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && !stands_in) {
      const auto end = line.find(']');
      if (end == line.npos) return number;
      section = section_of(trim(line.substr(1, end - 1)), is_config, profiles, into);
      outer.clear();
      is_in_section = true;
      has_setting = false;
      continue;
    }
    const auto delimiter = line.find_first_of("=:");
    const bool goes_on = stands_in && has_setting;
    if (!is_in_section || ((delimiter == line.npos || delimiter == 0) && !goes_on)) return number;
    has_setting = true;
    if (!section || delimiter == line.npos || (stands_in && outer.empty())) continue;
    std::string_view value = line.substr(delimiter + 1);
    if (const auto comment = value.find(" #"); comment != value.npos) value = value.substr(0, comment);
    value = trim(value);
    const std::string name = ascii_lower(trim(line.substr(0, delimiter)));
    if (!stands_in) outer = value.empty() ? name : "";
    (*section)[stands_in ? outer + "." + name : name] = value;
  }
  return 0;
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
    const auto file =
        is_config ? path("AWS_CONFIG_FILE", "config") : path("AWS_SHARED_CREDENTIALS_FILE", "credentials");
    const auto text = files.read(file);
    if (text) {
      // The line itself is not shown: it may be a key.
      if (const auto line = read_into(read, *text, is_config); line > 0)
        return Failure{FailureKind::Malformed,
                       file + ":" + std::to_string(line) +
                           " cannot be read: it is neither [a section], nor `name = value` in one, nor a comment"};
    } else if (text.error().kind != FailureKind::NotFound) {
      return text.error();
    }
  }
  read.profiles = read.config;
  for (const auto& [name, settings] : read.credentials) {
    Settings& both = read.profiles[name];
    for (const auto& [key, value] : settings) both[key] = value;
  }
  return read;
}

}  // namespace slipway::cloud
