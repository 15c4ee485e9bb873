#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "io/environment.h"
#include "io/files.h"
#include "io/http.h"

namespace slipway::cluster {

/// A program that prints credentials: `aws eks get-token …`.
struct ExecPlugin {
  std::string command;
  std::vector<std::string> args;
  std::map<std::string, std::string> environment;
  std::string api_version;  // client.authentication.k8s.io/v1
  std::string install_hint;
  bool wants_cluster_info = false;
  /// What it is told of the cluster beside how to reach it: the cluster's extension for it, as JSON.
  std::string cluster_config = "null";
};

/// A bearer token and when it ends, in milliseconds since 1970 (0: nobody knows).
struct Token {
  std::string text;
  std::int64_t until = 0;
};

/// Who we are to an API server; certificates stand in Access::tls. Of token and token_file the file goes first.
struct Credentials {
  std::string token;
  std::string token_file;  // read again for each request: it is renewed
  std::string username, password;
  std::optional<ExecPlugin> exec;
  /// Makes a token: asked at first, 30 s before its end, and once when it is refused; by one thread at a time.
  std::function<Result<Token>()> token_source = {};
  // In whose name, if not our own.
  std::string as, as_uid;
  std::vector<std::string> as_groups;
  std::map<std::string, std::vector<std::string>> as_extra;  // as-user-extra
};

/// All that it takes to talk to one API server.
struct Access {
  std::string context;  // the kubeconfig's name for it; "in-cluster" for a pod's own
  std::string server;   // "https://host:port/path", no slash at the end
  std::string ns;       // where objects without a namespace go; "default"
  io::Tls tls;
  std::string proxy;  // http, https, or socks5h: the proxy looks names up, as client-go has it
  Credentials credentials;
};

struct Kubeconfig {
  std::optional<Access> access;                            // nullopt: the diagnostics say why
  std::vector<std::shared_ptr<const SourceText>> sources;  // what they point into
};

/// The access that kubectl would take, as client-go v0.36 tools/clientcmd reads it: `path` (--kubeconfig), else the
/// files of KUBECONFIG, of which the first to say something wins, else ~/.kube/config, else a pod's own. `context` ("":
/// the current one). exec beside a token, password or certificate is left out; of v1 it need not say interactiveMode.
///
/// KCFG001 a file that is named cannot be read; KCFG002 nothing is configured; KCFG003 no such context, cluster or
/// user; KCFG004 a field of the wrong form (no URL, no base64, both certificate and none of its key, one name twice,
/// two ways to authenticate …); KCFG005 a way to authenticate that client-go has given up (auth-provider) or that we
/// lack. All errors; none shows a line of the file, in which there may be secrets.
Kubeconfig read_kubeconfig(io::Files& files, const io::Environment& environment, const std::string& path,
                           const std::string& context, Diagnostics& diagnostics);

}  // namespace slipway::cluster
