// requirements_ask BLUEPRINT [CHECK…]: for who writes rows. Without a check: the names of all that can be asked.
// A subject alone (`aws_vpc.main`, `NodePool/gpu spec`) prints what is there.

#include <fmt/core.h>

#include "doc/write_yaml.h"
#include "requirements/path.h"
#include "requirements/subjects.h"

using namespace slipway;
using namespace slipway::requirements;

int main(int count, char** words) {
  if (count < 2) return 2;
  AskedPlatform platform(Which{words[1], "", ""});
  const auto& rendered = platform.rendered();
  for (const auto& error : rendered.errors) fmt::print("error: {}\n", error);
  if (count == 2) {
    for (const auto& [address, body] : rendered.blocks) fmt::print("{}\n", address);
    for (const auto& object : rendered.objects) fmt::print("{}/{}/{}\n", object.kind, object.namespace_, object.name);
    for (const auto& [name, values] : rendered.values) fmt::print("values {}\n", name);
    for (const auto& [path, text] : rendered.files) fmt::print("file {}\n", path);
  }
  for (int i = 2; i < count; ++i) {
    if (const auto check = parse_check(words[i])) {
      const auto found = run(*check, platform);
      fmt::print("{}: {}\n", found ? "fails" : "passes", found.value_or(words[i]));
      continue;
    }
    const auto asked = parse_check(std::string(words[i]) + " exists");
    if (!asked) {
      fmt::print("{}\n", asked.error().message);
      return 2;
    }
    for (const auto& subject : subjects_of(*asked, platform))
      for (const auto* value : follow(subject, asked->subject == "role" ? "" : asked->path))
        fmt::print("{}---\n", doc::write_yaml(*value));
  }
}
