#include "subject/script.h"

#include <gtest/gtest.h>

namespace slipway::subject {
namespace {

Script read(std::string text, int first_line = 1) {
  return read_script(std::make_shared<const SourceText>("a.sh", std::move(text), first_line));
}

/// "kubectl,apply|echo,a": the words of each command.
std::string words(const Script& script) {
  std::string out;
  for (const ShellCommand& command : script.commands) {
    if (!out.empty()) out += '|';
    for (std::size_t i = 0; i < command.words.size(); ++i) out += (i ? "," : "") + command.words[i].text;
  }
  return out;
}

TEST(Script, HasTheWordsOfEachCommand) {
  struct Case {
    std::string text, words;
  };
  for (const Case& c : {
           Case{"kubectl apply -f a.yaml # why\n# nothing\n", "kubectl,apply,-f,a.yaml"},
           {"a 'b c' \"d \\\"e\\\" $F\" g\\ h", "a,b c,d \"e\" $F,g h"},
           {"helm install x \\\n  y --set a=b", "helm,install,x,y,--set,a=b"},
           {"a && b || c; d | e &", "a|b|c|d|e"},
           {"if [ \"$A\" = 1 ]; then\n  b\nelse c; fi", "[,$A,=,1,]|b|c"},
           {"if [[ $A == p5* && -n $B ]]; then c; fi", "[[,$A,==,p5*,&&,-n,$B,]]|c"},
           {"f() {\n  a b\n}\nf x", "a,b|f,x"},
           {"case \"$v\" in\n  true|1) echo t ;;\nesac", "case,$v,in|true|1|echo,t"},
           {"sudo -E /usr/bin/aws s3 ls", "aws,s3,ls"},
           {"echo $(kubectl get pods) ${A:-b c} `date`",
            "echo,$(kubectl get pods),${A:-b c},`date`|kubectl,get,pods|date"},
           {"a >b 2>&1 <c", "a"},
           {"(( i++ )); a", "a"},
           {"cat <<EOF | kubectl apply -f -\nkind: 'Pod\nEOF\nnext", "cat|kubectl,apply,-f,-|next"},
           {"\"unclosed", "unclosed"},
       })
    EXPECT_EQ(words(read(c.text)), c.words) << c.text;
}

TEST(Script, KnowsWhereWordsStand) {
  const Script script = read("a\n  kubectl get \\\n    \"$(b c)\"\n");
  ASSERT_EQ(script.commands.size(), 3u);
  EXPECT_EQ(script.commands[1].where.to_string(), "a.sh:2:3");
  EXPECT_EQ(script.commands[1].words[2].where.to_string(), "a.sh:3:5");
  EXPECT_EQ(script.commands[1].words[2].where.length, 8);
  EXPECT_EQ(script.commands[2].words[1].where.to_string(), "a.sh:3:10");
}

TEST(Script, KeepsAssignmentsAndRedirectionsApart) {
  const Script script = read("A=1 B=$(x) cmd y=z\nexport C='d e'\ncat > terraform.tfvars <<'EOF'\na = 1\nEOF\n");
  ASSERT_EQ(script.commands.size(), 4u);
  EXPECT_EQ(script.commands[0].assignments[1].text, "B=$(x)");
  EXPECT_EQ(script.commands[0].words[1].text, "y=z");
  EXPECT_EQ(script.commands[2].assignments[0].text, "C=d e");
  EXPECT_EQ(script.commands[3].redirects[0].target.text, "terraform.tfvars");
  EXPECT_EQ(script.commands[3].here_document, "a = 1\n");
  EXPECT_EQ(script.commands[3].here_where.line, 4);
}

TEST(Script, FindsFlags) {
  const Script script = read("helm --debug install k oci://x/k --version=1.2 --set a=1 --set b=2 -n ns --wait\n");
  const ShellCommand* command = script.find({"helm", "install"});
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->flag("--version")->text, "1.2");
  EXPECT_EQ(command->flag("-n")->text, "ns");
  EXPECT_EQ(command->flag("--wait")->text, "--wait");
  EXPECT_EQ(command->flag("--repo"), nullptr);
  ASSERT_EQ(command->flags("--set").size(), 2u);
  EXPECT_EQ(command->flags("--set")[1].text, "b=2");
  EXPECT_FALSE(command->starts_with({"helm", "upgrade"}));
}

TEST(Script, InsideOfABlockHasTheFilesLines) {
  const Script script = read("    #!/bin/bash\n    cat <<EOF > x\n    a\n    EOF\n    yum install b\n", 40);
  ASSERT_EQ(script.commands.size(), 2u);
  EXPECT_EQ(script.commands[0].here_document, "a\n");
  EXPECT_EQ(script.commands[1].where.to_string(), "a.sh:44:5");
}

TEST(Script, IsReadInBoundedTime) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "$(${`\"'<<";
  EXPECT_LE(read(text).commands.size(), 100'000u);
  EXPECT_LE(read(std::string(200'000, '(')).commands.size(), 100'000u);
  EXPECT_EQ(read(std::string(300'000, ';')).commands.size(), 0u);
}

}  // namespace
}  // namespace slipway::subject
