#include "doc/yaml.h"

#include <gtest/gtest.h>

#include "doc/json.h"
#include "doc/limits.h"

namespace slipway::doc {
namespace {

struct Read {
  explicit Read(std::string text) : source(std::make_shared<SourceText>("a.yaml", std::move(text))) {
    documents = read_yaml(source, diagnostics);
  }
  /// All documents as JSON, one a line, then the diagnostics' ids with their places.
  std::string summary() const {
    std::string out;
    for (const Document& document : documents) out += write_json(document.root(), JsonLayout::Compact) + '\n';
    for (const Diagnostic& diagnostic : diagnostics.all())
      out += diagnostic.id + ' ' + diagnostic.where.to_string() + '\n';
    return out;
  }
  std::string first_rendered() const {
    return diagnostics.all().empty() ? "" : drawn(diagnostics.all()[0], Colour::Off, 200);
  }
  std::shared_ptr<const SourceText> source;
  Diagnostics diagnostics;
  std::vector<Document> documents;
};

TEST(ReadYaml, ReadsEveryDocumentOfAStream) {
  EXPECT_EQ(Read("# head\n---\na: 1\n---\n# nothing here\n---\n- b\n- yes\n").summary(), "{\"a\":1}\n[\"b\",true]\n");
  EXPECT_EQ(Read("").summary(), "");
  EXPECT_EQ(Read("a: |\n  no line break at the end").summary(), "{\"a\":\"no line break at the end\\n\"}\n");
  EXPECT_EQ(Read("a: 1\r\nb: |\r\n  x\r\n  y\r\n").summary(), "{\"a\":1,\"b\":\"x\\ny\\n\"}\n");
}

/// Of a part of a file the lines are the file's, also behind a document's end and in what is said of them.
TEST(ReadYaml, CountsLinesFromWhereAPartBegins) {
  const auto read = [](std::string text, Diagnostics& said) {
    return read_yaml(std::make_shared<const SourceText>("a.sh", std::move(text), 41), said);
  };
  Diagnostics said;
  const std::vector<Document> documents = read("  a: 1\n  b: 2\n---\nc: 3\n", said);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].root()["b"].where().to_string(), "a.sh:42:6");
  EXPECT_EQ(documents[1].root()["c"].where().to_string(), "a.sh:44:4");
  EXPECT_TRUE(said.all().empty());
  for (const char* wrong : {"a: 1\n--- b: 2\n", "a: 1\nb: [\n"}) {
    Diagnostics found;
    read(wrong, found);
    ASSERT_FALSE(found.all().empty());
    EXPECT_EQ(found.all().back().where.line, 42) << found.all().back().message;
  }
}

// Eight bytes are looked at at once: each byte at each of their places, beside those that a sum might carry into.
TEST(ReadYaml, RefusesControlCharactersWhereverTheyStand) {
  for (const char beside : {'\n', ' ', '~'})
    for (std::size_t at = 1; at < 17; ++at)
      for (int byte = 0; byte < 0x80; ++byte) {
        std::string text = "#" + std::string(17, beside);
        text[at] = static_cast<char>(byte);
        if (beside != '\n' && byte == '\n') continue;  // ends the comment
        const bool is_text = (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
        const std::string said = Read(text).summary();
        ASSERT_EQ(said.find("YAML008") != std::string::npos, !is_text)
            << byte << " at " << at << " beside " << static_cast<int>(beside) << ": " << said;
      }
}

// What reading another document leaves alone, however the text is written: trees may not point into what is read next.
TEST(ReadYaml, KeepsADocumentWhileOthersAreRead) {
  constexpr std::string_view kForms[] = {
      "kind: Pod\nspec:\n  image: busybox\n  args: [sh, '-c', \"x\"]\n",  // line by line
      "kind: &a Pod\nspec: {image: *a, name: 'it''s'}\n",                 // by the scanner
      "kind: |\n  first\n  second\nspec: >\n  folded\n  text\n",
      "? kind\n: Pod\nplain: words that\n  go on\n",
      "caf\u00E9: \"\\u00e9\"\nspec: \u00FCber\n",
  };
  const auto written = [](std::string_view text, bool crlf, std::string_view mark) {
    std::string out(mark);
    for (const char c : text) out += c == '\n' && crlf ? std::string("\r\n") : std::string(1, c);
    return out;
  };
  for (const std::string_view form : kForms)
    for (const bool crlf : {false, true})
      for (const std::string_view mark : {"", "\xEF\xBB\xBF"}) {
        const std::string text = written(form, crlf, mark);
        SCOPED_TRACE(text);
        const std::string alone = Read(std::string(form)).summary();
        const std::string other = written("---\nother: " + std::string(300, 'o') + "\nlonger: [o, o]\n", crlf, "");
        const Read stream(text + other);
        ASSERT_EQ(stream.documents.size(), 2u);
        EXPECT_EQ(write_json(stream.documents[0].root(), JsonLayout::Compact) + '\n', alone);

        Diagnostics diagnostics;
        const auto memory = make_document_memory();
        const auto first = read_yaml(std::make_shared<SourceText>("a.yaml", text), diagnostics, memory);
        const auto second = read_yaml(std::make_shared<SourceText>("b.yaml", other), diagnostics, memory);
        ASSERT_EQ(first.size(), 1u);
        EXPECT_EQ(write_json(first[0].root(), JsonLayout::Compact) + '\n', alone);
      }
}

TEST(ReadYaml, GoesOnBehindABrokenDocument) {
  EXPECT_EQ(Read("a: [\n---\nb: 2\n---\nc: d: e\n").summary(), "{\"b\":2}\nYAML001 a.yaml:1:4\nYAML001 a.yaml:5:5\n");
}

TEST(ReadYaml, KnowsWhereEachNodeStands) {
  const Read read("---\nspec:\n  list:\n  - 'x'\n  - {k: 0x1F}\n--- # second\nkey: >-\n  folded\n");
  const Node& spec = read.documents[0].root()["spec"];
  EXPECT_EQ(read.documents[0].root().where().to_string(), "a.yaml:2:1");
  EXPECT_EQ(spec.where().to_string(), "a.yaml:3:3");
  const Node& list = spec["list"];
  EXPECT_EQ(list.where().to_string(), "a.yaml:4:3");
  EXPECT_EQ(list.items()[0].where().to_string(), "a.yaml:4:5");
  EXPECT_EQ(list.items()[0].where().length, 3);
  EXPECT_EQ(list.items()[1]["k"].where().to_string(), "a.yaml:5:9");
  EXPECT_EQ(list.items()[1]["k"].text(), "0x1F");
  EXPECT_EQ(list.items()[1]["k"].integer(), 31);
  EXPECT_EQ(read.documents[1].root().members()[0].key.where().to_string(), "a.yaml:7:1");
  EXPECT_EQ(read.documents[1].root()["key"].where().to_string(), "a.yaml:7:6");
}

TEST(ReadYaml, CountsLinesAsEditorsDo) {
  // U+2028 and a lone CR are line breaks to YAML only; the byte order mark takes columns.
  const Read read(
      "\xEF\xBB\xBF"
      "a: \"x\u2028 y\"\nb: \"x\r y\"\nc: 1\n");
  EXPECT_EQ(read.documents[0].root().members()[0].key.where().to_string(), "a.yaml:1:4");
  EXPECT_EQ(read.documents[0].root()["c"].where().to_string(), "a.yaml:3:4");
}

TEST(ReadYaml, KeepsDecodedTextAlive) {  // found by fuzzing
  EXPECT_EQ(Read("a: x\n\xEF\xBB\xBF"
                 "b: \"y\"\n")
                .summary(),
            "{\"a\":\"x\",\"\uFEFFb\":\"y\"}\nYAML008 a.yaml:2:1\n");
}

TEST(ReadYaml, ShowsAnAliasWhereItsAnchorIs) {
  const Read read("a: &x {b: 1}\nc: *x\n");
  EXPECT_EQ(read.documents[0].root()["c"]["b"].where().to_string(), "a.yaml:1:11");
}

TEST(ReadYaml, TakesStreamsOfJson) {
  EXPECT_EQ(Read("{\"a\": 1}\n{\"b\": \"\\/\"}\n").summary(), "{\"a\":1}\n{\"b\":\"/\"}\n");
  EXPECT_EQ(Read("{a: 1}\n").summary(), "{\"a\":1}\n");
  EXPECT_EQ(Read("{\"a\": 1}\n---\nb: 2\n").summary(), "{\"a\":1}\n{\"b\":2}\n");
  EXPECT_EQ(Read("{\"a\": 1,\n \"b\" 2}\n").summary(), "JSON001 a.yaml:2:6\n");
  EXPECT_EQ(Read("{\"a\": 1,\n \"a\": 2}\n").summary(), "{\"a\":2}\nJSON002 a.yaml:2:2\n");
}

TEST(ReadYamlDocument, WantsOne) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<SourceText>("platform.yaml", "a: 1\n---\nb: 2\n");
  EXPECT_EQ(read_yaml_document(source, diagnostics).root()["a"].integer(), 1);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].id, "YAML013");
  EXPECT_EQ(diagnostics.all()[0].where.to_string(), "platform.yaml:3:1");
  EXPECT_TRUE(read_yaml_document(std::make_shared<SourceText>("x", "# none\n"), diagnostics).root().is_absent());
}

TEST(ReadYaml, ShowsBothPlacesOfARepeatedKey) {
  EXPECT_EQ(Read("a: 1\nb:\n  c: x\n  c: y\n").first_rendered(),
            "a.yaml:4:3: error: key \"c\" comes twice in this map [YAML002]\n"
            "    4 |   c: y\n"
            "      |   ^ first at 3:3\n"
            "      = fix: keep one of the two\n");
  EXPECT_EQ(Read("x: &x {a: 1, a: 2}\nw: *x\nz: *x\n").summary(),
            "{\"x\":{\"a\":2},\"w\":{\"a\":2},\"z\":{\"a\":2}}\nYAML002 a.yaml:1:14\n");
  EXPECT_EQ(Read("1: a\n1: b\n").summary(), "{\"1\":\"b\"}\nYAML002 a.yaml:2:1\n");
}

TEST(ReadYaml, SaysOnceThatNothingDividesTwoObjects) {
  const std::string first = "apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {}\n",
                    second = "kind: B\napiVersion: v1\nmetadata: {name: b}\nspec: {}\n";
  EXPECT_EQ(Read(first + second).first_rendered(),
            "a.yaml:5:1: error: an object begins here without '---' before it [YAML002]\n"
            "    5 | kind: B\n"
            "      | ^~~~ of keys that come again only the last is read\n"
            "      = fix: write '---' on a line of its own before it\n");
  const auto lines = [](const std::string& text) {
    const Read read(text);
    std::string out;
    for (const Diagnostic& one : read.diagnostics.all()) out += std::to_string(one.where.line) + ' ';
    return out;
  };
  EXPECT_EQ(lines(first + second), "5 ");
  EXPECT_EQ(lines(first + second + first), "5 9 ") << "each that follows";
  EXPECT_EQ(lines(first + "---\n" + second), "");
  EXPECT_EQ(lines(first + second + "data: {c: x, c: y}\n"), "5 9 ") << "what else comes twice";
  EXPECT_EQ(lines("apiVersion: v1\napiVersion: v1\nkind: A\n"), "2 ") << "one line too many is no object";
  EXPECT_EQ(lines("items:\n- apiVersion: v1\n  kind: A\n  apiVersion: v1\n  kind: A\n"), "4 5 ");
}

TEST(ReadYaml, WarnsWhereAMergeMeetsTheSameKey) {
  EXPECT_EQ(Read("b: &b {k: 1}\nd:\n  <<: *b\n  k: 2\n").summary(),
            "{\"b\":{\"k\":1},\"d\":{\"k\":2}}\nYAML007 a.yaml:4:3\n");
  const std::string said = Read("b: &b {k: 1}\nd: {<<: *b, k: 2}\n").first_rendered();
  EXPECT_NE(said.find(": note: "), said.npos) << said;  // kubectl takes it
  EXPECT_EQ(Read("a: &a {k: 1}\nb: &b {k: 2}\nc: {<<: [*a, *b]}\n").first_rendered().find("first at 1:8"),
            std::string::npos);
}

TEST(ReadYaml, OffersASpaceBehindAColonOnlyWhereAKeySurelyEnds) {
  const auto fixes = [](const std::string& line) {
    Diagnostics found;
    (void)read_yaml_document(std::make_shared<const SourceText>("a.yaml", line + "\nkind: Pod\n"), found);
    return found.all().empty() ? std::size_t{0} : found.all().front().fixes.size();
  };
  for (const char* sure : {"name:web", "app_kubernetes:x y", "replicas:3"}) EXPECT_EQ(fixes(sure), 1u) << sure;
  for (const char* not_sure :
       {"{{- range $k, $v := .L }}", "v := 3", "${KEY:-default}", "{{- if eq .x \"a:b\" }}", "arn:aws:iam::1:role/x",
        "registry.io/x:latest", "12:30", "{% set x:y %}", "TAG:=latest", "http://x", "key:${V}", "a:b:c", "x:-y"})
    EXPECT_EQ(fixes(not_sure), 0u) << not_sure;
}

TEST(ReadYaml, SaysWhatToDoAboutSyntax) {
  struct Case {
    const char *text, *rendered;
  };
  for (const Case& c : {
           Case{"name:web\nkind: Pod\n",
                "a.yaml:1:1: error: a key without ': ' [YAML001]\n"
                "    1 | name:web\n"
                "      | ^~~~~~~~\n"
                "      = fix: write a space behind ':'\n"},
           Case{"a:\n\t- b\n",
                "a.yaml:2:1: error: a tab in the indentation [YAML003]\n"
                "    2 |  - b\n"
                "      | ^\n"
                "      = fix: indent with spaces\n"},
           Case{"user: @me # who\n",
                "a.yaml:1:7: error: a value cannot begin with '@' [YAML001]\n"
                "    1 | user: @me # who\n"
                "      |       ^~~\n"
                "      = fix: put the value in quotes\n"},
           Case{"host: *.example.com\n",
                "a.yaml:1:7: error: '*' and '&' begin a name of letters, digits, '-' and '_' [YAML001]\n"
                "    1 | host: *.example.com\n"
                "      |       ^~~~~~~~~~~~~\n"
                "      = fix: put the value in quotes\n"},
           Case{
               "spec:\n  a: 1\n   b: 2\n",
               "a.yaml:3:5: error: a ': ' cannot stand here [YAML001]\n"
               "    3 |    b: 2\n"
               "      |     ^\n"
               "      = fix: put the value in quotes if ': ' belongs to it; else check the indentation of this line\n"},
           Case{"spec:\n    a: 1\n  b: 2\n",
                "a.yaml:3:3: error: expected a key of the map [YAML001]\n"
                "    3 |   b: 2\n"
                "      |   ^ begins at 1:1\n"
                "      = fix: indent this line by 0 spaces, as the map it belongs to\n"},
           Case{"a: [1, 2\n",
                "a.yaml:1:4: error: expected ',' or ']' [YAML001]\n"
                "    1 | a: [1, 2\n"
                "      |    ^ never closed\n"
                "      = fix: close the list with ']', or put the value in quotes if it holds brackets\n"},
           Case{"a: \"x\n\nb: 1\n",
                "a.yaml:1:4: error: this quote is never closed [YAML001]\n"
                "    1 | a: \"x\n"
                "      |    ^\n"
                "      = fix: close it, or double a quote that belongs to the text\n"},
           Case{"a: {{ .Values.x }}\n",
                "a.yaml:1:5: error: a key cannot be a list or a map [YAML004]\n"
                "    1 | a: {{ .Values.x }}\n"
                "      |     ^~~~~~~~~~~~~\n"
                "      = fix: put it in quotes; '{{ … }}' is a template, to be rendered first\n"},
           Case{"a: &prod 1\nb: *prd\n",
                "a.yaml:2:4: error: no anchor '&prd' before this alias [YAML006]\n"
                "    2 | b: *prd\n"
                "      |    ^~~~\n"
                "      = fix: did you mean '*prod'?\n"},
           Case{"--- a: 1\n",
                "a.yaml:1:5: error: only a comment may follow '---' on its line [YAML010]\n"
                "    1 | --- a: 1\n"
                "      |     ^~~~ nothing is read from here on\n"
                "      = fix: begin the document on the next line\n"},
           Case{"a: \xC3(\n",
                "a.yaml:1:5: error: not UTF-8: invalid trailing UTF-8 octet [YAML008]\n"
                "    1 | a: \xEF\xBF\xBD(\n"
                "      |     ^\n"
                "      = fix: save the file as UTF-8\n"},
           Case{"a: 1\n...\nb: 2\n",
                "a.yaml:3:1: warning: nobody reads what is behind the end of the document [YAML011]\n"
                "    3 | b: 2\n"
                "      | ^\n"
                "      = fix: write '---' before it\n"},
       })
    EXPECT_EQ(Read(c.text).first_rendered(), c.rendered);
}

TEST(ReadYaml, OffersTheRepairWhereItIsSure) {
  const Read colon("name:web\nkind: Pod\n"), quotes("user: @me # who\n"), anchor("a: &prod 1\nb: *prd\n");
  ASSERT_EQ(colon.diagnostics.all()[0].fixes.size(), 1u);
  EXPECT_EQ(colon.diagnostics.all()[0].fixes[0].where.column, 5);
  EXPECT_EQ(colon.diagnostics.all()[0].fixes[0].replacement, ": ");
  EXPECT_EQ(quotes.diagnostics.all()[0].fixes[0].replacement, "\"@me\"");
  EXPECT_EQ(anchor.diagnostics.all()[0].fixes[0].replacement, "*prod");
}

TEST(ReadYaml, RefusesWhatJsonCannotHold) {
  const Read read("~: a\nb: .inf\nc: [.nan, 1]\n18446744073709551615: d\n");
  std::string ids;
  for (const Diagnostic& diagnostic : read.diagnostics.all())
    ids += diagnostic.id + ' ' + diagnostic.where.to_string() + '\n';
  EXPECT_EQ(ids, "YAML004 a.yaml:1:1\nYAML004 a.yaml:4:1\nYAML005 a.yaml:2:4\nYAML005 a.yaml:3:5\n");
}

TEST(ReadYaml, BoundsWhatAHostileTextCosts) {
  const auto repeated = [](const char* part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
  };
  const std::string deep = repeated("[", 10'000) + repeated("]", 10'000);
  EXPECT_EQ(Read(deep).summary().substr(0, 7), "YAML012");
  EXPECT_EQ(Read(repeated("[", 1'000'000)).summary().substr(0, 7), "YAML012");
  EXPECT_EQ(Read(repeated("- ", 10'000) + "x").summary().substr(0, 7), "YAML012");
  EXPECT_EQ(Read(repeated("{a: ", 5'000)).summary().substr(0, 7), "YAML012");
  EXPECT_EQ(Read(repeated("{a: ", 500)).summary().substr(0, 7), "YAML001");
  EXPECT_EQ(Read(repeated("[", static_cast<int>(kMaxDepth)) + repeated("]", static_cast<int>(kMaxDepth)))
                .diagnostics.all()
                .size(),
            0u);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated((alias + ", ").c_str(), 8) + alias +
            "]\n";
  }
  EXPECT_EQ(Read(bomb).summary().substr(0, 7), "YAML012");
  EXPECT_EQ(Read(repeated("k: 1\n", 100'000)).diagnostics.all().size(), kMaxReports);
  EXPECT_EQ(Read(std::string("\x7F"
                             "ELF\x02\x01\x00\x00",
                             8))
                .summary(),
            "YAML008 a.yaml:1:1\n");
  EXPECT_EQ(Read(std::string(kMaxTextBytes + 1, ' ')).summary(), "YAML012 a.yaml\n");
  EXPECT_EQ(Read("\xFF\xFE"
                 "a\0:\0")
                .summary(),
            "YAML008 a.yaml\n");
}

}  // namespace
}  // namespace slipway::doc
