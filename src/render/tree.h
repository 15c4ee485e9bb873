#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/graph.h"

namespace slipway::render {

/// A file to write: its path below the folder of the whole tree, with '/' ("terraform/network.tf"), and its text.
struct File {
  std::string path;
  std::string text;
  friend bool operator==(const File&, const File&) = default;
};

/// How the charts and objects reach the cluster: by `helm` and `kubectl` in the order written down, or by GitOps.
enum class Delivery { Helm, ArgoCd, Flux };

/// Where a GitOps controller finds the rendered tree.
struct Git {
  std::string url = "https://git.example.com/platform.git";
  std::string revision = "main";  // a branch
  std::string path = {};          // of the tree's folder in the repository; "": the repository's root
};

struct Options {
  Delivery delivery = Delivery::Helm;
  Git git = {};  // for ArgoCd and Flux
  /// What `terraform output -json kubernetes` gave: fills the references to AWS that stand in objects and values. Those
  /// that it lacks stay to be filled in later (outputs.h).
  std::map<std::string, std::string> output_values = {};
};

/// Everything that is needed to create the platform: terraform/, kubernetes/ and a README.md, by path. The same graph,
/// the same bytes.
std::vector<File> render(const platform::Graph& graph, const Options& options);

/// terraform/*.tf, formatted as `terraform fmt` would; each block after a comment with its component and the line of
/// platform.yaml that it comes from.
std::vector<File> terraform(const platform::Graph& graph);

/// kubernetes/…: the native objects in the order in which they can be applied, and the values of each chart.
std::vector<File> kubernetes(const platform::Graph& graph, const Options& options);

/// README.md of the tree: what it is, the order, the commands.
File readme(const platform::Graph& graph, const Options& options);

}  // namespace slipway::render
