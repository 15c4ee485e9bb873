#pragma once

#include <string_view>

#include "doc/node.h"
#include "schema/errors.h"
#include "schema/path.h"

/// Where a webhook is. Follows k8s.io/apiserver 0.36.3 pkg/util/webhook/validation.go.
namespace slipway::schema::builtin {

/// ValidateWebhookURL, as net/url of Go 1.26 reads it.
void check_webhook_url(std::string_view text, const Path& path, Errors& errors);

/// Whether net/url reads it, with a scheme and a host.
bool is_url_with_host(std::string_view text);

/// ValidateWebhookService. Its callers give it name and namespace in the wrong order, so its errors name the other one.
void check_webhook_service(const doc::Node& service, const Path& path, Errors& errors);

}  // namespace slipway::schema::builtin
