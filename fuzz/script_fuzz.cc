// Shell scripts: whatever the bytes, reading ends, and every word stands inside of the text.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "subject/script.h"
#include "subject/subject_reader.h"

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source =
      std::make_shared<const SourceText>("a.sh", std::string(reinterpret_cast<const char*>(data), size));
  for (const subject::ShellCommand& command : subject::read_script(source).commands) {
    require(command.words.size() == command.values.size());
    for (const subject::Word& word : command.words) {
      const std::string_view line = source->line(word.where.line);
      require(word.where.column >= 1 && static_cast<std::size_t>(word.where.column) <= line.size() + 1);
    }
  }
  Diagnostics findings;
  subject::SubjectReader reader({}, findings);
  reader.add(source, subject::SubjectReader::Strangers::Refused);
  const subject::Subject read = reader.finish();
  for (const kube::Object& object : read.objects()) require(object.node->where().source->name() == "a.sh");
  return 0;
}
