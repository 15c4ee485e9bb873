#include "subject/script.h"

#include <gtest/gtest.h>

#include "base/steps.h"
#include "subject/command_flags.h"

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
           {"(( i++ )); a", "((,i,++|a"},
           {"if (( $N>=16 && b != $(c d) )); then a; fi", "((,$N,>=,16,&&,b,!=,$(c d)|c,d|a"},
           {"sudo -u ubuntu -E kubectl get pods", "kubectl,get,pods"},
           {"sudo env -u B A=1 timeout -k 5 10m nice -n 5 aws s3 ls", "aws,s3,ls"},
           {"timeout \"$T\" /bin/aws s3 ls; a", "aws,s3,ls|a"},
           {"/usr/bin/env bash -ec 'kubectl apply -f a.yaml'",
            "bash,-ec,kubectl apply -f a.yaml|kubectl,apply,-f,a.yaml"},
           {"bash -c \"a $(b) -c 'd'\"; time { e; }", "bash,-c,a $(b) -c 'd'|a,$(b),-c,d|b|e"},
           {"kubectl get po -napp -l=a=b -owide -it", "kubectl,get,po,-n,app,-l,a=b,-o,wide,-it"},
           {"kubectl exec a -- grep -lb", "kubectl,exec,a,--,grep,-lb"},
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

TEST(Script, FindsTheVerbBehindGlobalFlags) {
  struct Case {
    std::string text;
    std::initializer_list<std::string_view> words;
  };
  for (const Case& c : {
           Case{"kubectl -n gpu --context prod apply -f a.yaml", {"kubectl", "apply"}},
           {"kubectl --context=prod -v 6 get -o wide nodes", {"kubectl", "get", "nodes"}},
           {"kubectl wait --for condition=Ready -l a=b nodes", {"kubectl", "wait", "nodes"}},
           {"oc --as root patch a", {"oc", "patch"}},
           {"helm -n keda --kube-context prod upgrade -i keda kedacore/keda", {"helm", "upgrade"}},
           {"helm --debug --repository-config a repo add b c", {"helm", "repo", "add"}},
           {"aws --region eu-west-1 --output json --no-cli-pager eks create-cluster", {"aws", "eks", "create-cluster"}},
           {"aws --profile p eks --query a create-addon", {"aws", "eks", "create-addon"}},
           {"eksctl -v 4 create -f a.yaml cluster", {"eksctl", "create", "cluster"}},
           {"argocd --server a.b app create c", {"argocd", "app", "create"}},
       })
    EXPECT_TRUE(read(c.text + "\n").commands.at(0).starts_with(c.words)) << c.text;
  EXPECT_FALSE(read("kubectl -n apply get pods\n").commands.at(0).starts_with({"kubectl", "apply"}));
  EXPECT_FALSE(read("aws --no-paginate run eks\n").commands.at(0).starts_with({"aws", "eks"}));
}

TEST(Script, FlagsEndWhereAnotherProgramBegins) {
  const ShellCommand command = read("kubectl exec a -c b -- ps -l app=x --sort=c\n").commands.at(0);
  EXPECT_EQ(command.flag("-c")->text, "b");
  EXPECT_EQ(command.flag("-l"), nullptr);
  EXPECT_EQ(command.flag("--sort"), nullptr);
  EXPECT_EQ(command.flags("-l").size(), 0u);
}

/// The programs whose failure is asked for.
std::string tested(const std::string& text) {
  std::string out;
  const Script script = read(text + "\n");
  const std::vector<bool> is_tested = tested_commands(script);
  EXPECT_EQ(is_tested.size(), script.commands.size());
  for (std::size_t i = 0; i < script.commands.size(); ++i)
    if (is_tested.at(i)) out += (out.empty() ? "" : ",") + script.commands[i].words.at(0).text;
  return out;
}

TEST(Script, KnowsWhatIsTested) {
  EXPECT_EQ(tested("a || b\nc"), "a");
  EXPECT_EQ(tested("a && b || c; d & e"), "a,b");
  EXPECT_EQ(tested("if ! a >/dev/null 2>&1; then\n  b\nfi"), "a");
  EXPECT_EQ(tested("a | b || c"), "a,b");
  EXPECT_EQ(tested("until a | b; do c; done"), "a,b");
  EXPECT_EQ(tested("if [[ -z \"$(a | b)\" ]]; then c; fi\nd $(e)"), "[[,a,b");
  EXPECT_EQ(tested("[ -n \"$(a | b)\" ] || c $(d)"), "[,a,b");
}

// A pipeline is gone through once, however often what follows asks if it failed.
TEST(Script, KnowsInBoundedTimeWhatIsTested) {
  constexpr int kMany = 2'000;
  std::string text = "a";
  for (int i = 0; i < kMany; ++i) text += " | a";
  for (int i = 0; i < kMany; ++i) text += " &&";
  const Script script = read(text + "\n");
  const auto before = steps_done;
  EXPECT_EQ(tested_commands(script), std::vector<bool>(kMany + 1, true));
  EXPECT_LE(steps_done - before, 2u * kMany);
}

/// "f:a,b": functions, each with the programs that it runs.
std::string functions(const std::string& text) {
  std::string out;
  const Script script = read(text + "\n");
  for (const ShellFunction& one : functions_of(script)) {
    out += (out.empty() ? "" : " ") + one.name + ":";
    for (std::size_t i = one.first; i < one.last; ++i)
      out += (i > one.first ? "," : "") + script.commands.at(i).words.at(0).text;
  }
  return out;
}

TEST(Script, KnowsWhatIsInsideOfFunctions) {
  EXPECT_EQ(functions("x\nf() { a; b 1; }\nf"), "f:a,b");
  EXPECT_EQ(functions("function f {\n  a\n}\nfunction g\n{ b; }\nfunction h() { c; }; d"), "f:a g:b h:c");
  EXPECT_EQ(functions("f ()\n{\n  { a; } | b $(c)\n  echo }\n}\nd"), "f:a,b,c,echo");
  EXPECT_EQ(functions("f() { g() { a; }; b; }; c"), "f:a,b g:a");
  EXPECT_EQ(functions("f() ( a )\n{ b; }; c '{' }"), "") << "only bodies in braces are known";
  EXPECT_EQ(functions("f() { cat <<EOF\n}\nEOF\n}\na"), "f:cat");
  EXPECT_EQ(words(read("function f { a; }\nfunction g() { b; }\nf\n")), "a|b|f") << "a definition runs nothing";
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
  for (const char* part : {"kubectl -na ", " -na", "$(a)||", "((", "(( $(a) ", "sudo ", "bash -c \"", "if ! (( a ||"}) {
    text.clear();
    while (text.size() < 200'000) text += part;
    EXPECT_LE(read("kubectl " + text).commands.size(), 100'000u) << part;
  }
}

}  // namespace
}  // namespace slipway::subject
