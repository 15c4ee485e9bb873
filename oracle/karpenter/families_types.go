package main

// Families about a pool and its instance types: requirements, taints, weights, minValues, offerings, prices.

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

func famResources(w *world) {
	w.pool("default")
	names := w.types("default", 2, 5)
	alloc := w.typ(pick(w, names...)).allocatable()
	exact := func(key string, delta string) string {
		q := resource.MustParse(alloc[key].(string))
		q.Add(resource.MustParse(delta))
		return q.String()
	}
	n := w.between(1, 5)
	if w.i < 14 {
		n = 1
	}
	for i := 0; i < n; i++ {
		p := w.pod(fmt.Sprintf("p%d", i), w.small())
		c := container(p, 0)
		kind := w.between(0, 13)
		if w.i < 14 {
			kind = w.i // one of each first
		}
		switch kind {
		case 0: // exact fit
			c["resources"] = m{"requests": m{"cpu": exact("cpu", "0"), "memory": exact("memory", "0")}}
		case 1: // one milli-CPU or one byte too many
			if w.chance(0.5) {
				c["resources"] = m{"requests": m{"cpu": exact("cpu", "1m")}}
			} else {
				c["resources"] = m{"requests": m{"memory": exact("memory", "1")}}
			}
		case 2: // a large init container
			push(p, "spec.initContainers", m{"name": "i", "image": "i", "resources": m{"requests": w.size()}})
		case 3: // sidecars and init containers, in order
			always := "Always"
			push(p, "spec.initContainers", m{"name": "s1", "image": "s", "restartPolicy": always, "resources": m{"requests": w.small()}})
			push(p, "spec.initContainers", m{"name": "i1", "image": "i", "resources": m{"requests": w.size()}})
			if w.chance(0.5) {
				push(p, "spec.initContainers", m{"name": "s2", "image": "s", "restartPolicy": always, "resources": m{"requests": w.small()}})
			}
		case 4: // overhead
			set(p, "spec.overhead", w.small())
		case 5: // several containers, one without requests
			push(p, "spec.containers", m{"name": "c2", "image": "c", "resources": m{"requests": w.small()}})
			push(p, "spec.containers", m{"name": "c3", "image": "c"})
		case 6: // pod-level resources win
			set(p, "spec.resources", m{"requests": w.size()})
		case 7: // zero and limits only (the API server would have copied limits; Karpenter does not)
			c["resources"] = m{"requests": m{"cpu": "0", "memory": "0"}, "limits": m{"cpu": "2"}}
		case 8:
			c["resources"] = m{"limits": m{"cpu": "2", "memory": "1Gi"}}
		case 9: // ephemeral storage, exact and over
			c["resources"] = m{"requests": m{"cpu": "100m", "ephemeral-storage": pick(w, "1Gi", "17Gi", "18Gi", "17408Mi", "18253611009")}}
		case 10: // a resource no type has
			c["resources"] = m{"requests": m{"cpu": "100m", pick(w, "example.com/fpga", "hugepages-2Mi"): pick(w, "1", "0")}}
		case 11: // huge
			c["resources"] = m{"requests": m{"cpu": pick(w, "1000", "1M", "2000k", "999999")}}
		case 12: // odd quantity spellings
			c["resources"] = m{"requests": m{"cpu": pick(w, "0.5", "1.0", "1e0", "1500e-3", "0.1"), "memory": pick(w, "1e9", "1G", "1073741824", "0.5Gi", "128974848", "129e6", "123Mi")}}
		case 13: // in-place resize: the larger of spec and status counts
			set(p, "status.containerStatuses", []any{m{"name": "app", "image": "app", "imageID": "", "ready": false, "restartCount": 0,
				"resources": m{"requests": w.size()}, "allocatedResources": w.size()}})
		}
	}
}

func famRequirements(w *world) {
	p := w.pool("default")
	if w.boring() {
		poolReq(p, []m{req(lblZone, "In", "zone-2"), req(lblArch, "In", "arm64"), req(lblCPU, "Gt", "4"), req(lblFamily, "NotIn", "ga1", "gb2"), req(lblGPUName, "Exists")}[w.i])
		w.pods(1, 1, nil)
		return
	}
	for n := pick(w, 1, 1, 2, 2, 3); n > 0; n-- {
		r := w.anyReq(allKeys...)
		if w.chance(0.25) && (r["key"] == lblCPU || r["key"] == lblMem) {
			r = req(r["key"].(string), pick(w, "Gte", "Lte"), pick(w, "2", "4", "8", "16", "8192"))
		}
		poolReq(p, r)
	}
	if w.chance(0.3) { // both bounds on one key
		poolReq(p, req(lblCPU, "Gt", pick(w, "1", "2", "4")))
		poolReq(p, req(lblCPU, "Lt", pick(w, "4", "9", "17")))
	}
	if w.chance(0.3) { // labels of the template are requirements, too
		at(p, "spec.template.metadata.labels")["team"] = "blue"
	}
	if w.chance(0.3) { // a custom key
		poolReq(p, pick(w, req("example.com/tier", "In", "gold", "silver"), req("example.com/tier", "Exists"), req("example.com/tier", "NotIn", "bronze"),
			req("example.com/rank", "Gt", "5"), req("example.com/tier", "DoesNotExist")))
	}
	w.pods(1, 4, func(i int, p m) {
		if w.chance(0.35) {
			kv := pick(w, []string{"team", "blue"}, []string{"team", "red"}, []string{"example.com/tier", "gold"}, []string{"example.com/tier", "bronze"},
				[]string{"example.com/rank", "7"}, []string{"example.com/rank", "3"}, []string{"example.com/unknown", "x"}, []string{lblZone, "zone-1"}, []string{lblArch, "arm64"})
			nodeSelector(p, kv[0], kv[1])
		}
		if w.chance(0.15) { // well-known labels may be undefined, custom ones may only be excluded
			requireTerms(p, []m{pick(w, req("example.com/unknown", "NotIn", "x"), req("example.com/unknown", "DoesNotExist"), req("karpenter.k8s.aws/instance-hypervisor", "In", "nitro"),
				req("zone", "In", "zone-1"), req("example.com/tier", "In", "gold", "tin"), req("team", "NotIn", "blue"))})
		}
	})
}

func famNodeAffinity(w *world) {
	w.pool("default")
	if w.chance(0.3) {
		w.types("default", 4, 9)
	}
	podKeys := []string{lblZone, lblCT, lblArch, lblFamily, lblCPU, lblMem, lblType, lblGPUCount, "custom.io/x"}
	w.pods(1, 4, func(i int, p m) {
		if w.boring() {
			switch w.i {
			case 0:
				nodeSelector(p, lblZone, "zone-2")
			case 1:
				nodeSelector(p, lblType, "ca2.8x")
			case 2:
				requireTerms(p, []m{req(lblFamily, "In", "ra1")})
			case 3:
				requireTerms(p, []m{req(lblFamily, "In", "none")}, []m{req(lblFamily, "In", "gb2")})
			case 4:
				preferNode(p, 10, req(lblZone, "In", "zone-3"))
			}
			return
		}
		if w.chance(0.35) {
			w.selectNode(p, lblZone, lblArch, lblFamily, lblCT)
		}
		if w.chance(0.6) {
			for n := w.between(1, 3); n > 0; n-- {
				var t []m
				for k := w.between(1, 2); k > 0; k-- {
					t = append(t, w.anyReq(podKeys...))
				}
				requireTerms(p, t)
			}
		}
		if w.chance(0.6) {
			for n := w.between(1, 4); n > 0; n-- {
				preferNode(p, pick(w, 1, 1, 5, 10, 10, 100), w.anyReq(podKeys...))
			}
		}
	})
}

func famTaints(w *world) {
	p := w.pool("default")
	if w.boring() {
		switch w.i {
		case 0, 1:
			poolTaint(p, taint("dedicated", "ml", "NoSchedule"))
		case 2:
			push(p, "spec.template.spec.startupTaints", taint("example.com/cni-not-ready", "", "NoSchedule"))
		case 3:
			poolTaint(p, taint("soft", "", "PreferNoSchedule"))
		case 4:
			poolTaint(p, taint("dedicated", "", "NoExecute"))
			w.pool("second")
		}
		q := w.pod("p0", w.small())
		if w.i == 1 {
			tolerate(q, toleration("dedicated", "Equal", "ml", "NoSchedule"))
		}
		return
	}
	effects := []string{"NoSchedule", "NoExecute", "PreferNoSchedule"}
	n := w.between(1, 2)
	for i := 0; i < n; i++ {
		poolTaint(p, taint(pick(w, "dedicated", "example.com/gpu"), pick(w, "", "ml", "5"), pick(w, effects...)))
	}
	if w.chance(0.4) {
		push(p, "spec.template.spec.startupTaints", taint("example.com/cni-not-ready", "", pick(w, "NoSchedule", "NoExecute")))
	}
	if w.chance(0.5) {
		q := w.pool("second")
		if w.chance(0.6) {
			poolTaint(q, taint("dedicated", pick(w, "", "ml", "web"), pick(w, effects...)))
		}
		set(q, "spec.weight", pick(w, 1, 10, 50))
	}
	w.pods(1, 5, func(i int, p m) {
		for k := w.between(0, 2); k > 0; k-- {
			tolerate(p, pick(w,
				toleration("dedicated", "Equal", "ml", ""), toleration("dedicated", "Exists", "", "NoSchedule"), toleration("", "Exists", "", ""),
				toleration("example.com/gpu", "Exists", "", pick(w, effects...)), toleration("dedicated", "", "web", "NoExecute"),
				toleration("example.com/gpu", "Lt", "9", ""), toleration("example.com/gpu", "Gt", "9", "NoSchedule")))
		}
		if w.chance(0.2) {
			preferNode(p, 5, w.anyReq(lblZone, lblFamily))
		}
	})
}

func famWeightsLimits(w *world) {
	names := []string{"alpha", "beta", "zeta"}[:w.between(2, 3)]
	if w.boring() {
		names = names[:1+w.i%2]
	}
	for _, name := range names {
		p := w.pool(name)
		if w.chance(0.6) {
			set(p, "spec.weight", pick(w, 1, 10, 10, 100))
		}
		if w.chance(0.7) {
			l := at(p, "spec.limits")
			for _, k := range some(w, 1, 2, "cpu", "memory", "nodes", "nvidia.com/gpu", "pods") {
				l[k] = map[string]string{"cpu": pick(w, "0", "1", "2", "4", "8", "9", "16", "20"), "memory": pick(w, "4Gi", "8Gi", "16Gi", "40Gi"),
					"nodes": pick(w, "0", "1", "2"), "nvidia.com/gpu": pick(w, "0", "1"), "pods": pick(w, "16", "40")}[k]
			}
		}
		if w.chance(0.7) {
			w.types(name, 2, 5)
		}
		if w.chance(0.3) {
			poolReq(p, w.anyReq(lblZone, lblFamily, lblCT))
		}
	}
	if w.chance(0.4) && w.i >= 10 { // nodes that already use part of a limit
		for n := w.between(1, 3); n > 0; n-- {
			t := pick(w, "ga1.2x", "ca2.4x", "ga1.8x")
			_, node := w.node(fmt.Sprintf("n%d", n), pick(w, names...), t, pick(w, zones...), "on-demand", pick(w, stageInitialized, stageInitialized, stageLaunched))
			if node != nil && w.chance(0.7) {
				set(node, "spec.taints", []any{taint("busy", "", "NoSchedule")})
			}
		}
	}
	w.pods(1, 8, nil)
}

func famMinValues(w *world) {
	if w.chance(0.5) {
		w.in.Options = &CaseOptions{MinValuesPolicy: "BestEffort"}
	}
	p := w.pool("default")
	if w.chance(0.7) {
		w.types("default", 3, 10)
	}
	minReq := func(r m, n int) m { r["minValues"] = n; return r }
	if w.boring() {
		poolReq(p, minReq(req(lblFamily, "Exists"), 1+w.i))
	} else {
		for n := w.between(1, 2); n > 0; n-- {
			poolReq(p, pick(w,
				minReq(req(lblFamily, "Exists"), w.between(1, 5)),
				minReq(req(lblFamily, "In", "ga1", "gb2", "ca2", "ra1"), w.between(1, 4)),
				minReq(req(lblType, "Exists"), w.between(1, 8)),
				minReq(req(lblCPU, "Gt", "2"), w.between(1, 4)),
				minReq(req(lblCategory, "NotIn", "x"), w.between(1, 3)),
				minReq(req(lblSize, "Exists"), w.between(1, 6)),
				minReq(req(lblZone, "In", "zone-1", "zone-2"), w.between(1, 3))))
		}
	}
	if w.chance(0.3) {
		q := w.pool("fallback")
		_ = q
	}
	if w.chance(0.2) {
		w.daemonSet("ds", w.small())
	}
	w.pods(1, 6, func(i int, p m) {
		if w.chance(0.3) {
			w.selectNode(p, lblFamily, lblZone)
		}
	})
}

func famOfferings(w *world) {
	p := w.pool("default")
	if w.boring() {
		poolReq(p, []m{req(lblCT, "In", "spot"), req(lblCT, "In", "on-demand"), req(lblCT, "In", "on-demand", "spot"), req(lblCT, "NotIn", "spot"), req(lblCT, "Exists")}[w.i])
		w.pods(1, 1, nil)
		return
	}
	// 8x has no spot in zone-2; 32x has nothing in zone-3; ra1 has no zone-3; xv1 has no zone-2
	w.offer("default", some(w, 1, 5, "ga1.8x", "gb2.8x", "ca2.8x", "ga1.32x", "ra1.8x", "xv1.8x", "xv1.32x", "gg3.8x", "ga1.4x")...)
	if w.chance(0.6) {
		poolReq(p, req(lblCT, pick(w, "In", "NotIn"), some(w, 1, 2, "spot", "on-demand", "reserved")...))
	}
	if w.chance(0.6) {
		poolReq(p, req(lblZone, "In", some(w, 1, 2, zones...)...))
	}
	w.pods(1, 5, func(i int, p m) {
		if w.chance(0.4) {
			w.selectNode(p, lblCT, lblZone)
		}
		if w.chance(0.3) {
			preferNode(p, 1, req(lblCT, "In", "on-demand"))
		}
	})
}

func famReserved(w *world) {
	if w.chance(0.15) {
		w.in.Options = &CaseOptions{FeatureGates: map[string]bool{"ReservedCapacity": false}}
	}
	p := w.pool("default")
	w.offer("default", some(w, 2, 7, "ga1.4x", "gb2.4x", "ca2.4x", "ra1.4x", "ga1.16x", "gb2.16x", "ga1.8x", "ca2.16x")...)
	if w.boring() {
		w.offer("default", "ga1.4x", "ga1.8x")
	} else if w.chance(0.5) {
		poolReq(p, req(lblCT, pick(w, "In", "In", "NotIn"), some(w, 1, 2, "reserved", "spot", "on-demand")...))
	}
	if w.i >= 10 && w.chance(0.5) {
		q := w.pool(pick(w, "aaa", "zzz"))
		set(q, "spec.weight", pick(w, 0, 1, 50))
		if w.chance(0.5) {
			poolReq(q, req(lblCT, "In", "on-demand"))
		}
	}
	w.pods(1, 6, func(i int, p m) {
		container(p, 0)["resources"] = m{"requests": requests(pick(w, "1", "2", "3", "3500m", "7"), "1Gi")}
		if w.chance(0.25) {
			w.selectNode(p, lblZone, lblCT, lblResID)
		}
		if w.chance(0.2) {
			preferNode(p, 1, req(lblZone, "In", "zone-3"))
		}
		if w.chance(0.3) {
			labels(p, "app", "a")
			requirePods(p, "podAntiAffinity", term(lblHost, selector("app", "a")))
		}
	})
}

func famGPU(w *world) {
	if w.boring() {
		w.pool("gpu")
		p := w.pod("p0", m{"cpu": "2", "memory": "8Gi", "nvidia.com/gpu": []string{"1", "1", "4", "8", "1"}[w.i]})
		if w.i == 4 {
			nodeSelector(p, lblGPUName, "l4")
		}
		return
	}
	g := w.pool("gpu")
	set(g, "spec.weight", 10)
	poolTaint(g, taint("nvidia.com/gpu", "true", "NoSchedule"))
	poolReq(g, pick(w, req(lblGPUCount, "Gt", "0"), req(lblCategory, "In", "g", "p"), req(lblGPUName, "Exists"), req(lblGPUName, "In", "l4", "a10g", "t4", "l40s"),
		req(lblFamily, "In", "g5", "g6", "p4d", "p5"), req(lblCategory, "NotIn", "t", "m")))
	if w.chance(0.4) {
		poolReq(g, req(lblCT, "In", pick(w, "on-demand", "spot")))
	}
	if w.chance(0.3) {
		at(g, "spec.limits")["nvidia.com/gpu"] = pick(w, "1", "4", "8", "9")
	}
	if w.chance(0.6) {
		w.pool("cpu", req(lblGPUName, "DoesNotExist"), req(lblArch, "In", "amd64"))
	} else if w.chance(0.5) {
		w.pool("any")
	}
	if w.chance(0.5) {
		d := w.daemonSet("device-plugin", requests("50m", "100Mi"))
		t := at(d, "spec.template")
		tolerate(t, toleration("nvidia.com/gpu", "Exists", "", ""))
		requireTerms(t, []m{req(lblGPUName, "Exists")})
	}
	if w.chance(0.3) {
		w.daemonSet("cni", requests("50m", "128Mi"))
	}
	for i, n := 0, w.between(1, 7); i < n; i++ {
		r := m{"cpu": pick(w, "1", "2", "4", "8", "40"), "memory": pick(w, "4Gi", "12Gi", "30Gi", "100Gi")}
		gpus := pick(w, "", "1", "1", "1", "2", "4", "8")
		if gpus != "" {
			r["nvidia.com/gpu"] = gpus
		}
		if w.chance(0.1) {
			r = m{"cpu": "2", "aws.amazon.com/neuron": pick(w, "1", "2")}
		}
		if gpus == "8" && w.chance(0.5) {
			r["vpc.amazonaws.com/efa"] = pick(w, "1", "4", "32")
		}
		p := labels(w.pod(fmt.Sprintf("p%d", i), r), "app", pick(w, "train", "serve"))
		c := container(p, 0)
		c["resources"].(m)["limits"] = m{}
		for k, v := range r {
			if strings.Contains(k, "/") {
				c["resources"].(m)["limits"].(m)[k] = v
			}
		}
		if w.chance(0.85) {
			tolerate(p, toleration("nvidia.com/gpu", "Exists", "", "NoSchedule"))
		}
		switch w.between(0, 8) {
		case 0:
			nodeSelector(p, lblGPUName, pick(w, "l4", "a10g", "h100", "a100", "l40s"))
		case 1:
			requireTerms(p, []m{req(lblGPUMem, "Gt", pick(w, "20000", "40000"))})
		case 2:
			preferNode(p, 10, req(lblCT, "In", "spot"))
		case 3:
			requirePods(p, "podAffinity", term(lblZone, selector("app", "train")))
		case 4:
			spread(p, lblZone, 1, pick(w, "DoNotSchedule", "ScheduleAnyway"), selector("app", "serve"))
		case 5:
			requireTerms(p, []m{req(lblFamily, "In", "g6e")}, []m{req(lblFamily, "In", "g5")})
		}
	}
}

func famPriceOrder(w *world) {
	p := w.pool("default")
	minReq := func(r m, n int) m { r["minValues"] = n; return r }
	switch {
	case w.i == 0: // more than 600 types: truncation
	case w.i == 1:
		poolReq(p, req(lblCT, "In", "on-demand"))
	case w.i == 2:
		poolReq(p, req(lblCT, "In", "spot"))
	case w.i < 10: // more than 600 types fit, but the cheapest 600 may not meet minValues
		switch w.i {
		case 3, 5, 7:
			poolReq(p, minReq(req(lblType, "Exists"), 601))
		case 4:
			poolReq(p, minReq(req(lblType, "Exists"), 600))
		case 6, 8, 9:
			families := map[string]bool{}
			for _, t := range w.catalog {
				families[t.label(lblFamily)] = true
			}
			poolReq(p, minReq(req(lblFamily, "Exists"), len(families)-w.between(0, 12)))
		}
		if w.i == 5 || w.i == 9 {
			w.in.Options = &CaseOptions{MinValuesPolicy: "BestEffort"}
		}
		if w.i == 7 { // the pods fail; they do not fall through to the other pool
			set(p, "spec.weight", 10)
			w.pool("other")
		}
		for i, n := 0, w.between(1, 2); i < n; i++ {
			w.pod(fmt.Sprintf("p%d", i), requests("100m", "100Mi"))
		}
		return
	default:
		switch w.between(0, 5) {
		case 0:
			poolReq(p, minReq(req(lblType, "Exists"), pick(w, 100, 150, 600, 601, 650)))
		case 1:
			poolReq(p, minReq(req(lblFamily, "Exists"), w.between(2, 200)))
		case 5:
			poolReq(p, minReq(req(lblFamily, "Exists"), w.between(140, 190)))
			if w.chance(0.5) {
				poolReq(p, minReq(req(lblType, "Exists"), 601))
			}
		case 2:
			poolReq(p, req(lblCategory, "In", some(w, 1, 4, "c", "m", "r", "t", "g", "p", "i", "x")...))
		case 3:
			poolReq(p, req(lblCPU, "Lt", pick(w, "9", "33", "97")))
			poolReq(p, minReq(req(lblFamily, "Exists"), w.between(2, 60)))
		}
		if w.chance(0.5) {
			poolReq(p, req(lblCT, "In", pick(w, "spot", "on-demand")))
		}
		if w.chance(0.3) {
			w.in.Options = &CaseOptions{MinValuesPolicy: "BestEffort"}
		}
		if w.chance(0.5) {
			poolReq(p, req(lblZone, "In", pick(w, "us-east-1a", "us-east-1b", "us-east-1c")))
		}
	}
	for i, n := 0, w.between(1, 2); i < n; i++ {
		w.pod(fmt.Sprintf("p%d", i), w.size())
	}
}
