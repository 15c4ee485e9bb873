#include "cloud/credential_answers.h"

#include <fmt/core.h>

#include "base/text.h"
#include "doc/json.h"
#include "io/file_advice.h"
#include "kube/decode/go_time.h"

namespace slipway::cloud {

std::int64_t milliseconds(std::string_view time) {
  const auto read = kube::parse_time(time, kube::TimeLayout::Seconds);
  return read ? *read / 1'000'000 : 0;
}

doc::Document json_of(const std::string& text) {
  Diagnostics mistakes;
  return doc::read_json(std::make_shared<const SourceText>("credentials", text), mistakes);
}

std::optional<Credentials> read_keys(const doc::Node& answer, std::string_view token_name, std::string source) {
  Credentials read{{std::string(answer["AccessKeyId"].text()), std::string(answer["SecretAccessKey"].text()),
                    std::string(answer[token_name].text())},
                   milliseconds(answer["Expiration"].text()),
                   std::move(source)};
  if (read.keys.id.empty() || read.keys.secret.empty()) return std::nullopt;
  return read;
}

std::string said_by(const doc::Node& answer) {
  std::string said;
  for (const auto names : {std::initializer_list<std::string_view>{"Code", "code", "error", "__type"},
                           std::initializer_list<std::string_view>{"Message", "message", "error_description"}})
    for (const std::string_view name : names)
      if (const auto text = answer[name].text(); !text.empty()) {
        said += ": " + printable(text);
        break;
      }
  return said;
}

CallFailure broken(std::string message, std::string fix) {
  return {0, "Credentials", std::move(message), std::move(fix)};
}

std::string export_by_cli(const std::string& profile) {
  return "eval \"$(aws configure export-credentials --profile " + profile + " --format env)\"";
}

CallFailure unreadable(const std::string& why) {
  const bool is_of_disk = why.starts_with("cannot ") || why.ends_with(" is a directory");
  return broken(why, is_of_disk ? io::file_advice({FailureKind::Malformed, why}) +
                                      " (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE)"
                                : "correct that line; `aws configure` writes such files");
}

}  // namespace slipway::cloud
