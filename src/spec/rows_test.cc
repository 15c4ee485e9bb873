#include "spec/rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "spec/root.h"

namespace slipway::spec {
namespace {

/// Every struct type below the root, by name.
std::map<std::string, const StructType*> all_types() {
  std::map<std::string, const StructType*> types;
  const std::function<void(const StructType&)> visit = [&](const StructType& type) {
    if (!types.emplace(type.name, &type).second) return;
    for (const Field& field : type.fields)
      if (field.nested) visit(field.nested());
  };
  visit(type_of(static_cast<const Root*>(nullptr)));
  return types;
}

/// A member without a row leaves a hole between those that have one.
TEST(Rows, DescribeEveryMemberOfEveryStruct) {
  for (const auto& [name, type] : all_types()) {
    struct Part {
      std::size_t offset, size;
    };
    std::vector<Part> parts = {{type->where_offset, sizeof(SourceRange)}};
    for (const Field& field : type->fields) parts.push_back({field.offset, field.size});
    // What the reader itself fills: the documents and the name out of the metadata.
    if (name == "spec") {
      const Platform platform;
      const auto offset = [&](const void* member) {
        return static_cast<std::size_t>(static_cast<const char*>(member) - reinterpret_cast<const char*>(&platform));
      };
      parts.push_back({offset(&platform.document), sizeof platform.document});
      parts.push_back({offset(&platform.included), sizeof platform.included});
      parts.push_back({offset(&platform.name), sizeof platform.name});
    }
    std::ranges::sort(parts, {}, &Part::offset);
    std::size_t end = 0;
    for (const Part& part : parts) {
      EXPECT_GE(part.offset, end) << name << ": two rows of one member";
      EXPECT_LT(part.offset - end, alignof(std::max_align_t)) << name << ": no row for the member at byte " << end;
      end = part.offset + part.size;
    }
    EXPECT_LT(type->size - end, alignof(std::max_align_t)) << name << ": no row for the member at byte " << end;
  }
}

TEST(Rows, NameEachFieldOnceAndSayWhatItIs) {
  for (const auto& [name, type] : all_types()) {
    EXPECT_FALSE(type->doc.empty()) << name;
    std::set<std::string_view> names;
    for (const Field& field : type->fields) {
      EXPECT_TRUE(names.insert(field.name).second) << name << "." << field.name;
      EXPECT_TRUE(field.doc.ends_with('.') && field.doc.size() > 5) << name << "." << field.name;
      for (const auto other : field.known_as) EXPECT_EQ(type->find(other), nullptr) << name << "." << other;
    }
  }
}

/// Defaults are those of the structs; each must be one that its own row would take.
TEST(Rows, HaveDefaultsThatTheyThemselvesAllow) {
  for (const auto& [name, type] : all_types())
    for (const Field& field : type->fields) {
      if (field.kind == FieldKind::String && !field.default_text.empty() && !field.required) {
        const bool is_word =
            std::ranges::any_of(field.words, [&](const Word& word) { return word.text == field.default_text; });
        if (field.default_in_words) continue;
        if (field.format) {
          EXPECT_TRUE(is_word || !field.format->check(field.default_text)) << name << "." << field.name;
        } else if (!field.words.empty()) {
          EXPECT_TRUE(is_word) << name << "." << field.name << " " << field.default_text;
        }
      }
      if (field.kind == FieldKind::Choice) {
        EXPECT_FALSE(field.default_text.empty()) << name << "." << field.name;
      }
      if (field.kind == FieldKind::Integer && !field.default_in_words && !field.required) {
        const long long value = std::stoll(field.default_text);
        EXPECT_TRUE(!field.least || value >= *field.least) << name << "." << field.name;
        EXPECT_TRUE(!field.most || value <= *field.most) << name << "." << field.name;
        EXPECT_TRUE(field.only.empty() || std::ranges::count(field.only, value) == 1) << name << "." << field.name;
      }
    }
}

}  // namespace
}  // namespace slipway::spec
