#include "schema/builtin/storage/access_modes.h"

#include "schema/builtin/fields.h"

namespace slipway::schema::builtin {

void check_access_modes(const doc::Node& modes, const Path& path, Errors& errors) {
  bool alone = false, others = false;
  for (const doc::Node& mode : modes.items()) {
    const std::string_view text = text_of(mode);
    if (text == "ReadWriteOncePod")
      alone = true;
    else if (is_one_of(text, {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"}))
      others = true;
    else
      errors.not_supported(path, text, {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"});
  }
  if (alone && others) errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
}

}  // namespace slipway::schema::builtin
