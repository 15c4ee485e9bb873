#include "schema/custom/pattern.h"

#include <re2/re2.h>

namespace slipway::schema::custom {

bool Pattern::is_in(std::string_view text) const {
  if (!compiled_) {
    RE2::Options options;
    options.set_log_errors(false);
    compiled_ = std::make_shared<const RE2>(re2::StringPiece(expression_.data(), expression_.size()), options);
  }
  return compiled_->ok() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace slipway::schema::custom
