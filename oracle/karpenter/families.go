package main

import (
	"fmt"
)

type family struct {
	name    string
	n       int
	catalog string
	build   func(*world)
	redraw  bool
}

var families []family

func init() {
	families = []family{
		{"basic", 60, "generic", famBasic, false},
		{"resources", 80, "generic", famResources, false},
		{"requirements", 130, "generic", famRequirements, true},
		{"node-affinity", 80, "generic", famNodeAffinity, true},
		{"taints", 70, "generic", famTaints, true},
		{"weights-limits", 80, "generic", famWeightsLimits, false},
		{"daemonsets", 70, "generic", famDaemonSets, false},
		{"min-values", 70, "generic", famMinValues, false},
		{"spread", 100, "generic", famSpread, false},
		{"pod-affinity", 80, "generic", famPodAffinity, false},
		{"pod-anti-affinity", 80, "generic", famAntiAffinity, false},
		{"host-ports", 40, "generic", famHostPorts, false},
		{"volumes", 80, "generic", famVolumes, false},
		{"offerings", 60, "generic", famOfferings, true},
		{"reserved", 80, "generic-reserved", famReserved, false},
		{"existing-nodes", 100, "generic", famExisting, false},
		{"validation", 60, "generic", famValidation, false},
		{"queue-order", 50, "generic", famQueue, false},
		{"ignore-preferences", 50, "generic", famIgnorePreferences, false},
		{"quirks", 3 * len(quirks), "generic", famQuirks, false},
		{"gpu", 80, "aws-small", famGPU, false},
		{"price-order", 40, "aws-700", famPriceOrder, false},
		{"mixed", 120, "generic", famMixed, false},
		{"blend", 150, "generic", famBlend, false},
		{"crowd", 12, "generic", famCrowd, false},
	}
}

func generate(f family, seed int64, i, attempt int) (Case, error) {
	w := newWorld(seed, f.name, i, attempt)
	w.useCatalog(f.catalog)
	f.build(w)
	in, err := w.finish()
	return Case{ID: fmt.Sprintf("%s-%03d", f.name, i), Family: f.name, Input: in}, err
}

var zones = []string{"zone-1", "zone-2", "zone-3"}

func (w *world) boring() bool { return w.i < 5 }

// types limits the pool to a few types so that a person can follow the case.
func (w *world) types(pool string, lo, hi int) []string {
	names := some(w, lo, hi, w.typeNames(func(t CatType) bool { return t.label(lblArch) == "amd64" && t.label(lblGPUName) == "" })...)
	w.offer(pool, names...)
	return names
}

func (w *world) size() m {
	return requests(
		pick(w, "100m", "250m", "500m", "500m", "1", "1", "1500m", "2", "3", "3900m", "7"),
		pick(w, "128Mi", "256Mi", "512Mi", "1Gi", "1Gi", "2Gi", "3Gi", "7Gi", "14Gi"))
}

func (w *world) small() m {
	return requests(pick(w, "100m", "250m", "500m", "1"), pick(w, "128Mi", "256Mi", "512Mi", "1Gi"))
}

func (w *world) pods(lo, hi int, each func(i int, p m)) []m {
	n := w.between(lo, hi)
	if w.boring() {
		n = 1 + w.i
	}
	var out []m
	for i := 0; i < n; i++ {
		p := w.pod(fmt.Sprintf("p%d", i), w.size())
		if each != nil {
			each(i, p)
		}
		out = append(out, p)
	}
	return out
}

func famBasic(w *world) {
	w.pool("default")
	switch {
	case w.boring():
		w.offer("default", "ga1.2x", "ga1.4x", "ga1.8x")
	case w.i%3 == 0:
		w.types("default", 3, 6)
	}
	w.pods(1, 9, func(i int, p m) {
		if w.chance(0.1) {
			delete(container(p, 0), "resources")
		}
	})
	if w.i >= 40 {
		w.pods2("q", 1, 10)
	}
}

func (w *world) pods2(prefix string, lo, hi int) {
	res := w.size()
	for i, n := 0, w.between(lo, hi); i < n; i++ {
		w.pod(fmt.Sprintf("%s%d", prefix, i), res)
	}
}

func (w *world) anyReq(keys ...string) m {
	key := pick(w, keys...)
	vals := map[string][]string{
		lblZone:     {"zone-1", "zone-2", "zone-3", "zone-9"},
		lblCT:       {"spot", "on-demand"},
		lblArch:     {"amd64", "arm64"},
		lblOS:       {"linux", "windows"},
		lblFamily:   {"ga1", "gb2", "ca2", "ra1", "gg3", "xv1", "none"},
		lblSize:     {"1x", "2x", "4x", "8x", "16x"},
		lblCategory: {"g", "c", "r", "x"},
		lblGen:      {"1", "2", "3"},
		lblCPU:      {"1", "2", "4", "8", "16", "32"},
		lblMem:      {"4096", "8192", "16384", "32768", "65536"},
		lblType:     {"ga1.2x", "ga1.4x", "gb2.4x", "ca2.8x", "ra1.2x", "gg3.4x"},
		lblGPUName:  {"v100x", "other"},
		lblGPUCount: {"1", "4", "8"},
		lblNVMe:     {"200", "800"},
	}[key]
	if vals == nil {
		vals = []string{"a", "b"}
	}
	numeric := key == lblCPU || key == lblMem || key == lblGen || key == lblGPUCount || key == lblNVMe
	op := pick(w, "In", "In", "In", "In", "NotIn", "NotIn", "NotIn", "Exists", "DoesNotExist")
	if numeric && w.chance(0.7) {
		op = pick(w, "Gt", "Lt")
	}
	switch op {
	case "In", "NotIn":
		return req(key, op, some(w, 1, 4, vals...)...)
	case "Gt", "Lt":
		v := pick(w, vals...)
		if w.chance(0.2) {
			v = pick(w, "0", "1000000", "3")
		}
		return req(key, op, v)
	}
	return req(key, op)
}

// selectNode adds one node selector entry.
func (w *world) selectNode(p m, keys ...string) {
	key := pick(w, keys...)
	v := map[string]string{
		lblZone: pick(w, "zone-1", "zone-2", "zone-3"), lblCT: pick(w, "spot", "on-demand", "reserved"), lblArch: pick(w, "amd64", "arm64"),
		lblFamily: pick(w, "ga1", "gb2", "ca2", "ra1", "none"), lblResID: pick(w, "cr-shared", "cr-ga1"),
	}[key]
	nodeSelector(p, key, v)
}

var allKeys = []string{lblZone, lblCT, lblArch, lblFamily, lblSize, lblCategory, lblGen, lblCPU, lblMem, lblType, lblGPUName, lblGPUCount, lblNVMe, lblOS}
