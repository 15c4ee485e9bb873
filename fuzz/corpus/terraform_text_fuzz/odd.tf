a {
 b = <<EOT
 c
 EOT
 d = "${e["f"]}
 g = {h: [}
