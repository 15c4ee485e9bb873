# Written by slipway: change platform.yaml and render again, not this file.

# platform.yaml aws
provider "aws" {
  region = "us-west-2"

  default_tags {
    tags = merge({
      "slipway.dev/platform" = "small"
      Team                   = "research"
    }, var.tags)
  }
}
