#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "subject/subject.h"

namespace slipway::rules {

using Selected = std::vector<const subject::PodTemplate*>;

/// What Subject::selected() and Subject::labelled() say, looked up once for selectors that are alike: many may select
/// the same many pods. Of those the address is the same, by which what was reckoned of the pods can be kept. Valid as
/// long as the subject.
const Selected& selected_by(const subject::Subject& subject, std::string_view ns, const doc::Node& label_selector);
const Selected& labelled_by(const subject::Subject& subject, std::string_view ns, const doc::Node& labels);

}  // namespace slipway::rules
