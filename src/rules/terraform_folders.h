#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "subject/subject.h"

namespace slipway::rules {

/// A root or child module as far as it was given: all *.tf of one folder.
struct TerraformFolder {
  std::vector<const subject::TerraformText*> texts;
  std::set<std::string, std::less<>> declared;  // "module.vpc", "aws_iam_role.keda", "var.x", "local.y", "data.a.b"
  bool is_whole = false;                        // there are blocks that only a module has
  bool has_json = false;                        // *.tf.json, which nobody reads here, may declare more
};

/// By their names, as folder_of() gives them.
using TerraformFolders = std::map<std::string, TerraformFolder>;
TerraformFolders terraform_folders(const subject::Subject& subject);

/// With its slash, so that no folder is like the start of another's name.
std::string folder_of(const SourceText& source);

/// Whether a text gives values to variables, and declares none.
bool is_tfvars(const subject::TerraformText& text);

/// Calls `visit` for an item and all those in it.
void walk(const subject::TerraformItem& item, const std::function<void(const subject::TerraformItem&)>& visit);

/// Whether it may stand in a name of Terraform's.
bool is_of_terraform_name(char c);

}  // namespace slipway::rules
