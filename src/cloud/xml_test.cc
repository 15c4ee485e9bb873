#include "cloud/xml.h"

#include <gtest/gtest.h>

#include "doc/json.h"

namespace slipway::cloud {
namespace {

std::string json(std::string_view xml) {
  const auto read = read_xml(xml);
  return read ? doc::write_json(*read, doc::JsonLayout::Compact)
              : "offset " + std::to_string(read.error().offset) + ": " + read.error().message;
}

TEST(Xml, IsReadAsAwsMeansIt) {
  struct Case {
    std::string xml, json;
  };
  for (const Case& c : {
           Case{"<a/>", R"({"a":""})"},
           Case{"<?xml version=\"1.0\"?>\n<!-- hi --><s:a xmlns:s=\"x\"> text &lt;&#65;&#x42;&amp; </s:a>\n",
                R"({"a":" text <AB& "})"},
           Case{"<a><b>1</b><c>2</c></a>", R"({"a":{"b":"1","c":"2"}})"},
           Case{"<a><member>1</member><member>2</member></a>", R"({"a":["1","2"]})"},
           Case{"<a><item><b>1</b></item></a>", R"({"a":[{"b":"1"}]})"},
           Case{"<DBInstances><DBInstance><x>1</x></DBInstance></DBInstances>", R"({"DBInstances":[{"x":"1"}]})"},
           Case{"<a><Rule>1</Rule><Rule>2</Rule><x>3</x></a>", R"({"a":{"Rule":["1","2"],"x":"3"}})"},
           Case{"<a><![CDATA[<b>]]></a>", R"({"a":"<b>"})"},
       })
    EXPECT_EQ(json(c.xml), c.json) << c.xml;
}

TEST(Xml, RefusesWhatIsNone) {
  for (const char* xml : {"", "text", "<a>", "</a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a>&nope;</a>",
                          "<a>&#0;</a>", "<a>&", "<!DOCTYPE a><a/>", "<", "<>", "<a", "<!-- ", "<a><![CDATA[", "<?"})
    EXPECT_TRUE(json(xml).starts_with("offset ")) << xml << " gives " << json(xml);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_TRUE(json(deep).ends_with("nested too deep"));
}

}  // namespace
}  // namespace slipway::cloud
