package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand"
	"slices"
	"sort"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"
)

// m is a native Kubernetes object (or part of one) in JSON form.
type m = map[string]any

// world collects the objects of one generated case.
type world struct {
	r       *rand.Rand
	i       int // index in the family; small ones are boring on purpose
	in      Input
	objs    []m
	clock   time.Time
	catalog []CatType
}

var epoch = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

func newWorld(seed int64, family string, i, attempt int) *world {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s/%d", seed, family, i)
	if attempt > 0 {
		fmt.Fprintf(h, "/%d", attempt)
	}
	return &world{r: rand.New(rand.NewSource(int64(h.Sum64()))), i: i, clock: epoch}
}

func (w *world) useCatalog(name string) {
	types, err := loadCatalog(name)
	if err != nil {
		panic(err)
	}
	w.in.Catalog, w.catalog = name, types
}

func (w *world) finish() (Input, error) {
	w.in.Now = epoch.Add(time.Hour).Format(time.RFC3339)
	for _, o := range w.objs {
		b, err := canonical(o)
		if err != nil {
			return w.in, err
		}
		w.in.Objects = append(w.in.Objects, json.RawMessage(b))
	}
	return w.in, nil
}

// ---- randomness

func (w *world) chance(p float64) bool  { return w.r.Float64() < p }
func (w *world) between(lo, hi int) int { return lo + w.r.Intn(hi-lo+1) }

func randFrom(seed int) *rand.Rand { return rand.New(rand.NewSource(int64(seed))) }

func pick[T any](w *world, of ...T) T { return of[w.r.Intn(len(of))] }

// some returns between lo and hi distinct members, in their original order.
func some[T any](w *world, lo, hi int, of ...T) []T {
	n := w.between(lo, min(hi, len(of)))
	idx := w.r.Perm(len(of))[:n]
	sort.Ints(idx)
	out := []T{}
	for _, i := range idx {
		out = append(out, of[i])
	}
	return out
}

func (w *world) uid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", w.r.Uint32(), w.r.Intn(1<<16), w.r.Intn(1<<12), w.r.Intn(1<<12), w.r.Int63n(1<<48))
}

// ---- objects

func (w *world) add(apiVersion, kind, namespace, name string, body m) m {
	w.clock = w.clock.Add(time.Duration(w.r.Intn(3)) * time.Second)
	meta := m{"name": name, "uid": w.uid(), "creationTimestamp": w.clock.Format(time.RFC3339)}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	o := m{"apiVersion": apiVersion, "kind": kind, "metadata": meta}
	for k, v := range body {
		o[k] = v
	}
	w.objs = append(w.objs, o)
	return o
}

// remove takes an object out again.
func (w *world) remove(o m) {
	w.objs = slices.DeleteFunc(w.objs, func(one m) bool { return at(one, "metadata")["uid"] == at(o, "metadata")["uid"] })
}

// at walks (and creates) nested maps; set stores a value; both use dots between the steps of a path. A step that
// itself holds dots (a label key) is given as an extra argument.
func at(o m, path string) m {
	if path == "" {
		return o
	}
	for _, step := range strings.Split(path, ".") {
		next, ok := o[step].(m)
		if !ok {
			next = m{}
			o[step] = next
		}
		o = next
	}
	return o
}

func set(o m, path string, v any) {
	i := strings.LastIndex(path, ".")
	if i < 0 {
		o[path] = v
		return
	}
	at(o, path[:i])[path[i+1:]] = v
}

func push(o m, path string, v any) {
	i := strings.LastIndex(path, ".")
	parent := o
	last := path
	if i >= 0 {
		parent, last = at(o, path[:i]), path[i+1:]
	}
	list, _ := parent[last].([]any)
	parent[last] = append(list, v)
}

func req(key, op string, values ...string) m {
	r := m{"key": key, "operator": op}
	if len(values) > 0 {
		r["values"] = anys(values)
	}
	return r
}

func anys[T any](in []T) []any {
	out := []any{}
	for _, v := range in {
		out = append(out, v)
	}
	return out
}

// condition is one status condition.
func condition(typ, st string) m {
	return m{"type": typ, "status": st, "reason": typ, "message": "", "lastTransitionTime": epoch.Format(time.RFC3339)}
}

// poolConditions are the conditions of a NodePool whose node class is (or is not) ready.
func poolConditions(st string) []any {
	return []any{condition("ValidationSucceeded", "True"), condition("NodeClassReady", st), condition("Ready", st)}
}

func (w *world) pool(name string, reqs ...m) m {
	return w.add("karpenter.sh/v1", "NodePool", "", name, m{
		"spec": m{"template": m{"spec": m{
			"nodeClassRef": m{"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"},
			"requirements": anys(reqs),
			"expireAfter":  "720h",
		}}},
		"status": m{"conditions": poolConditions("True")},
	})
}

func poolReq(p m, r m)   { push(p, "spec.template.spec.requirements", r) }
func poolTaint(p m, t m) { push(p, "spec.template.spec.taints", t) }
func taint(key, value, effect string) m {
	t := m{"key": key, "effect": effect}
	if value != "" {
		t["value"] = value
	}
	return t
}

// offer limits a pool to the named types.
func (w *world) offer(pool string, types ...string) {
	if w.in.InstanceTypes == nil {
		w.in.InstanceTypes = map[string][]string{}
	}
	w.in.InstanceTypes[pool] = types
}

func (w *world) typeNames(keep func(CatType) bool) []string {
	var out []string
	for _, t := range w.catalog {
		if keep == nil || keep(t) {
			out = append(out, t.Name)
		}
	}
	return out
}

func (w *world) typ(name string) CatType {
	for _, t := range w.catalog {
		if t.Name == name {
			return t
		}
	}
	panic("no type " + name)
}

func (t CatType) label(key string) string {
	for _, r := range t.Requirements {
		if r.Key == key && len(r.Values) > 0 {
			return r.Values[0]
		}
	}
	return ""
}

func (t CatType) cpu() int {
	q := resource.MustParse(t.Capacity["cpu"])
	return int(q.Value())
}

// allocatable as the kubelet of a node of this type would report it.
func (t CatType) allocatable() m {
	out := m{}
	for k, v := range t.Capacity {
		q := resource.MustParse(v)
		for _, part := range t.Overhead {
			if o, ok := part[k]; ok {
				q.Sub(resource.MustParse(o))
			}
		}
		out[k] = q.String()
	}
	return out
}

func strs(in map[string]string) m {
	out := m{}
	for k, v := range in {
		out[k] = v
	}
	return out
}

func requests(cpu, mem string) m {
	out := m{}
	if cpu != "" {
		out["cpu"] = cpu
	}
	if mem != "" {
		out["memory"] = mem
	}
	return out
}

// pod adds a pending pod that kube-scheduler has given up on.
func (w *world) pod(name string, res m) m {
	c := m{"name": "app", "image": "app"}
	if len(res) > 0 {
		c["resources"] = m{"requests": res}
	}
	return w.add("v1", "Pod", "default", name, m{
		"spec": m{"containers": []any{c}},
		"status": m{"phase": "Pending", "conditions": []any{
			m{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"},
		}},
	})
}

func bind(p m, node string) m {
	set(p, "spec.nodeName", node)
	p["status"] = m{"phase": "Running", "conditions": []any{m{"type": "PodScheduled", "status": "True"}, m{"type": "Ready", "status": "True"}}}
	return p
}

func labels(o m, kv ...string) m {
	l := at(o, "metadata.labels")
	for i := 0; i+1 < len(kv); i += 2 {
		l[kv[i]] = kv[i+1]
	}
	return o
}

func container(p m, i int) m { return at(p, "spec")["containers"].([]any)[i].(m) }

func toleration(key, op, value, effect string) m {
	t := m{}
	for k, v := range map[string]string{"key": key, "operator": op, "value": value, "effect": effect} {
		if v != "" {
			t[k] = v
		}
	}
	return t
}

func tolerate(p m, t m)             { push(p, "spec.tolerations", t) }
func nodeSelector(p m, k, v string) { at(p, "spec.nodeSelector")[k] = v }
func selector(kv ...string) m {
	l := m{}
	for i := 0; i+1 < len(kv); i += 2 {
		l[kv[i]] = kv[i+1]
	}
	return m{"matchLabels": l}
}

// requireTerms sets OR-ed required node affinity terms, each a list of expressions.
func requireTerms(p m, terms ...[]m) {
	for _, t := range terms {
		push(p, "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", m{"matchExpressions": anys(t)})
	}
}

func preferNode(p m, weight int, exprs ...m) {
	push(p, "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution", m{"weight": weight, "preference": m{"matchExpressions": anys(exprs)}})
}

func term(key string, sel m) m {
	t := m{"topologyKey": key}
	if sel != nil {
		t["labelSelector"] = sel
	}
	return t
}

func requirePods(p m, kind string, t m) {
	push(p, "spec.affinity."+kind+".requiredDuringSchedulingIgnoredDuringExecution", t)
}
func preferPods(p m, kind string, weight int, t m) {
	push(p, "spec.affinity."+kind+".preferredDuringSchedulingIgnoredDuringExecution", m{"weight": weight, "podAffinityTerm": t})
}

func spread(p m, key string, skew int, when string, sel m) m {
	c := m{"topologyKey": key, "maxSkew": skew, "whenUnsatisfiable": when, "labelSelector": sel}
	push(p, "spec.topologySpreadConstraints", c)
	return c
}

// node stages
const (
	stageInitialized = iota
	stageRegistered
	stageLaunched // only the NodeClaim exists
)

// node adds a Karpenter node (claim and, from the registered stage on, node) of the given type and pool.
func (w *world) node(name, pool, typeName, zone, ct string, stage int) (claim m, node m) {
	t := w.typ(typeName)
	lab := m{lblPool: pool, lblType: typeName, lblZone: zone, lblCT: ct, lblArch: t.label(lblArch), lblOS: "linux",
		"karpenter.k8s.aws/ec2nodeclass": "default"}
	for _, k := range []string{lblFamily, lblSize, lblCategory, lblGen, lblCPU, lblMem, lblRegion, lblGPUName, lblGPUCount} {
		if v := t.label(k); v != "" {
			lab[k] = v
		}
	}
	id := "aws:///" + zone + "/i-" + name
	status := func(ok bool) string {
		if ok {
			return "True"
		}
		return "Unknown"
	}
	done := status(stage == stageInitialized)
	cond := []any{condition("Launched", "True"), condition("Registered", status(stage <= stageRegistered)), condition("Initialized", done), condition("Ready", done)}
	claimLabels := m{}
	for k, v := range lab {
		claimLabels[k] = v
	}
	claim = w.add("karpenter.sh/v1", "NodeClaim", "", "claim-"+name, m{
		"spec": m{"nodeClassRef": m{"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"},
			"requirements": []any{req(lblType, "In", typeName)}, "expireAfter": "720h"},
		"status": m{"providerID": id, "nodeName": name, "capacity": strs(t.Capacity), "allocatable": t.allocatable(), "conditions": cond},
	})
	at(claim, "metadata")["labels"] = claimLabels
	if stage == stageLaunched {
		delete(at(claim, "status"), "nodeName")
		return claim, nil
	}
	nodeLabels := m{lblHost: name, "karpenter.sh/registered": "true"}
	for k, v := range lab {
		nodeLabels[k] = v
	}
	ready := "False"
	if stage == stageInitialized {
		nodeLabels["karpenter.sh/initialized"] = "true"
		ready = "True"
	}
	node = w.add("v1", "Node", "", name, m{
		"spec":   m{"providerID": id},
		"status": m{"capacity": strs(t.Capacity), "allocatable": t.allocatable(), "conditions": []any{m{"type": "Ready", "status": ready}}},
	})
	at(node, "metadata")["labels"] = nodeLabels
	if stage == stageRegistered {
		set(node, "spec.taints", []any{taint("node.kubernetes.io/not-ready", "", "NoSchedule")})
	}
	return claim, node
}

func (w *world) daemonSet(name string, res m) m {
	return w.add("apps/v1", "DaemonSet", "kube-system", name, m{"spec": m{
		"selector": selector("ds", name),
		"template": m{"metadata": m{"labels": m{"ds": name}}, "spec": m{"containers": []any{m{"name": "d", "image": "d", "resources": m{"requests": res}}}}},
	}})
}
