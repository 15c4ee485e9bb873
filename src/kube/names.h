#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::kube {

/// The API server's checks of single texts. Each returns what is wrong, in the server's words; empty when nothing is.
/// Follows k8s.io/apimachinery 0.36 pkg/util/validation/validation.go and pkg/api/validate/content.
using Messages = std::vector<std::string>;

Messages check_dns1123_label(std::string_view text);      // most names: "my-app", at most 63 characters
Messages check_dns1123_subdomain(std::string_view text);  // "my.app", at most 253
Messages check_dns1123_subdomain_with_underscore(std::string_view text);
Messages check_dns1035_label(std::string_view text);  // like a DNS-1123 label, but starts with a letter (Services)
Messages check_wildcard_dns1123_subdomain(std::string_view text);
Messages check_label_key(std::string_view text);    // "example.com/name"; also called a qualified name
Messages check_label_value(std::string_view text);  // may be empty
Messages check_port_name(std::string_view text);
Messages check_percent(std::string_view text);
Messages check_http_header_name(std::string_view text);
Messages check_env_var_name(std::string_view text);
Messages check_relaxed_env_var_name(std::string_view text);
Messages check_config_map_key(std::string_view text);
Messages check_c_identifier(std::string_view text);

/// A name to which the server will append something may end with a dash.
Messages check_name_prefix(std::string_view text);

/// "must be no more than 63 characters"
std::string too_long_message(int length);
/// "… (e.g. 'my-name',  or '123-abc', regex used for validation is '…')", as the server words it, two spaces and all.
std::string regex_message(std::string_view message, std::string_view pattern,
                          std::initializer_list<std::string_view> examples);

}  // namespace slipway::kube
