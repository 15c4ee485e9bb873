#include "cluster/kubeconfig.h"

#include <gtest/gtest.h>

namespace slipway::cluster {
namespace {

struct Asked {
  io::FakeFiles files;
  io::FakeEnvironment environment;
  std::string path, context;
  Kubeconfig read;
  Diagnostics diagnostics;

  const Access* access() {
    read = read_kubeconfig(files, environment, path, context, diagnostics);
    return read.access ? &*read.access : nullptr;
  }
  std::string said() {
    access();
    std::string all;
    for (const auto& one : diagnostics.all())
      all += one.id + " " + one.where.to_string() + " " + one.message + (one.fix.empty() ? "" : " | " + one.fix) + "\n";
    return all;
  }
};

constexpr const char* kConfig = R"(apiVersion: v1
kind: Config
current-context: dev
clusters:
  - name: eks
    cluster: {server: "https://abc.eks.amazonaws.com/", certificate-authority-data: UEVN}
  - name: lab
    cluster: {server: "http://127.0.0.1:8080", insecure-skip-tls-verify: true, proxy-url: "socks5://p:1", tls-server-name: k8s}
contexts:
  - name: dev
    context: {cluster: eks, user: aws, namespace: ml}
  - name: lab
    context: {cluster: lab, user: cert}
users:
  - name: aws
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1beta1
        command: aws
        args: [eks, get-token]
        env: [{name: AWS_PROFILE, value: gpu}]
        provideClusterInfo: true
  - name: cert
    user: {client-certificate: certs/me.crt, client-key-data: S0VZ, as: admin, as-groups: [a, b]}
)";

TEST(Kubeconfig, GivesTheCurrentContext) {
  Asked asked;
  asked.environment.variables["HOME"] = "/home/me";
  asked.files.files["/home/me/.kube/config"] = kConfig;
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->context, "dev");
  EXPECT_EQ(access->server, "https://abc.eks.amazonaws.com");
  EXPECT_EQ(access->ns, "ml");
  EXPECT_EQ(access->tls.authorities, "PEM");
  ASSERT_TRUE(access->credentials.exec);
  EXPECT_EQ(access->credentials.exec->command, "aws");
  EXPECT_EQ(access->credentials.exec->args, (std::vector<std::string>{"eks", "get-token"}));
  EXPECT_EQ(access->credentials.exec->environment.at("AWS_PROFILE"), "gpu");
  EXPECT_TRUE(access->credentials.exec->wants_cluster_info);
}

TEST(Kubeconfig, EveryMistakeSaysWhatHelpsOfTheFileThatWasNamed) {
  const auto with = [](std::string_view from, std::string_view to) {
    std::string text = kConfig;
    return text.replace(text.find(from), from.size(), to);
  };
  int count = 0;
  for (const auto& text :
       {std::string(), std::string("[a]"), std::string("a: ["), std::string("contexts: []"), with("UEVN", "!"),
        with("current-context: dev", "current-context: no"), with("command: aws", "command: ''"),
        with("v1beta1\n        command", "v1alpha1\n        command"), with("client-key-data: S0VZ, ", ""),
        with("provideClusterInfo: true", "interactiveMode: Always"), with("cluster: eks, user", "cluster: none, user"),
        with("current-context: dev", "current-context: lab"), with("as: admin, ", ""),
        with("server: \"https://abc.eks.amazonaws.com/\"", "server: abc"),
        with("proxy-url: \"socks5://p:1\"", "proxy-url: ftp")})
    for (const char* context : {"", "lab"}) {
      Asked asked;
      asked.path = "my kc";
      asked.context = context;
      asked.files.files["my kc"] = text;
      asked.access();
      count += !asked.diagnostics.all().empty();
      for (const auto& one : asked.diagnostics.all()) {
        EXPECT_FALSE(one.fix.empty()) << one.message;
        // Those of the exec plugin say only who writes such an entry.
        const bool is_of_plugin = one.id == "KCFG005" || one.message.find("exec plugin") != std::string::npos;
        for (const std::string_view program : {"kubectl ", "update-kubeconfig "}) {
          const auto at = one.fix.find(program);
          if (at == one.fix.npos || is_of_plugin) continue;
          EXPECT_NE(one.fix.find("--kubeconfig 'my kc'", at), std::string::npos) << one.fix;
        }
      }
    }
  EXPECT_GE(count, 15);
}

TEST(Kubeconfig, PathsStartWhereTheFileStands) {
  Asked asked;
  asked.path = "/etc/k/config";
  asked.context = "lab";
  asked.files.files["/etc/k/config"] = kConfig;
  asked.files.files["/etc/k/certs/me.crt"] = "CERT";
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->tls.certificate, "CERT");
  EXPECT_EQ(access->tls.key, "KEY");
  EXPECT_FALSE(access->tls.is_verified);
  EXPECT_EQ(access->tls.server_name, "k8s");
  EXPECT_EQ(access->proxy, "socks5h://p:1") << "names are looked up behind the proxy, as kubectl has it";
  EXPECT_EQ(access->ns, "default");
  EXPECT_EQ(access->credentials.as, "admin");
  EXPECT_EQ(access->credentials.as_groups, (std::vector<std::string>{"a", "b"}));
}

TEST(Kubeconfig, OfSeveralFilesTheFirstToSaySomethingWins) {
  Asked asked;
  asked.environment.variables["KUBECONFIG"] = "/a::/missing:/b";
  asked.files.files["/a"] = "contexts: [{name: here, context: {cluster: c}}]\ncurrent-context: here\n";
  asked.files.files["/b"] =
      "current-context: there\nclusters: [{name: c, cluster: {server: https://b}}]\ncontexts: [{name: there}]\n";
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->context, "here");
  EXPECT_EQ(access->server, "https://b");
}

TEST(Kubeconfig, FilesThatAreNotThereAreNamed) {
  Asked asked;
  asked.environment.variables = {{"KUBECONFIG", "/a:/b"}, {"HOME", "/home/me"}};
  EXPECT_EQ(asked.said(),
            "KCFG002  no cluster is configured: there is no kubeconfig (looked for /a, /b) | aws eks update-kubeconfig "
            "--name CLUSTER, or name a file with --kubeconfig\n");
  Asked named;
  named.path = "/a";
  EXPECT_EQ(named.said(), "KCFG001  the kubeconfig: " + named.files.read("/a").error().message +
                              " | name one that is there, or write it: aws eks update-kubeconfig --name CLUSTER "
                              "--kubeconfig /a\n");
  named.files.files["/a"] = "# nothing\n";
  named.diagnostics = {};
  EXPECT_EQ(named.said(),
            "KCFG002  the kubeconfig /a is empty | aws eks update-kubeconfig --kubeconfig /a --name CLUSTER writes "
            "one, or name "
            "another with --kubeconfig\n");
}

TEST(Kubeconfig, PathsOfSeveralFilesStartWhereEachStands) {
  Asked asked;
  asked.environment.variables["KUBECONFIG"] = "/a/config:/b/config";
  asked.files.files["/a/config"] =
      "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "users: [{name: u, user: {exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1}}}]\n";
  asked.files.files["/b/config"] =
      "clusters: [{name: c, cluster: {server: https://b, certificate-authority: ca.pem}}]\n"
      "users: [{name: u, user: {token: of-the-second}}]\n";
  asked.files.files["/b/ca.pem"] = "PEM";
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->tls.authorities, "PEM");
  ASSERT_TRUE(access->credentials.exec);
  EXPECT_EQ(access->credentials.exec->command, io::beside("/a/config", "./bin/login"));
  EXPECT_EQ(access->credentials.token, "") << "the first file that names a user says all of it";
}

TEST(Kubeconfig, APluginIsAskedOnlyWhereNothingElseSaysWhoWeAre) {
  struct Case {
    std::string beside;
    bool is_asked;
  };
  for (const Case& c : {Case{"", true}, Case{"as: bob, ", true}, Case{"token: '', ", true}, Case{"token: t, ", false},
                        Case{"tokenFile: t, ", false}, Case{"username: me, password: p, ", false},
                        Case{"client-certificate-data: Q0VSVA==, client-key-data: S0VZ, ", false}}) {
    Asked asked;
    asked.path = "f";
    asked.files.files["f"] =
        "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
        "clusters: [{name: c, cluster: {server: https://s}}]\n"
        "users: [{name: u, user: {" +
        c.beside + "exec: {command: p, apiVersion: client.authentication.k8s.io/v1}}}]\n";
    const Access* access = asked.access();
    ASSERT_TRUE(access) << asked.said();
    EXPECT_EQ(access->credentials.exec.has_value(), c.is_asked) << c.beside;
  }
}

TEST(Kubeconfig, SaysInWhoseNameAndWhatAPluginIsTold) {
  Asked asked;
  asked.path = "f";
  asked.files.files["f"] =
      "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "clusters: [{name: c, cluster: {server: https://s, extensions: [{name: client.authentication.k8s.io/exec, "
      "extension: {audience: a}}]}}]\n"
      "users: [{name: u, user: {as: bob, as-uid: '7', as-user-extra: {scopes: [x, y]}, exec: {command: p, apiVersion: "
      "client.authentication.k8s.io/v1beta1, provideClusterInfo: true}}}]\n";
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->credentials.as, "bob");
  EXPECT_EQ(access->credentials.as_uid, "7");
  EXPECT_EQ(access->credentials.as_extra.at("scopes"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(access->credentials.exec->cluster_config, R"({"audience":"a"})");
}

TEST(Kubeconfig, InsideOfAPodItIsThePodsOwn) {
  Asked asked;
  asked.environment.variables = {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
  asked.files.files["/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"] = "CA";
  asked.files.files["/var/run/secrets/kubernetes.io/serviceaccount/namespace"] = "agents";
  const Access* access = asked.access();
  ASSERT_TRUE(access) << asked.said();
  EXPECT_EQ(access->server, "https://10.0.0.1:443");
  EXPECT_EQ(access->ns, "agents");
  EXPECT_EQ(access->credentials.token_file, "/var/run/secrets/kubernetes.io/serviceaccount/token");
  asked.environment.variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";
  EXPECT_EQ(asked.access()->server, "https://[fd00::1]:443");
}

TEST(Kubeconfig, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string config, context, said;
  };
  const std::string head = "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n";
  const std::string cluster = "clusters: [{name: c, cluster: {server: https://s}}]\n";
  for (const Case& c : {
           Case{kConfig, "dve", "KCFG003  the kubeconfig has no context 'dve' | did you mean 'dev'?\n"},
           Case{"clusters: []\n", "", "KCFG003  the kubeconfig has no current context | name one with --context\n"},
           Case{head + "users: [{name: u, user: {}}]\n", "",
                "KCFG003 f:2:41 the kubeconfig has no cluster 'c' | kubectl --kubeconfig f config get-contexts lists "
                "what "
                "there is\n"},
           Case{head + "clusters: [{name: c, cluster: {}}]\nusers: [{name: u, user: {}}]\n", "",
                "KCFG004 f:3:31 the cluster has no server to be reached at | server: https://HOST:PORT\n"},
           Case{head + cluster + "users: [{name: u, user: {client-key-data: '%%'}}]\n", "",
                "KCFG004 f:4:43 client-key-data is no base64 | base64 --wrap=0 FILE prints it as it belongs there; or "
                "name the file: client-key: FILE\n"},
           Case{head + cluster + "users: [{name: u, user: {client-key-data: S0VZ}}]\n", "",
                "KCFG004 f:4:25 client-certificate and client-key go together | write the other beside it, or take it "
                "out\n"},
           Case{head + cluster + "users: [{name: u, user: {client-certificate: gone, client-key-data: S0VZ}}]\n", "",
                "KCFG001 f:4:46 client-certificate: cannot read gone: No such file or directory | name a file that is "
                "there and "
                "that you may read, or put it in: client-certificate-data\n"
                "KCFG004 f:4:25 client-certificate and client-key go together | write the other beside it, or take it "
                "out\n"},
           Case{head + cluster + "users: [{name: u, user: {auth-provider: {name: gcp}}}]\n", "",
                "KCFG005 f:4:41 auth-provider is no longer known to any client | use an exec plugin: aws eks "
                "update-kubeconfig --name CLUSTER writes one\n"},
           Case{
               head + cluster +
                   "users: [{name: u, user: {exec: {command: a, apiVersion: "
                   "client.authentication.k8s.io/v1alpha1}}}]\n",
               "",
               "KCFG004 f:4:57 the exec plugin speaks 'client.authentication.k8s.io/v1alpha1', which nobody serves any "
               "more | client.authentication.k8s.io/v1beta1, as aws eks update-kubeconfig --name CLUSTER writes it\n"},
           Case{head + cluster + "users: [{name: u, user: {token: t, username: bob}}]\n", "",
                "KCFG004 f:4:46 a token and a user name are given | take one of both out\n"},
           Case{head + cluster + "users: [{name: u, user: {client-key: k, client-key-data: S0VZ}}]\n", "",
                "KCFG004 f:4:58 both client-key and client-key-data are given | take one of both out\n"},
           Case{head + cluster + "users: [{name: u, user: {as-groups: [a]}}]\n", "",
                "KCFG004 f:4:25 as-uid, as-groups and as-user-extra go with `as` | write as: USER, or take them out\n"},
           Case{head + cluster + "users: [{name: u, user: {}}, {name: u, user: {token: t}}]\n", "",
                "KCFG004 f:4:37 users has 'u' twice | take one of both out\n"},
           Case{head +
                    "clusters: [{name: c, cluster: {server: https://s, proxy-url: ftp://p}}]\nusers: [{name: u, user: "
                    "{}}]\n",
                "", "KCFG004 f:3:62 proxy-url is none that is known | http://HOST:PORT, https://… or socks5://…\n"},
           Case{head + "clusters: [{name: c, cluster: {server: https://s, insecure-skip-tls-verify: true, "
                       "certificate-authority-data: UEVN}}]\nusers: [{name: u, user: {}}]\n",
                "", "KCFG004 f:3:77 an authority is given and told not to be looked at | take one of both out\n"},
           Case{head + cluster +
                    "users: [{name: u, user: {exec: {command: a, apiVersion: client.authentication.k8s.io/v1, "
                    "interactiveMode: Always}}}]\n",
                "",
                "KCFG005 f:4:107 the exec plugin asks questions, which slipway cannot answer | a plugin that asks "
                "nothing, "
                "as aws eks update-kubeconfig --name CLUSTER writes it; or a token: token or tokenFile\n"},
           Case{"- a\n", "",
                "KCFG004 f:1:1 a kubeconfig is a map with clusters, users and contexts | aws eks update-kubeconfig "
                "--kubeconfig f --name CLUSTER writes one; or name another with --kubeconfig\n"},
       }) {
    Asked asked;
    asked.path = "f";
    asked.context = c.context;
    asked.files.files["f"] = c.config;
    EXPECT_EQ(asked.said(), c.said) << c.config;
  }
}

TEST(Kubeconfig, ShowsNoLineOfTheFile) {
  Asked asked;
  asked.path = "f";
  asked.files.files["f"] = "users: [{name: u, user: {token: hunter2, : }}\n";
  asked.access();
  ASSERT_TRUE(asked.diagnostics.has_errors());
  for (const auto& one : asked.diagnostics.all())
    EXPECT_EQ(drawn(one, Colour::Off).find("hunter2"), std::string::npos) << drawn(one, Colour::Off);
}

}  // namespace
}  // namespace slipway::cluster
