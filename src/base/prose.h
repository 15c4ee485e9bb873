#pragma once

#include <string_view>

namespace slipway {

/// Whether a word that follows the name of a secret ("password is …", "Bearer …", "token: …") is of the sentence rather
/// than the secret: "required", "token", "must". Case and punctuation at its end do not count.
bool is_prose(std::string_view word);

}  // namespace slipway
