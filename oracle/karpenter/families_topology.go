package main

// Families about where pods may be beside other pods.

import (
	"fmt"
)

var spreadLabels = []string{"a", "b"}

func famSpread(w *world) {
	p := w.pool("default")
	if w.chance(0.3) {
		poolReq(p, req(lblZone, "In", some(w, 1, 3, zones...)...))
	}
	if w.i >= 15 && w.chance(0.3) {
		q := w.pool("tainted")
		poolTaint(q, taint("dedicated", "", "NoSchedule"))
		poolReq(q, req(lblZone, "In", "zone-3"))
	}
	if w.i >= 15 && w.chance(0.4) {
		for n := w.between(1, 3); n > 0; n-- {
			name := fmt.Sprintf("n%d", n)
			w.node(name, "default", "ga1.4x", pick(w, zones...), "on-demand", stageInitialized)
			for k := w.between(0, 2); k > 0; k-- {
				labels(bind(w.pod(fmt.Sprintf("r%d-%d", n, k), w.small()), name), "app", pick(w, spreadLabels...))
			}
		}
	}
	n := w.between(2, 9)
	if w.boring() {
		n = 2 + w.i
	}
	for i := 0; i < n; i++ {
		p := labels(w.pod(fmt.Sprintf("p%d", i), w.small()), "app", "a")
		if w.boring() {
			spread(p, pick(w, lblZone, lblHost), 1, "DoNotSchedule", selector("app", "a"))
			continue
		}
		if w.chance(0.25) {
			labels(p, "app", "b", "version", pick(w, "v1", "v2"))
		}
		for k := w.between(0, 2); k > 0; k-- {
			c := spread(p, pick(w, lblZone, lblZone, lblHost, lblCT, lblFamily, lblArch), pick(w, 1, 1, 2), pick(w, "DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"), selector("app", pick(w, spreadLabels...)))
			if c["whenUnsatisfiable"] == "DoNotSchedule" && w.chance(0.3) {
				c["minDomains"] = w.between(1, 5)
			}
			if w.chance(0.25) {
				c["nodeAffinityPolicy"] = pick(w, "Honor", "Ignore")
			}
			if w.chance(0.25) {
				c["nodeTaintsPolicy"] = pick(w, "Honor", "Ignore")
			}
			if w.chance(0.15) {
				c["matchLabelKeys"] = anys([]string{pick(w, "version", "absent")})
			}
		}
		if w.chance(0.25) {
			nodeSelector(p, lblZone, pick(w, zones...))
		} else if w.chance(0.2) {
			requireTerms(p, []m{req(lblZone, pick(w, "In", "NotIn"), some(w, 1, 2, zones...)...)})
		}
		if w.chance(0.3) {
			tolerate(p, toleration("dedicated", "Exists", "", ""))
		}
	}
}

func famPodAffinity(w *world) {
	w.pool("default")
	if w.chance(0.4) {
		w.types("default", 2, 5)
	}
	ns2 := w.i >= 20 && w.chance(0.3)
	if ns2 {
		labels(w.add("v1", "Namespace", "", "default", nil), "team", "x")
		labels(w.add("v1", "Namespace", "", "other", nil), "team", "y")
	}
	if w.i >= 10 && w.chance(0.4) {
		for n := w.between(1, 2); n > 0; n-- {
			name := fmt.Sprintf("n%d", n)
			w.node(name, "default", "ga1.2x", pick(w, zones...), "on-demand", stageInitialized)
			r := labels(bind(w.pod("r"+name, w.small()), name), "app", pick(w, "web", "db"))
			if ns2 && w.chance(0.5) {
				at(r, "metadata")["namespace"] = "other"
			}
		}
	}
	n := w.between(2, 7)
	if w.boring() {
		n = 2 + w.i%3
	}
	for i := 0; i < n; i++ {
		p := labels(w.pod(fmt.Sprintf("p%d", i), w.small()), "app", "web")
		if w.boring() {
			requirePods(p, "podAffinity", term(pick(w, lblZone, lblHost), selector("app", "web")))
			continue
		}
		if w.chance(0.4) {
			labels(p, "app", "db")
		}
		if ns2 && w.chance(0.4) {
			at(p, "metadata")["namespace"] = "other"
		}
		for k := w.between(0, 2); k > 0; k-- {
			t := term(pick(w, lblZone, lblHost, lblZone, lblCT), selector("app", pick(w, "web", "db", "none")))
			if w.chance(0.1) {
				t["labelSelector"] = m{"matchExpressions": []any{req("app", pick(w, "In", "NotIn"), "web")}}
			}
			if ns2 {
				switch w.between(0, 3) {
				case 0:
					t["namespaces"] = anys([]string{pick(w, "other", "default")})
				case 1:
					t["namespaceSelector"] = m{}
				case 2:
					t["namespaceSelector"] = selector("team", pick(w, "x", "y", "z"))
				}
			}
			if w.chance(0.65) {
				requirePods(p, "podAffinity", t)
			} else {
				preferPods(p, "podAffinity", pick(w, 1, 10, 100), t)
			}
		}
		if w.chance(0.25) {
			nodeSelector(p, lblZone, pick(w, zones...))
		}
	}
}

func famAntiAffinity(w *world) {
	w.pool("default")
	if w.chance(0.4) {
		w.types("default", 2, 5)
	}
	if w.i >= 10 && w.chance(0.5) {
		for n := w.between(1, 2); n > 0; n-- {
			name := fmt.Sprintf("n%d", n)
			w.node(name, "default", "ga1.4x", pick(w, zones...), "on-demand", stageInitialized)
			r := labels(bind(w.pod("r"+name, w.small()), name), "app", pick(w, "web", "db"))
			if w.chance(0.6) { // the running pod repels others
				requirePods(r, "podAntiAffinity", term(pick(w, lblZone, lblHost), selector("app", pick(w, "web", "db"))))
			}
		}
	}
	n := w.between(2, 6)
	if w.boring() {
		n = 2 + w.i%3
	}
	for i := 0; i < n; i++ {
		p := labels(w.pod(fmt.Sprintf("p%d", i), w.small()), "app", "web")
		if w.boring() {
			requirePods(p, "podAntiAffinity", term(pick(w, lblHost, lblZone), selector("app", "web")))
			continue
		}
		if w.chance(0.4) {
			labels(p, "app", "db")
		}
		for k := w.between(0, 2); k > 0; k-- {
			t := term(pick(w, lblZone, lblHost, lblHost, lblCT), selector("app", pick(w, "web", "db")))
			if w.chance(0.6) {
				requirePods(p, "podAntiAffinity", t)
			} else {
				preferPods(p, "podAntiAffinity", pick(w, 1, 10, 100), t)
			}
		}
		if w.chance(0.35) {
			nodeSelector(p, lblZone, pick(w, zones...))
		}
	}
}

func famHostPorts(w *world) {
	w.pool("default")
	if w.chance(0.5) {
		w.types("default", 2, 4)
	}
	if w.chance(0.4) {
		w.node("n1", "default", "ga1.4x", "zone-1", "on-demand", stageInitialized)
		r := bind(w.pod("r1", w.small()), "n1")
		container(r, 0)["ports"] = []any{m{"containerPort": 80, "hostPort": 8080, "protocol": "TCP"}}
	}
	w.pods(2, 6, func(i int, p m) {
		container(p, 0)["resources"] = m{"requests": w.small()}
		var ports []any
		for k := w.between(0, 2); k > 0; k-- {
			port := m{"containerPort": 80, "hostPort": pick(w, 8080, 8080, 9090), "protocol": pick(w, "TCP", "TCP", "UDP")}
			if w.chance(0.5) {
				port["hostIP"] = pick(w, "10.0.0.1", "10.0.0.2", "0.0.0.0", "::", "::1", "127.0.0.1")
			}
			if w.chance(0.1) {
				delete(port, "hostPort")
			}
			ports = append(ports, port)
		}
		if len(ports) > 0 {
			container(p, 0)["ports"] = ports
		}
		if w.chance(0.1) { // init containers' ports do not count
			push(p, "spec.initContainers", m{"name": "i", "image": "i", "ports": []any{m{"containerPort": 80, "hostPort": 8080, "protocol": "TCP"}}})
		}
	})
}
