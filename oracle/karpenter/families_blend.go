package main

import "fmt"

// The blend family: every feature beside every other, in mixtures that nobody would write down by hand. Pods come in
// groups of replicas, as controllers make them, some with a trait of their own.

const (
	lblTier = "example.com/tier"
	lblRank = "example.com/rank"
)

// blend is one such world: the catalogue's zones and the names that its objects draw from.
type blend struct {
	*world
	strict                         float64 // how much of what shuts pods out: half of the worlds have little of it
	zones, pools, apps, namespaces []string
}

func famBlend(w *world) { newBlend(w).fill(pick(w, 0, 0, 0, 1, 2, 4), w.between(1, 4), 1, 2, 3, 4, 6) }

// famCrowd is the same with many pods: enough open claims that their order is that of Go's quicksort.
func famCrowd(w *world) {
	b := newBlend(w)
	b.strict /= 4
	b.fill(pick(w, 0, 0, 6, 20), w.between(4, 12), 1, 5, 20, 40)
}

func newBlend(w *world) *blend {
	b := &blend{world: w, zones: zones, strict: pick(w, 0.2, 0.2, 0.6, 1), apps: []string{"a", "b", "c"}, namespaces: []string{"default"}}
	switch {
	case w.chance(0.4):
		w.useCatalog("generic-reserved")
	case w.chance(0.1):
		w.useCatalog("aws-small")
		b.zones = []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	}
	return b
}

// fill makes everything: nodes that are there, and groups of pods of one of the sizes.
func (b *blend) fill(nodes, groups int, sizes ...int) {
	w := b.world
	b.options()
	if w.chance(0.4) {
		b.namespaces = []string{"default", "default", "other"}
		labels(w.add("v1", "Namespace", "", "default", nil), "team", "x")
		labels(w.add("v1", "Namespace", "", "other", nil), "team", pick(w, "x", "y"), "env", "prod")
	}
	for _, name := range []string{"default", "aaa", "zzz"}[:pick(w, 1, 1, 1, 2, 2, 3)] {
		b.pool(name)
	}
	for i, n := 0, pick(w, 0, 0, 1, 2, 3); i < n; i++ {
		b.daemon(i)
	}
	w.storageClasses()
	w.add("v1", "PersistentVolumeClaim", "default", "shared", m{"spec": m{"storageClassName": pick(w, "ebs-wait", "ebs-two")}, "status": m{"phase": "Pending"}})
	for i := range nodes {
		b.oldNode(i)
	}
	if w.chance(0.2) {
		w.add("policy/v1", "PodDisruptionBudget", "default", "pdb", m{"spec": m{"selector": selector("app", pick(w, b.apps...)),
			pick(w, "maxUnavailable", "minAvailable"): pick[any](w, 0, 1, "100%", "50%")}})
	}
	for g := range groups {
		b.replicas(g, pick(w, sizes...))
	}
}

func (b *blend) options() {
	o := &CaseOptions{}
	if b.chance(0.25) {
		o.PreferencePolicy = "Ignore"
	}
	if b.chance(0.4) {
		o.MinValuesPolicy = pick(b.world, "BestEffort", "Strict")
	}
	if b.chance(0.1) {
		o.FeatureGates = map[string]bool{"ReservedCapacity": false}
	}
	if b.in.Catalog == "generic-reserved" && b.chance(0.3) {
		o.ReservedOfferingMode = "Fallback"
	}
	b.in.Options = o
}

// ofKey is a requirement on one of the keys, zones taken from the catalogue.
func (b *blend) ofKey(keys ...string) m {
	r := b.anyReq(keys...)
	switch r["key"] {
	case lblZone:
		if r["values"] != nil {
			r["values"] = anys(some(b.world, 1, 2, b.zones...))
		}
	case lblTier:
		if r["values"] != nil {
			r["values"] = anys(some(b.world, 1, 2, "gold", "silver", "tin"))
		}
	case lblRank:
		r = req(lblRank, pick(b.world, "Gt", "Lt", "Gte", "Lte", "In", "NotIn"), pick(b.world, "1", "3", "7"))
	}
	return r
}

func (b *blend) pool(name string) {
	w := b.world
	b.pools = append(b.pools, name)
	p := w.pool(name)
	if w.chance(0.4) {
		set(p, "spec.weight", pick(w, 1, 10, 10, 100))
	}
	if w.chance(0.6) {
		w.offer(name, some(w, 2, 14, w.typeNames(nil)...)...)
	}
	for n := pick(w, 0, 0, 1, 1, 2, 3); n > 0; n-- {
		if !w.chance(b.strict) {
			continue
		}
		r := b.ofKey(lblZone, lblCT, lblArch, lblFamily, lblCategory, lblGen, lblCPU, lblMem, lblSize, lblType, lblTier, lblRank, lblNVMe)
		if w.chance(0.3) && r["operator"] != "DoesNotExist" {
			r["minValues"] = w.between(1, 4)
		}
		poolReq(p, r)
	}
	if w.chance(0.3) {
		poolReq(p, req(lblCT, "In", some(w, 1, 3, "on-demand", "reserved", "spot")...))
	}
	if w.chance(0.5) {
		at(p, "spec.template.metadata.labels")["team"] = "blue"
	}
	if w.chance(0.5) {
		poolReq(p, req(lblTier, "In", some(w, 1, 2, "gold", "silver")...))
	}
	if w.chance(0.3) {
		minimum := req(pick(w, lblFamily, lblType, lblSize, lblCPU), "Exists")
		minimum["minValues"] = w.between(1, 4)
		poolReq(p, minimum)
	}
	if w.chance(0.4 * b.strict) {
		poolTaint(p, taint(pick(w, "dedicated", "soft"), pick(w, "", "ml"), pick(w, "NoSchedule", "NoExecute", "PreferNoSchedule")))
	}
	if w.chance(0.25) {
		push(p, "spec.template.spec.startupTaints", taint(pick(w, "example.com/cni-not-ready", "dedicated"), "", "NoSchedule"))
	}
	if w.chance(0.4 * b.strict) {
		limits := at(p, "spec.limits")
		for _, k := range some(w, 1, 2, "cpu", "memory", "nodes", "pods") {
			limits[k] = map[string]string{"cpu": pick(w, "0", "3", "8", "16", "40"), "memory": pick(w, "8Gi", "40Gi"), "nodes": pick(w, "1", "2", "5"), "pods": pick(w, "16", "90")}[k]
		}
	}
	if w.chance(0.05 * b.strict) {
		p["status"] = m{"conditions": poolConditions("False")}
	}
}

func (b *blend) daemon(i int) {
	w := b.world
	d := w.daemonSet(fmt.Sprintf("ds%d", i), w.small())
	t := at(d, "spec.template")
	for n := w.between(0, 2); n > 0; n-- {
		switch w.between(0, 6) {
		case 0:
			tolerate(t, toleration("", "Exists", "", ""))
		case 1:
			requireTerms(t, []m{b.ofKey(lblCPU, lblFamily, lblZone, lblCT, lblTier)})
		case 2:
			requireTerms(t, []m{b.ofKey(lblFamily)}, []m{b.ofKey(lblCPU)})
		case 3:
			container(t, 0)["ports"] = []any{m{"containerPort": 80, "hostPort": pick(w, 8080, 9090), "protocol": "TCP"}}
		case 4:
			preferNode(t, 1, b.ofKey(lblZone, lblFamily))
		case 5:
			push(t, "spec.initContainers", m{"name": "s", "image": "s", "restartPolicy": "Always", "resources": m{"requests": w.small()}})
		case 6:
			nodeSelector(t, pick(w, lblArch, lblTier, "team"), pick(w, "amd64", "gold", "blue"))
		}
	}
}

// oldNode is a node, or a claim on its way to one, of a pool of ours or of one that is gone, with pods on it.
func (b *blend) oldNode(i int) {
	w := b.world
	name := fmt.Sprintf("n%d", i)
	stage := pick(w, stageInitialized, stageInitialized, stageRegistered, stageLaunched)
	pool := pick(w, append([]string{"gone"}, append(b.pools, b.pools...)...)...)
	claim, node := w.node(name, pool, pick(w, w.typeNames(func(t CatType) bool { return t.cpu() >= 2 && t.cpu() <= 16 })...), pick(w, b.zones...), pick(w, "spot", "on-demand"), stage)
	startup := taint("example.com/cni-not-ready", "", "NoSchedule")
	if stage != stageInitialized && w.chance(0.5) {
		set(claim, "spec.startupTaints", []any{startup})
	}
	if w.chance(0.2) {
		labels(claim, lblTier, pick(w, "gold", "tin"))
		if node != nil {
			labels(node, lblTier, pick(w, "gold", "tin"))
		}
	}
	if w.chance(0.15) {
		set(claim, "spec.taints", []any{taint("dedicated", "ml", "NoSchedule")})
		if node != nil {
			push(node, "spec.taints", taint("dedicated", "ml", "NoSchedule"))
		}
	}
	if w.chance(0.1) {
		at(claim, "metadata")["deletionTimestamp"] = epoch.Format("2006-01-02T15:04:05Z07:00")
		at(claim, "metadata")["finalizers"] = []any{"karpenter.sh/termination"}
	}
	if node == nil {
		return
	}
	if stage == stageRegistered && w.chance(0.5) {
		push(node, "spec.taints", startup)
	}
	if w.chance(0.4) {
		w.add("storage.k8s.io/v1", "CSINode", "", name, m{"spec": m{"drivers": []any{m{"name": "ebs.csi.aws.com", "nodeID": "i-" + name, "allocatable": m{"count": w.between(0, 3)}}}}})
	}
	for k, n := 0, w.between(0, 3); k < n; k++ {
		p := labels(bind(w.pod(fmt.Sprintf("r%d-%d", i, k), w.small()), name), "app", pick(w, b.apps...), "version", pick(w, "v1", "v2"))
		at(p, "metadata")["namespace"] = pick(w, b.namespaces...)
		if w.chance(0.5) {
			b.decorate(p)
		}
		switch w.between(0, 11) {
		case 0:
			set(p, "status.phase", pick(w, "Succeeded", "Failed"))
		case 1:
			at(p, "metadata.annotations")["karpenter.sh/do-not-disrupt"] = "true"
		case 2:
			at(p, "metadata")["deletionTimestamp"] = epoch.Format("2006-01-02T15:04:05Z07:00")
			at(p, "metadata")["finalizers"] = []any{"x/y"}
		case 3:
			at(p, "metadata")["ownerReferences"] = []any{m{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "ds0", "uid": w.uid(), "controller": true}}
		}
	}
}

// replicas adds a group of pods alike; the decisions of a group are drawn again for each pod from the same chance.
func (b *blend) replicas(group, count int) {
	w := b.world
	size, app, version, namespace := w.size(), pick(w, b.apps...), pick(w, "v1", "v2"), pick(w, b.namespaces...)
	traits := make([]int, w.between(0, 4))
	for i := range traits {
		traits[i] = w.r.Int()
	}
	if b.strict < 1 && w.chance(0.5) {
		size = w.small()
	}
	for i := range count {
		p := labels(w.pod(fmt.Sprintf("p%d-%d", group, i), size), "app", app, "version", version)
		at(p, "metadata")["namespace"] = namespace
		if b.strict < 1 {
			tolerate(p, toleration(pick(w, "dedicated", "soft"), "Exists", "", ""))
		}
		own := w.r
		for _, trait := range traits {
			w.r = randFrom(trait)
			b.decorate(p)
		}
		w.r = own
		if w.chance(0.15) {
			b.decorate(p)
		}
		if w.chance(0.1) {
			labels(p, "version", "v3")
		}
	}
}

func (b *blend) selector() m {
	w := b.world
	switch w.between(0, 9) {
	case 0:
		return m{"matchExpressions": []any{req("app", pick(w, "In", "NotIn"), some(w, 1, 2, b.apps...)...)}}
	case 1:
		return m{"matchExpressions": []any{req(pick(w, "version", "absent"), pick(w, "Exists", "DoesNotExist"))}}
	case 2:
		return selector("app", pick(w, b.apps...), "version", "v1")
	case 3:
		return m{}
	}
	return selector("app", pick(w, b.apps...))
}

func (b *blend) topologyKey() string {
	return pick(b.world, lblZone, lblZone, lblZone, lblHost, lblHost, lblCT, lblFamily, lblArch, lblTier, lblType, lblPool)
}

func (b *blend) term() m {
	w := b.world
	t := term(b.topologyKey(), b.selector())
	if w.chance(0.03) {
		delete(t, "labelSelector")
	}
	switch w.between(0, 7) {
	case 0:
		t["namespaces"] = anys(some(w, 1, 2, "default", "other"))
	case 1:
		t["namespaceSelector"] = m{}
	case 2:
		t["namespaceSelector"] = selector("team", pick(w, "x", "y", "z"))
	case 3:
		t["namespaceSelector"] = m{"matchExpressions": []any{req("env", pick(w, "Exists", "DoesNotExist"))}}
		t["namespaces"] = anys([]string{"default"})
	}
	if w.chance(0.1) {
		t[pick(w, "matchLabelKeys", "mismatchLabelKeys")] = anys([]string{"version"})
	}
	return t
}

// decorate gives a pod one trait of any kind.
func (b *blend) decorate(p m) {
	w := b.world
	switch w.between(0, 19) {
	case 0:
		nodeSelector(p, lblZone, pick(w, b.zones...))
	case 1:
		w.selectNode(p, lblCT, lblArch, lblFamily, lblResID)
	case 2:
		nodeSelector(p, pick(w, lblTier, "team"), pick(w, "gold", "blue"))
	case 3:
		for n := w.between(1, 3); n > 0; n-- {
			requireTerms(p, []m{b.ofKey(lblZone, lblCT, lblArch, lblFamily, lblCPU, lblMem, lblType, lblTier, lblRank)})
		}
	case 4:
		requireTerms(p, []m{b.ofKey(lblZone, lblCT), b.ofKey(lblCPU, lblMem, lblGen, lblCategory)})
	case 5, 6:
		for n := w.between(1, 3); n > 0; n-- {
			preferNode(p, pick(w, 1, 10, 10, 100), b.ofKey(lblZone, lblCT, lblFamily, lblCPU, lblTier))
		}
	case 7, 8, 9:
		c := spread(p, b.topologyKey(), pick(w, 1, 1, 2), pick(w, "DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"), b.selector())
		if c["whenUnsatisfiable"] == "DoNotSchedule" && w.chance(0.3) {
			c["minDomains"] = w.between(1, 5)
		}
		if w.chance(0.35) {
			c["nodeAffinityPolicy"] = pick(w, "Honor", "Ignore")
		}
		if w.chance(0.35) {
			c["nodeTaintsPolicy"] = pick(w, "Honor", "Ignore")
		}
		if w.chance(0.3) {
			c["matchLabelKeys"] = anys(some(w, 1, 2, "version", "absent"))
		}
	case 10, 11:
		requirePods(p, pick(w, "podAffinity", "podAntiAffinity", "podAntiAffinity"), b.term())
	case 12:
		preferPods(p, pick(w, "podAffinity", "podAntiAffinity"), pick(w, 1, 10, 100), b.term())
	case 13:
		tolerate(p, pick(w, toleration("dedicated", "Exists", "", ""), toleration("soft", "Exists", "", ""), toleration("", "Exists", "", ""),
			toleration("dedicated", "Equal", "ml", pick(w, "NoSchedule", "NoExecute")), toleration("example.com/cni-not-ready", "Exists", "", "")))
	case 14:
		port := m{"containerPort": 80, "hostPort": pick(w, 8080, 9090), "protocol": pick(w, "TCP", "TCP", "UDP")}
		if w.chance(0.4) {
			port["hostIP"] = pick(w, "10.0.0.1", "10.0.0.2", "0.0.0.0", "::")
		}
		container(p, 0)["ports"] = []any{port}
	case 15:
		if n := w.between(1, 2); at(p, "spec")["volumes"] == nil {
			for i := 0; i < n; i++ {
				w.claimVolume(p, i)
			}
		}
	case 16:
		push(p, "spec.initContainers", m{"name": fmt.Sprintf("i%d", w.between(0, 99)), "image": "i", "resources": m{"requests": w.size()}})
	case 17:
		push(p, "spec.initContainers", m{"name": fmt.Sprintf("s%d", w.between(100, 199)), "image": "s", "restartPolicy": "Always", "resources": m{"requests": w.small()}})
	case 18:
		set(p, "status.containerStatuses", []any{m{"name": "app", "image": "app", "imageID": "", "ready": false, "restartCount": 0,
			"resources": m{"requests": w.size()}, "allocatedResources": w.size()}})
	case 19:
		switch w.between(0, 3) {
		case 0:
			set(p, "spec.overhead", w.small())
		case 1:
			set(p, "spec.resources", m{"requests": w.size()})
		case 2:
			container(p, 0)["resources"] = m{"limits": m{"cpu": "2", "memory": "1Gi"}}
		case 3: // one claim for all pods of the group
			push(p, "spec.volumes", m{"name": "shared", "persistentVolumeClaim": m{"claimName": "shared"}})
		}
	}
}
