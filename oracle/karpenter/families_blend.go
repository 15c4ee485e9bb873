package main

import (
	"fmt"
	"time"
)

// The blend family: every feature beside every other, in mixtures that nobody would write down by hand. Pods come in
// groups of replicas, as controllers make them, some with a trait of their own.

const (
	lblTier = "example.com/tier"
	lblRank = "example.com/rank"
	lblRack = "example.com/rack"
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
	case w.chance(0.45):
		w.useCatalog(pick(w, "generic-reserved", "generic-labelled"))
	case w.chance(0.1):
		w.useCatalog(pick(w, "aws-small", "aws-400"))
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
	if w.chance(0.3) {
		at(w.objs[len(w.objs)-1], "metadata.annotations")["storageclass.kubernetes.io/is-default-class"] = "true"
	}
	w.add("v1", "PersistentVolumeClaim", "default", "shared", m{"spec": m{"storageClassName": pick(w, "ebs-wait", "ebs-two")}, "status": m{"phase": "Pending"}})
	for i := range nodes {
		b.oldNode(i)
	}
	for i := range pick(w, 0, 0, 0, 1, 2) {
		budget := w.add("policy/v1", "PodDisruptionBudget", "default", fmt.Sprintf("pdb%d", i), m{"spec": m{"selector": selector("app", pick(w, b.apps...)),
			pick(w, "maxUnavailable", "minAvailable"): pick[any](w, 0, 1, "0%", "100%", "50%")}})
		if w.chance(0.3) {
			set(budget, "spec.unhealthyPodEvictionPolicy", pick(w, "AlwaysAllow", "IfHealthyBudget"))
		}
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
	if b.chance(0.3) {
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
	case lblZoneID, lblResType, lblResInt:
		if r["values"] != nil {
			r["values"] = anys(some(b.world, 1, 2, map[any][]string{lblZoneID: {"id-of-zone-1", "id-of-zone-2"}, lblResType: {"capacity-block", "default"}, lblResInt: {"false", "true"}}[r["key"]]...))
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
		r := b.ofKey(lblZone, lblCT, lblArch, lblFamily, lblCategory, lblGen, lblCPU, lblMem, lblSize, lblType, lblTier, lblRank, lblNVMe, lblZoneID, lblResType)
		if w.chance(0.3) && r["operator"] != "DoesNotExist" {
			r["minValues"] = w.between(1, 4)
		}
		poolReq(p, r)
	}
	if w.chance(0.3) {
		poolReq(p, req(lblCT, "In", some(w, 1, 3, "on-demand", "reserved", "spot")...))
	}
	if w.chance(0.5) { // what claims inherit, and what they do not
		at(p, "spec.template.metadata.annotations")["example.com/note"] = pick(w, "x", "")
		at(p, "metadata.annotations")["example.com/of-pool"] = "y"
		at(p, "metadata.labels")["example.com/of-pool"] = "y"
		set(p, "spec.template.spec.terminationGracePeriod", "1h")
		set(p, "spec.template.spec.expireAfter", "Never")
	}
	if w.chance(0.3) {
		own := at(p, "spec.template.metadata.labels")
		own[lblRack] = pick(w, "1", "0x1", "true")
		own[pick(w, "node.kubernetes.io/custom", "kubernetes.io/role", "sub.karpenter.sh/x", lblZone, "beta.kubernetes.io/arch", "kops.k8s.io/instancegroup")] = pick(w, "zone-1", "amd64")
	}
	if w.chance(0.2) {
		poolReq(p, pick(w, req(lblRank, "Gt", "3"), req(lblRank, "In", "5", "7"), req(lblRack, "NotIn", "1"), req(lblRack, "Exists"), req("team", "In", "blue", "red"),
			req(lblZoneID, "Exists"), req(lblOS, "NotIn", "windows"), req("node.kubernetes.io/windows-build", "DoesNotExist")))
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
	switch w.between(0, 19) {
	case 0, 1:
		deleting(claim, "karpenter.sh/termination")
	case 2:
		push(claim, "status.conditions", condition("InstanceTerminating", "True"))
	}
	if node == nil {
		if w.chance(0.15) { // not launched yet
			delete(at(claim, "status"), "providerID")
		}
		return
	}
	switch w.between(0, 24) { // nodes that are not quite Karpenter's
	case 0:
		deleting(node, "karpenter.sh/termination")
	case 1: // the claim is gone
		w.remove(claim)
	case 2:
		w.remove(claim)
		deleting(node, "x/y")
	case 3:
		w.remove(claim)
		delete(at(node, "metadata")["labels"].(m), lblPool)
	case 4:
		delete(at(node, "spec"), "providerID")
	case 5:
		delete(at(node, "metadata")["labels"].(m), lblType)
	}
	if w.chance(0.2) {
		push(node, "spec.taints", pick(w, taint("readiness.k8s.io/gpu", "", "NoSchedule"), taint("node.kubernetes.io/not-ready", "", "NoExecute"),
			taint("node.kubernetes.io/unreachable", "", "NoSchedule"), taint("node.kubernetes.io/unreachable", "", "NoExecute"),
			taint("node.cloudprovider.kubernetes.io/uninitialized", pick(w, "", "true"), "NoSchedule"), taint("karpenter.sh/unregistered", "", "NoExecute"),
			taint("karpenter.sh/disrupted", "", "NoSchedule")))
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
		switch w.between(0, 14) {
		case 0:
			set(p, "status.phase", pick(w, "Succeeded", "Failed"))
		case 1:
			at(p, "metadata.annotations")["karpenter.sh/do-not-disrupt"] = "true"
		case 2:
			deleting(p, "x/y")
		case 3:
			owned(p, w.uid(), "DaemonSet")
		case 4:
			owned(p, w.uid(), "StatefulSet")
			if w.chance(0.6) {
				deleting(p, "x/y")
			}
		case 5:
			at(p, "metadata.annotations")["karpenter.sh/do-not-disrupt"] = pick(w, "30m", "2h", "0s", "soon", "false")
			if w.chance(0.8) {
				set(p, "status.startTime", epoch.Format(time.RFC3339))
			}
		case 6:
			set(p, "status.conditions", []any{m{"type": "PodScheduled", "status": "True"}, m{"type": "Ready", "status": "False"}})
		}
	}
}

// deleting marks what is on its way out, held by a finalizer.
func deleting(o m, finalizer string) {
	at(o, "metadata")["deletionTimestamp"] = epoch.Format(time.RFC3339)
	at(o, "metadata")["finalizers"] = []any{finalizer}
}

func owned(p m, uid, kind string) {
	at(p, "metadata")["ownerReferences"] = []any{m{"apiVersion": "apps/v1", "kind": kind, "name": "owner", "uid": uid, "controller": true}}
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
		switch w.between(0, 39) {
		case 0:
			set(p, "status.nominatedNodeName", "n0")
		case 1:
			p["status"] = m{"phase": "Pending"}
		case 2:
			deleting(p, "x/y")
		case 3:
			at(p, "spec")["schedulerName"] = "other"
		case 4:
			at(p, "spec")["schedulingGates"] = []any{m{"name": "x"}}
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

// oddVolume mounts a claim of one of the rarer kinds.
func (b *blend) oddVolume(p m) {
	w := b.world
	name, ns := at(p, "metadata")["name"].(string)+"-odd", at(p, "metadata")["namespace"].(string)
	if w.chance(0.3) { // generic ephemeral
		w.add("v1", "PersistentVolumeClaim", ns, name, m{"spec": m{"storageClassName": "ebs-zonal"}, "status": m{"phase": "Pending"}})
		push(p, "spec.volumes", m{"name": "odd", "ephemeral": m{"volumeClaimTemplate": m{"spec": m{"storageClassName": "ebs-zonal"}}}})
		return
	}
	claim := w.add("v1", "PersistentVolumeClaim", ns, name, m{"spec": m{"storageClassName": "ebs-wait"}, "status": m{"phase": "Pending"}})
	push(p, "spec.volumes", m{"name": "odd", "persistentVolumeClaim": m{"claimName": name}})
	switch w.between(0, 3) {
	case 0: // the class is the cluster's default, or there is none
		delete(at(claim, "spec"), "storageClassName")
	case 1:
		set(claim, "status.phase", "Lost")
	default: // bound, the old way
		set(claim, "spec.volumeName", "pv-"+name)
		set(claim, "status.phase", "Bound")
		volume := w.add("v1", "PersistentVolume", "", "pv-"+name, m{"spec": m{"storageClassName": "ebs-wait",
			pick(w, "awsElasticBlockStore", "awsElasticBlockStore", "nfs"): m{"volumeID": "vol-" + name}}})
		if nfs, ok := at(volume, "spec")["nfs"]; ok {
			delete(nfs.(m), "volumeID")
			nfs.(m)["server"], nfs.(m)["path"] = "s", "/"
		}
		set(volume, "spec.nodeAffinity.required.nodeSelectorTerms", []any{m{"matchExpressions": []any{req(pick(w, lblZone, "failure-domain.beta.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone"), "In", pick(w, b.zones...))}}})
	}
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
			requireTerms(p, []m{b.ofKey(lblRack, "team", "kubernetes.io/role", lblZone, lblCT, lblArch, lblFamily, lblCPU, lblMem, lblType, lblTier, lblRank, lblZoneID, lblResType, lblResInt)})
		}
	case 4:
		requireTerms(p, []m{b.ofKey(lblZone, lblCT, lblZoneID), b.ofKey(lblCPU, lblMem, lblGen, lblCategory)})
	case 5, 6:
		for n := w.between(1, 3); n > 0; n-- {
			preferNode(p, pick(w, 1, 10, 10, 100), b.ofKey(lblZone, lblCT, lblFamily, lblCPU, lblTier, lblResType, lblZoneID))
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
			if w.chance(0.2) {
				b.oddVolume(p)
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
