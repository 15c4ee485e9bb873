package main

// Families about what is there already: daemons, nodes, volumes, pods that are kept out, long queues, all at once.

import (
	"fmt"
	"strconv"
)

func famDaemonSets(w *world) {
	p := w.pool("default")
	if w.chance(0.4) {
		poolTaint(p, taint("dedicated", "ml", pick(w, "NoSchedule", "PreferNoSchedule")))
	}
	at(p, "spec.template.metadata.labels")["team"] = "blue"
	w.types("default", 3, 7)
	n := w.between(1, 3)
	if w.boring() {
		n = 1
	}
	for i := 0; i < n; i++ {
		d := w.daemonSet(fmt.Sprintf("ds%d", i), w.small())
		spec := at(d, "spec.template.spec")
		tmpl := at(d, "spec.template")
		if w.boring() {
			continue
		}
		switch w.between(0, 8) {
		case 0:
			nodeSelector(tmpl, lblArch, pick(w, "amd64", "arm64"))
		case 1:
			nodeSelector(tmpl, "team", pick(w, "blue", "red"))
		case 2: // differs per instance type: several overhead groups
			requireTerms(tmpl, []m{req(lblCPU, pick(w, "Gt", "Lt"), pick(w, "2", "4", "8"))})
		case 3: // OR-ed terms: the trial throws terms away for later types
			requireTerms(tmpl, []m{req(lblFamily, "In", pick(w, "ga1", "gb2"))}, []m{req(lblFamily, "In", pick(w, "ca2", "ra1"))}, []m{req(lblSize, "In", "8x", "16x")})
		case 4:
			tolerate(tmpl, toleration("dedicated", "Exists", "", ""))
		case 5:
			tolerate(tmpl, toleration("", "Exists", "", ""))
			spec["containers"].([]any)[0].(m)["ports"] = []any{m{"containerPort": 9100, "hostPort": 9100, "protocol": "TCP"}}
		case 6:
			nodeSelector(tmpl, "karpenter.sh/initialized", "true")
		case 7: // no requests, only limits
			spec["containers"].([]any)[0].(m)["resources"] = m{"limits": m{"cpu": "200m", "memory": "200Mi"}}
		case 8:
			preferNode(tmpl, 1, req(lblZone, "In", "zone-9"))
		}
		if w.chance(0.25) { // a running pod of the set is the better representative
			rp := w.add("v1", "Pod", "kube-system", fmt.Sprintf("ds%d-x", i), m{
				"spec": m{"containers": []any{m{"name": "d", "image": "d", "resources": m{"requests": w.small()}}},
					"tolerations": []any{m{"operator": "Exists"}}},
				"status": m{"phase": "Running"},
			})
			set(rp, "spec.nodeName", "elsewhere")
			at(rp, "metadata")["ownerReferences"] = []any{m{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": fmt.Sprintf("ds%d", i), "uid": at(d, "metadata")["uid"], "controller": true}}
			requireTerms(rp, []m{req("metadata.name-is-replaced", "In", "x")})
		}
	}
	w.pods(1, 6, func(i int, p m) {
		if w.chance(0.5) {
			tolerate(p, toleration("dedicated", "Exists", "", ""))
		}
		if w.chance(0.2) {
			container(p, 0)["ports"] = []any{m{"containerPort": 80, "hostPort": pick(w, 9100, 8080), "protocol": "TCP"}}
		}
	})
}

// claimVolume makes a PVC (and what it needs) and mounts it.
func (w *world) claimVolume(p m, i int) {
	name := fmt.Sprintf("pvc-%s-%d", at(p, "metadata")["name"], i)
	ns := at(p, "metadata")["namespace"].(string)
	pvc := w.add("v1", "PersistentVolumeClaim", ns, name, m{"spec": m{"storageClassName": pick(w, "ebs-wait", "ebs-wait", "ebs-zonal", "ebs-two")}, "status": m{"phase": "Pending"}})
	if w.chance(0.6) {
		pvName := "pv-" + name
		set(pvc, "spec.volumeName", pvName)
		set(pvc, "status.phase", "Bound")
		at(pvc, "metadata.annotations")["pv.kubernetes.io/bind-completed"] = "yes"
		pv := w.add("v1", "PersistentVolume", "", pvName, m{"spec": m{
			"storageClassName": "ebs-wait",
			"csi":              m{"driver": "ebs.csi.aws.com", "volumeHandle": "vol-" + name},
		}})
		switch w.between(0, 5) {
		case 0: // no affinity
		case 1: // several terms
			set(pv, "spec.nodeAffinity.required.nodeSelectorTerms", []any{
				m{"matchExpressions": []any{req(lblZone, "In", pick(w, zones...))}}, m{"matchExpressions": []any{req(lblZone, "In", pick(w, zones...))}}})
		case 2: // local volume: hostname is ignored
			delete(at(pv, "spec"), "csi")
			set(pv, "spec.local", m{"path": "/mnt/x"})
			set(pv, "spec.nodeAffinity.required.nodeSelectorTerms", []any{m{"matchExpressions": []any{req(lblHost, "In", "gone"), req(lblZone, "In", pick(w, zones...))}}})
			if w.chance(0.4) {
				set(pv, "spec.nodeAffinity.required.nodeSelectorTerms", []any{m{"matchExpressions": []any{req(lblHost, "In", "gone")}}})
			}
		default:
			set(pv, "spec.nodeAffinity.required.nodeSelectorTerms", []any{m{"matchExpressions": []any{req(lblZone, "In", pick(w, zones...))}}})
		}
	}
	push(p, "spec.volumes", m{"name": "v" + strconv.Itoa(i), "persistentVolumeClaim": m{"claimName": name}})
}

func (w *world) storageClasses() {
	w.add("storage.k8s.io/v1", "StorageClass", "", "ebs-wait", m{"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "WaitForFirstConsumer"})
	w.add("storage.k8s.io/v1", "StorageClass", "", "ebs-zonal", m{"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "WaitForFirstConsumer",
		"allowedTopologies": []any{m{"matchLabelExpressions": []any{m{"key": lblZone, "values": []any{"zone-2"}}}}}})
	w.add("storage.k8s.io/v1", "StorageClass", "", "ebs-two", m{"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "WaitForFirstConsumer",
		"allowedTopologies": []any{
			m{"matchLabelExpressions": []any{m{"key": lblZone, "values": []any{"zone-3"}}}},
			m{"matchLabelExpressions": []any{m{"key": lblZone, "values": []any{"zone-1", "zone-2"}}}}}})
}

func famVolumes(w *world) {
	p := w.pool("default")
	w.storageClasses()
	if w.boring() {
		w.offer("default", "ga1.2x", "ga1.4x")
		q := w.pod("p0", w.small())
		class := []string{"ebs-wait", "ebs-wait", "ebs-zonal", "ebs-two", "ebs-wait"}[w.i]
		pvc := w.add("v1", "PersistentVolumeClaim", "default", "data", m{"spec": m{"storageClassName": class}, "status": m{"phase": "Pending"}})
		push(q, "spec.volumes", m{"name": "data", "persistentVolumeClaim": m{"claimName": "data"}})
		if w.i == 1 || w.i == 4 { // bound
			set(pvc, "spec.volumeName", "pv-data")
			set(pvc, "status.phase", "Bound")
			at(pvc, "metadata.annotations")["pv.kubernetes.io/bind-completed"] = "yes"
			w.add("v1", "PersistentVolume", "", "pv-data", m{"spec": m{"storageClassName": class, "csi": m{"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"},
				"nodeAffinity": m{"required": m{"nodeSelectorTerms": []any{m{"matchExpressions": []any{req(lblZone, "In", "zone-2")}}}}}}})
		}
		if w.i == 4 { // the node is full of volumes
			w.node("n1", "default", "ga1.8x", "zone-2", "on-demand", stageInitialized)
			w.add("storage.k8s.io/v1", "CSINode", "", "n1", m{"spec": m{"drivers": []any{m{"name": "ebs.csi.aws.com", "nodeID": "i-n1", "allocatable": m{"count": 0}}}}})
		}
		return
	}
	if w.chance(0.3) {
		poolReq(p, req(lblZone, "In", some(w, 1, 2, zones...)...))
	}
	if w.i >= 10 && w.chance(0.5) {
		_, _ = w.node("n1", "default", "ga1.8x", pick(w, zones...), "on-demand", stageInitialized)
		w.add("storage.k8s.io/v1", "CSINode", "", "n1", m{"spec": m{"drivers": []any{m{"name": "ebs.csi.aws.com", "nodeID": "i-n1", "allocatable": m{"count": w.between(0, 3)}}}}})
		if w.chance(0.5) {
			r := bind(w.pod("r1", w.small()), "n1")
			w.claimVolume(r, 0)
		}
	}
	w.pods(1, 4, func(i int, p m) {
		container(p, 0)["resources"] = m{"requests": w.small()}
		for k, n := 0, w.between(1, 2); k < n; k++ {
			w.claimVolume(p, k)
		}
		if w.i >= 20 && w.chance(0.3) {
			labels(p, "app", "a")
			spread(p, lblZone, 1, "DoNotSchedule", selector("app", "a"))
		}
		if w.chance(0.15) {
			nodeSelector(p, lblZone, pick(w, zones...))
		}
		if w.chance(0.1) { // generic ephemeral volume
			name := fmt.Sprintf("%s-scratch", at(p, "metadata")["name"])
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"storageClassName": "ebs-zonal"}, "status": m{"phase": "Pending"}})
			push(p, "spec.volumes", m{"name": "scratch", "ephemeral": m{"volumeClaimTemplate": m{"spec": m{"storageClassName": "ebs-zonal"}}}})
		}
		if w.chance(0.2) {
			push(p, "spec.volumes", m{"name": "tmp", "emptyDir": m{}})
		}
	})
}

// cluster adds nodes in several stages with pods on them and returns their names.
func (w *world) nodes(lo, hi int) []string {
	var out []string
	for n, k := 0, w.between(lo, hi); n < k; n++ {
		name := fmt.Sprintf("n%d", n)
		stage := pick(w, stageInitialized, stageInitialized, stageInitialized, stageRegistered, stageLaunched)
		claim, node := w.node(name, "default", pick(w, "ga1.2x", "ga1.4x", "ca2.8x", "gb2.4x", "ra1.2x"), pick(w, zones...), pick(w, "spot", "on-demand"), stage)
		if stage == stageLaunched {
			if w.chance(0.3) {
				set(claim, "spec.startupTaints", []any{taint("example.com/cni-not-ready", "", "NoSchedule")})
			}
			if w.chance(0.2) {
				set(claim, "spec.taints", []any{taint("dedicated", "ml", "NoSchedule")})
			}
			continue
		}
		out = append(out, name)
		if stage == stageRegistered && w.chance(0.5) {
			push(node, "spec.taints", taint("example.com/cni-not-ready", "", "NoSchedule"))
			set(claim, "spec.startupTaints", []any{taint("example.com/cni-not-ready", "", "NoSchedule")})
			if w.chance(0.5) {
				delete(at(node, "status"), "allocatable") // the kubelet has not reported yet
			}
		}
		if stage == stageInitialized && w.chance(0.15) {
			push(node, "spec.taints", pick(w, taint("dedicated", "ml", "NoSchedule"), taint("soft", "", "PreferNoSchedule"), taint("node.kubernetes.io/unschedulable", "", "NoSchedule")))
		}
		if w.chance(0.12) {
			at(claim, "metadata")["deletionTimestamp"] = epoch.Format("2006-01-02T15:04:05Z07:00")
			at(claim, "metadata")["finalizers"] = []any{"karpenter.sh/termination"}
		}
		for i, k := 0, w.between(0, 3); i < k; i++ {
			r := labels(bind(w.pod(fmt.Sprintf("r%d-%d", n, i), w.small()), name), "app", pick(w, "a", "b"))
			switch w.between(0, 9) {
			case 0:
				set(r, "status.phase", "Succeeded")
			case 1:
				at(r, "metadata.annotations")["karpenter.sh/do-not-disrupt"] = "true"
			case 2:
				at(r, "metadata")["deletionTimestamp"] = epoch.Format("2006-01-02T15:04:05Z07:00")
				at(r, "metadata")["finalizers"] = []any{"x/y"}
			}
		}
	}
	return out
}

func famExisting(w *world) {
	w.pool("default")
	w.offer("default", "ga1.2x", "ga1.4x", "ca2.8x", "gb2.4x", "ra1.2x")
	if w.boring() {
		for i := 0; i <= w.i%3; i++ {
			w.node(fmt.Sprintf("n%d", i), "default", "ga1.2x", "zone-1", "on-demand", []int{stageInitialized, stageRegistered, stageLaunched}[(w.i+i)%3])
		}
		w.pods(1, 1, nil)
		return
	}
	w.nodes(1, 5)
	if w.chance(0.3) {
		w.daemonSet("ds", w.small())
	}
	if w.chance(0.25) { // a node Karpenter does not manage
		n := w.add("v1", "Node", "", "static-1", m{
			"spec":   m{"providerID": "static-1"},
			"status": m{"capacity": m{"cpu": "4", "memory": "8Gi", "pods": "20"}, "allocatable": m{"cpu": "3", "memory": "7Gi", "pods": "20"}},
		})
		labels(n, lblHost, "static-1", lblZone, "zone-1", lblArch, "amd64", lblOS, "linux")
	}
	if w.chance(0.4) {
		w.add("policy/v1", "PodDisruptionBudget", "default", "pdb", m{"spec": m{"selector": selector("app", "a"),
			pick(w, "maxUnavailable", "minAvailable"): pick[any](w, 0, 1, "100%", "0%", "50%")}})
	}
	w.pods(1, 6, func(i int, p m) {
		if w.chance(0.5) {
			container(p, 0)["resources"] = m{"requests": w.small()}
		}
		if w.chance(0.2) {
			w.selectNode(p, lblZone, lblCT)
		}
		if w.chance(0.1) {
			tolerate(p, toleration("dedicated", "Exists", "", ""))
		}
		if w.chance(0.1) {
			requireTerms(p, []m{req("karpenter.sh/nodepool", "In", "default")})
		}
		if w.chance(0.02) { // a restricted label: the pod is ignored
			requireTerms(p, []m{req(lblHost, "In", pick(w, "n0", "n1", "static-1"))})
		}
		if w.chance(0.1) {
			requireTerms(p, []m{req(lblGPUName, "DoesNotExist")})
		}
	})
}

func famValidation(w *world) {
	w.pool("default")
	w.offer("default", "ga1.2x", "ga1.4x")
	w.storageClasses()
	w.add("storage.k8s.io/v1", "StorageClass", "", "now", m{"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "Immediate"})
	n := w.between(1, 4)
	for i := 0; i < n; i++ {
		p := w.pod(fmt.Sprintf("p%d", i), w.small())
		vol := func(name string) {
			push(p, "spec.volumes", m{"name": "v", "persistentVolumeClaim": m{"claimName": name}})
		}
		name := fmt.Sprintf("c%d", i)
		c := w.between(0, 17)
		if w.i < 18 && i == 0 {
			c = w.i
		}
		switch c {
		case 0:
			requireTerms(p, []m{req(lblPool, "DoesNotExist")})
		case 1:
			nodeSelector(p, "karpenter.sh/custom", "x")
		case 2:
			requireTerms(p, []m{req("karpenter.k8s.aws/custom", "In", "x")})
		case 3:
			requireTerms(p, []m{req(lblZone, "In", "zone-1")}, []m{req("kubernetes.io/custom", "In", "x")})
		case 4:
			push(p, "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", m{"matchFields": []any{req("metadata.name", "In", "n1")}})
		case 5:
			vol("missing")
		case 6:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"storageClassName": "ebs-wait"}, "status": m{"phase": "Lost"}})
		case 7:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"storageClassName": "now"}, "status": m{"phase": "Pending"}})
		case 8:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"storageClassName": "unknown"}, "status": m{"phase": "Pending"}})
		case 9:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{}, "status": m{"phase": "Pending"}})
		case 10:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"volumeName": "pv-missing", "storageClassName": "ebs-wait"}, "status": m{"phase": "Bound"}})
		case 11:
			vol(name)
			w.add("v1", "PersistentVolumeClaim", "default", name, m{"spec": m{"volumeName": "pv-" + name, "storageClassName": "ebs-wait"}, "status": m{"phase": "Bound"}})
			w.add("v1", "PersistentVolume", "", "pv-"+name, m{"spec": m{"csi": m{"driver": "ebs.csi.aws.com", "volumeHandle": "x"}}})
		case 12: // a DaemonSet's pod is never provisioned for
			at(p, "metadata")["ownerReferences"] = []any{m{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "ds", "uid": w.uid(), "controller": true}}
		case 13: // waits for a preemption
			set(p, "status.nominatedNodeName", "n1")
		case 14: // the scheduler has not failed on it yet
			p["status"] = m{"phase": "Pending"}
		case 15: // a mirror pod
			at(p, "metadata")["ownerReferences"] = []any{m{"apiVersion": "v1", "kind": "Node", "name": "n1", "uid": w.uid(), "controller": true}}
		case 16: // dynamic resource allocation is refused by default
			set(p, "spec.resourceClaims", []any{m{"name": "gpu", "resourceClaimName": "gpu"}})
		case 17: // preferred terms are not validated
			preferNode(p, 1, req("karpenter.sh/custom", "In", "x"))
		}
	}
	if w.i >= 18 && w.chance(0.15) { // no usable pool at all
		p := w.objs[0]
		switch w.between(0, 2) {
		case 0:
			p["status"] = m{"conditions": poolConditions("False")}
		case 1:
			set(p, "spec.replicas", 1)
		case 2:
			set(p, "spec.template.spec.nodeClassRef", m{"group": "example.com", "kind": "Other", "name": "default"})
		}
	}
	if w.i >= 18 && w.chance(0.1) {
		poolReq(w.objs[0], req(lblFamily, "In", "none")) // filters everything out
	}
}

// famQueue makes many claims: the order of in-flight claims is Go's unstable sort once there are more than 12.
func famQueue(w *world) {
	w.pool("default")
	w.offer("default", "ga1.2x", "ga1.4x")
	hosts := w.between(3, 40)
	switch {
	case w.boring():
		hosts = 3 + w.i
	case w.i >= 44:
		hosts = w.between(50, 90)
	}
	for i := 0; i < hosts; i++ { // one claim each
		p := labels(w.pod(fmt.Sprintf("h%02d", i), requests("1", pick(w, "1Gi", "1Gi", "900Mi"))), "app", "solo")
		requirePods(p, "podAntiAffinity", term(lblHost, selector("app", "solo")))
	}
	for i, n := 0, w.between(2, 30); i < n; i++ { // these fill up the claims in the order of the list
		p := w.pod(fmt.Sprintf("f%02d", i), requests(pick(w, "100m", "200m", "300m", "100m"), pick(w, "100Mi", "200Mi")))
		if w.chance(0.2) {
			nodeSelector(p, lblZone, pick(w, zones...))
		}
	}
}

func famIgnorePreferences(w *world) {
	w.in.Options = &CaseOptions{PreferencePolicy: "Ignore"}
	p := w.pool("default")
	if w.chance(0.3) {
		poolTaint(p, taint("soft", "", "PreferNoSchedule"))
	}
	w.pods(1, 6, func(i int, p m) {
		container(p, 0)["resources"] = m{"requests": w.small()}
		labels(p, "app", "a")
		switch w.between(0, 5) {
		case 0:
			preferNode(p, 1, req(lblZone, "In", "zone-2"))
		case 1:
			preferPods(p, "podAntiAffinity", 1, term(lblHost, selector("app", "a")))
		case 2:
			preferPods(p, "podAffinity", 1, term(lblZone, selector("app", "none")))
		case 3:
			spread(p, lblHost, 1, "ScheduleAnyway", selector("app", "a"))
		case 4:
			requireTerms(p, []m{req(lblZone, "In", "zone-9")}, []m{req(lblZone, "In", "zone-1")})
		case 5:
			requirePods(p, "podAntiAffinity", term(lblHost, selector("app", "a")))
		}
	})
}

// decorate gives a pod a few random constraints of every kind.
func (w *world) decorate(p m, kinds int) {
	labels(p, "app", pick(w, "a", "b"))
	for ; kinds > 0; kinds-- {
		switch w.between(0, 10) {
		case 0:
			nodeSelector(p, lblZone, pick(w, zones...))
		case 1:
			requireTerms(p, []m{w.anyReq(lblZone, lblFamily, lblCPU)}, []m{w.anyReq(lblZone, lblCT)})
		case 2:
			preferNode(p, pick(w, 1, 50), w.anyReq(lblZone, lblFamily, lblCT))
		case 3:
			spread(p, pick(w, lblZone, lblHost), 1, pick(w, "DoNotSchedule", "ScheduleAnyway"), selector("app", pick(w, "a", "b")))
		case 4:
			requirePods(p, "podAffinity", term(pick(w, lblZone, lblHost), selector("app", pick(w, "a", "b"))))
		case 5:
			requirePods(p, "podAntiAffinity", term(pick(w, lblHost, lblHost, lblZone), selector("app", pick(w, "a", "b"))))
		case 6:
			preferPods(p, pick(w, "podAffinity", "podAntiAffinity"), pick(w, 1, 50), term(pick(w, lblZone, lblHost), selector("app", pick(w, "a", "b"))))
		case 7:
			tolerate(p, toleration("dedicated", "Exists", "", ""))
		case 8:
			container(p, 0)["ports"] = []any{m{"containerPort": 80, "hostPort": 8080, "protocol": "TCP"}}
		case 9:
			push(p, "spec.initContainers", m{"name": "i", "image": "i", "resources": m{"requests": w.size()}})
		}
	}
}

func famMixed(w *world) {
	for _, name := range []string{"default", "second"}[:w.between(1, 2)] {
		p := w.pool(name)
		if w.chance(0.3) {
			set(p, "spec.weight", w.between(1, 20))
		}
		if w.chance(0.3) {
			poolTaint(p, taint("dedicated", "", pick(w, "NoSchedule", "PreferNoSchedule")))
		}
		if w.chance(0.3) {
			at(p, "spec.limits")["cpu"] = pick(w, "8", "16", "40")
		}
		if w.chance(0.4) {
			poolReq(p, w.anyReq(lblZone, lblFamily, lblCPU, lblCT))
		}
		if w.chance(0.15) {
			r := req(lblFamily, "Exists")
			r["minValues"] = 2
			poolReq(p, r)
		}
	}
	if w.chance(0.3) {
		w.daemonSet("ds", w.small())
	}
	w.pods(3, 12, func(i int, p m) { w.decorate(p, w.between(0, 2)) })
}
