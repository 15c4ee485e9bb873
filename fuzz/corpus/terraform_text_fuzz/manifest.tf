resource "kubernetes_manifest" "a" {
  manifest = {
    apiVersion = "v1"
    "kind" : "Pod"
    spec = { a = [1, -2.5, true, null, "x${var.y}", <<-EOT
		b
	EOT
    , { (k) = 1 }] }
  }
}
