#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/credentials.h"
#include "doc/node.h"

namespace slipway::cloud {

/// Of a time as AWS writes it; 0 when it is none.
std::int64_t milliseconds(std::string_view time);

/// The tree of a JSON answer; of what is none, one without anything.
doc::Document json_of(const std::string& text);

/// What the container's and the instance's addresses and credential_process answer with; nullopt when a key is missing.
std::optional<Credentials> read_keys(const doc::Node& answer, std::string_view token_name, std::string source);

/// ": CODE: MESSAGE" of an answer that is a refusal, whatever it calls them; "" when it says nothing.
std::string said_by(const doc::Node& answer);

/// `fix` is never "".
CallFailure broken(std::string message, std::string fix);

/// The command that makes keys of whatever slipway cannot do itself.
std::string export_by_cli(const std::string& profile);

/// Of the config and credentials files: why they cannot be read.
CallFailure unreadable(const std::string& why);

}  // namespace slipway::cloud
