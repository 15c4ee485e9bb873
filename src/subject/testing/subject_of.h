#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "subject/subject_reader.h"

namespace slipway::subject::testing {

/// Of the files of a folder: what is no object is passed over, what is found is not heard.
inline Subject subject_of(const std::vector<std::pair<std::string, std::string>>& files) {
  Diagnostics unheard;
  SubjectReader reader({}, unheard);
  for (const auto& [name, text] : files)
    reader.add(std::make_shared<const SourceText>(name, text), SubjectReader::Strangers::PassedOver);
  return reader.finish();
}

}  // namespace slipway::subject::testing
