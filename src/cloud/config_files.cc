#include "cloud/config_files.h"

#include "base/text.h"

namespace slipway::cloud {

namespace {

/// `[profile gpu]` of the config file and `[gpu]` of the credentials file are one profile. Lines that stand in belong
/// to a setting that has settings of its own (`s3 =`), which nothing here reads.
void read_into(ConfigFiles& into, std::string_view text, bool is_config) {
  Settings* section = nullptr;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == ' ' || line.front() == '\t' || line.front() == '#' || line.front() == ';')
      continue;
    if (line.front() == '[') {
      std::string_view name = trim(line.substr(1, line.find(']') - 1));
      section = nullptr;
      if (is_config && name.starts_with("sso-session "))
        section = &into.sso_sessions[std::string(trim(name.substr(12)))];
      else if (is_config && name.starts_with("profile "))
        section = &into.profiles[std::string(trim(name.substr(8)))];
      else if (!is_config || name == "default")
        section = &into.profiles[std::string(name)];
      continue;
    }
    const auto equals = line.find('=');
    if (!section || equals == line.npos) continue;
    std::string_view value = line.substr(equals + 1);
    if (const auto comment = value.find(" #"); comment != value.npos) value = value.substr(0, comment);
    (*section)[std::string(trim(line.substr(0, equals)))] = trim(value);
  }
}

}  // namespace

Result<ConfigFiles> read_config_files(io::Files& files, const io::Environment& environment) {
  ConfigFiles read;
  const std::string folder = environment.text("HOME") + "/.aws/";
  const auto path = [&](const char* variable, const char* name) {
    const std::string set = environment.text(variable);
    return set.empty() ? folder + name : set;
  };
  for (const bool is_config : {true, false}) {
    const auto text =
        files.read(is_config ? path("AWS_CONFIG_FILE", "config") : path("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    if (text)
      read_into(read, *text, is_config);
    else if (text.error().kind != FailureKind::NotFound)
      return text.error();
  }
  return read;
}

}  // namespace slipway::cloud
