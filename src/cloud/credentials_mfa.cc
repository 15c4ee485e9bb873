// Sessions of roles that want a code of a device: typed by a person, and kept where the AWS CLI keeps them.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cloud/credential_answers.h"
#include "cloud/credentials.h"
#include "cloud/sha1.h"
#include "doc/json.h"
#include "io/private_files.h"

namespace slipway::cloud {

namespace {

constexpr std::size_t kDigits = 6;

/// As Python's json.dumps writes a text.
std::string quoted(const std::string& text) { return doc::write_json(doc::Value(text), doc::JsonLayout::Compact); }

/// The CLI names it by what it asks STS for: names sorted, as json.dumps writes them; without a name of the session
/// that it makes up.
std::string name_in_cache(const Settings& settings) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "" : ", ") + quoted(name) + ": " + value;
  };
  const auto text_of = [&](const char* key) {
    const auto value = setting(settings, key);
    return value.empty() ? "" : quoted(value);
  };
  const std::string seconds = setting(settings, "duration_seconds");
  long long number = 0;  // what is no number the CLI leaves out
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), number);
  add("DurationSeconds", error == std::errc() && end == seconds.data() + seconds.size() ? std::to_string(number) : "");
  add("ExternalId", text_of("external_id"));
  add("RoleArn", text_of("role_arn"));
  add("RoleSessionName", text_of("role_session_name"));
  add("SerialNumber", text_of("mfa_serial"));
  return sha1_hex("{" + text + "}") + ".json";
}

}  // namespace

void CredentialChain::ask_by(Ask ask, std::int64_t lasts) {
  kept_lasts_ = ask ? lasts : kForQuestions;
  ask_ = std::move(ask);
}

CredentialChain::Found CredentialChain::of_kept_session(const Settings& settings, const std::string& source) {
  if (doors_.environment.text("HOME").empty() || !may_use_kept_) return Found(std::nullopt);
  const auto text = doors_.files.read(doors_.environment.text("HOME") + "/.aws/cli/cache/" + name_in_cache(settings));
  if (!text) return Found(std::nullopt);  // whatever hinders, a person can type a code
  auto read = read_keys(json_of(*text).root()["Credentials"], "SessionToken", source);
  if (!read || read->until <= doors_.clock.now() + (may_ask_ ? kept_lasts_ : 0)) return Found(std::nullopt);
  read->is_by_code = true;
  return Found(std::move(read));
}

void CredentialChain::keep_session(const Settings& settings, const Credentials& made) {
  const std::string folder = doors_.environment.text("HOME") + "/.aws/cli/cache";
  if (doors_.environment.text("HOME").empty()) return;
  const doc::Map session{{"Credentials", doc::Map{{"AccessKeyId", made.keys.id},
                                                  {"SecretAccessKey", made.keys.secret},
                                                  {"SessionToken", made.keys.token},
                                                  {"Expiration", io::utc_time(made.until)}}},
                         {"ProviderType", "assume-role"}};
  const io::PrivateFiles is_private;
  // Unkept the next who asks for it has to type a code: that is no failure of this one.
  if (const auto there = doors_.files.make_folders(folder); !there) return;
  [[maybe_unused]] const auto written = doors_.files.write(
      folder + "/" + name_in_cache(settings), doc::write_json(doc::Value(session), doc::JsonLayout::Compact));
}

Result<std::string, CallFailure> CredentialChain::typed_code(const std::string& name, const std::string& device) {
  if (!ask_)
    return broken("AWS profile " + name + " wants a code of the device " + printable(device) +
                      ", and there is no terminal to ask at",
                  "slipway apply at a terminal asks for it, and what follows finds the session in the AWS CLI's cache; "
                  "or " +
                      export_by_cli(name));
  if (!may_ask_)
    return broken("the session of AWS profile " + name +
                      " has ended, and slipway asks for a code of a device only once, when a command begins",
                  "the same command asks again, and goes on from here; duration_seconds of the profile has a session "
                  "last longer, if the role allows it");
  may_ask_ = false;
  const auto typed = ask_("Enter MFA code for " + printable(device) + ": ");
  const std::string code(trim(typed.value_or("")));
  if (code.size() != kDigits || !std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; }))
    return broken("that is no code of a device: AWS profile " + name + " wants six digits",
                  "the same command asks again");
  return code;
}

}  // namespace slipway::cloud
