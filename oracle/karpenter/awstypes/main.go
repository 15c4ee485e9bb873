// Command awstypes prints what the AWS provider of Karpenter computes for EC2 instance types: labels (requirements),
// capacity, overhead and allocatable. It also writes the EC2 catalogues. See ../README.md.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	awsv1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	awsoptions "github.com/aws/karpenter-provider-aws/pkg/operator/options"
	"github.com/aws/karpenter-provider-aws/pkg/providers/instancetype"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
)

type m = map[string]any

type Input struct {
	Info          json.RawMessage `json:"info"`
	NodeClass     json.RawMessage `json:"nodeClass"`
	Region        string          `json:"region"`
	OfferingZones []string        `json:"offeringZones"`
	Options       Options         `json:"options"`
	Tables        map[string]int  `json:"tables"`
}

type Options struct {
	VMMemoryOverheadPercent float64 `json:"vmMemoryOverheadPercent"`
	ReservedENIs            int     `json:"reservedENIs"`
}

type Case struct {
	ID     string          `json:"id"`
	Family string          `json:"family"`
	Input  Input           `json:"input"`
	Expect json.RawMessage `json:"expect,omitempty"`
}

func main() {
	var err error
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: gen | run | catalogs")
		os.Exit(2)
	}
	switch os.Args[1] {
	case "gen":
		err = cmdGen(os.Args[2:])
	case "run":
		err = cmdRun(os.Args[2:])
	case "catalogs":
		err = cmdCatalogs(os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func canonical(v any) []byte {
	raw, err := json.Marshal(v)
	must(err)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var generic any
	must(dec.Decode(&generic))
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	must(enc.Encode(generic))
	return bytes.TrimRight(buf.Bytes(), "\n")
}

func writeGz(path string, data []byte) error {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	must(err)
	_, err = w.Write(data)
	must(err)
	must(w.Close())
	return os.WriteFile(path, buf.Bytes(), 0o644)
}

// ---- the real code

func resolve(in Input) (*cloudprovider.InstanceType, error) {
	var info ec2types.InstanceTypeInfo
	if err := json.Unmarshal(in.Info, &info); err != nil {
		return nil, err
	}
	nc := &awsv1.EC2NodeClass{}
	if err := json.Unmarshal(in.NodeClass, nc); err != nil {
		return nil, err
	}
	ctx := awsoptions.ToContext(context.Background(), &awsoptions.Options{
		VMMemoryOverheadPercent: in.Options.VMMemoryOverheadPercent,
		ReservedENIs:            in.Options.ReservedENIs,
	})
	return instancetype.NewDefaultResolver(in.Region).Resolve(ctx, info, in.OfferingZones, nc), nil
}

func list(l corev1.ResourceList) m {
	out := m{}
	for k, v := range l {
		v.Add(resource.Quantity{}) // forget the spelling, keep the value: 2.147483648e+09 -> 2147483648
		out[string(k)] = v.String()
	}
	return out
}

func requirements(it *cloudprovider.InstanceType) []any {
	reqs := it.Requirements.NodeSelectorRequirements()
	sort.Slice(reqs, func(i, j int) bool { return reqs[i].Key < reqs[j].Key })
	out := []any{}
	for _, r := range reqs {
		o := m{"key": r.Key, "operator": string(r.Operator)}
		if len(r.Values) > 0 {
			o["values"] = r.Values
		}
		out = append(out, o)
	}
	return out
}

func overhead(it *cloudprovider.InstanceType) m {
	return m{"kubeReserved": list(it.Overhead.KubeReserved), "systemReserved": list(it.Overhead.SystemReserved), "evictionThreshold": list(it.Overhead.EvictionThreshold)}
}

func expect(in Input) (json.RawMessage, error) {
	it, err := resolve(in)
	if err != nil {
		return nil, err
	}
	return canonical(m{"requirements": requirements(it), "capacity": list(it.Capacity), "overhead": overhead(it), "allocatable": list(it.Allocatable())}), nil
}

// ---- EC2 facts from the CSV

type row map[string]string

func (r row) int(k string) int { n, _ := strconv.Atoi(r[k]); return n }

func readCSV(path string) []row {
	f, err := os.Open(path)
	must(err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	must(err)
	var out []row
	for _, rec := range all[1:] {
		r := row{}
		for i, k := range all[0] {
			r[k] = rec[i]
		}
		out = append(out, r)
	}
	return out
}

func title(s string) string {
	parts := strings.Split(s, "-")
	for i, p := range parts {
		if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, " ")
}

// info builds the facts that EC2's DescribeInstanceTypes would give, as far as the provider reads them.
func info(r row) m {
	arch := "x86_64"
	if r["arch"] == "arm64" {
		arch = "arm64"
	}
	usage := []string{"on-demand", "spot"}
	if strings.HasPrefix(r["family"], "p5") || strings.HasPrefix(r["family"], "p4d") || strings.HasPrefix(r["family"], "trn") {
		usage = append(usage, "capacity-block")
	}
	ip, def, total, cards := r.int("ipv4_per_eni"), r.int("enis_on_default_card"), r.int("max_enis"), r.int("network_cards")
	if ip == 0 { // not in the VPC limits: from the pod count, at 50 addresses per interface
		ip, cards = 50, 1
		def = (r.int("max_pods_eni") - 2) / 49
		total = def
	}
	nics := []any{m{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": def}}
	for i := 1; i < cards; i++ {
		nics = append(nics, m{"NetworkCardIndex": i, "MaximumNetworkInterfaces": (total - def) / (cards - 1)})
	}
	manufacturer := map[string]string{"aws": "AWS", "intel": "Intel", "amd": "AMD"}[r["cpu_manufacturer"]]
	out := m{
		"InstanceType":          r["instance_type"],
		"BareMetal":             r["bare_metal"] == "true",
		"SupportedUsageClasses": usage,
		"ProcessorInfo":         m{"SupportedArchitectures": []string{arch}, "Manufacturer": manufacturer},
		"VCpuInfo":              m{"DefaultVCpus": r.int("vcpu")},
		"MemoryInfo":            m{"SizeInMiB": r.int("memory_mib")},
		"NetworkInfo": m{"DefaultNetworkCardIndex": 0, "NetworkCards": nics, "Ipv4AddressesPerInterface": ip,
			"EncryptionInTransitSupported": r["encryption_in_transit"] == "true"},
	}
	if mhz := r.int("cpu_clock_mhz"); mhz > 0 {
		out["ProcessorInfo"].(m)["SustainedClockSpeedInGhz"] = float64(mhz) / 1000
	}
	if r["hypervisor"] != "" {
		out["Hypervisor"] = r["hypervisor"]
	}
	if n := r.int("efa_interfaces"); n > 0 {
		out["NetworkInfo"].(m)["EfaInfo"] = m{"MaximumEfaInterfaces": n}
	}
	if n := r.int("ebs_mbps"); n > 0 {
		out["EbsInfo"] = m{"EbsOptimizedSupport": "default", "EbsOptimizedInfo": m{"MaximumBandwidthInMbps": n}}
	}
	if n := r.int("local_nvme_gb"); n > 0 {
		out["InstanceStorageInfo"] = m{"TotalSizeInGB": n, "NvmeSupport": "required"}
	}
	if r["gpu_name"] != "" {
		maker := map[string]string{"nvidia": "NVIDIA", "amd": "AMD", "habana": "Habana"}[r["gpu_manufacturer"]]
		out["GpuInfo"] = m{"Gpus": []any{m{"Name": strings.ToUpper(strings.ReplaceAll(r["gpu_name"], "-", " ")), "Manufacturer": maker, "Count": r.int("gpu_count"), "MemoryInfo": m{"SizeInMiB": r.int("gpu_memory_mib")}}}}
	}
	if n := r.int("accelerator_count"); n > 0 {
		if cores := r.int("neuron_cores"); cores > 0 {
			out["NeuronInfo"] = m{"NeuronDevices": []any{m{"Name": title(r["accelerator_name"]), "Count": n, "CoreInfo": m{"Count": cores / n}}}}
		} else {
			out["InferenceAcceleratorInfo"] = m{"Accelerators": []any{m{"Name": title(r["accelerator_name"]), "Manufacturer": title(r["accelerator_manufacturer"]), "Count": n}}}
		}
	}
	return out
}

func usable(r row) bool {
	return r.int("vcpu") > 0 && r.int("memory_mib") > 0 && r["arch"] != "" && (r.int("ipv4_per_eni") > 0 || r.int("max_pods_eni") > 0)
}

// tables are the static figures that the provider has compiled in for the type.
func tables(name string) map[string]int {
	out := map[string]int{}
	if n, ok := instancetype.InstanceTypeBandwidthMegabits[name]; ok {
		out["networkBandwidthMbps"] = int(n)
	}
	if l, ok := instancetype.Limits[name]; ok {
		out["ipv4PerInterface"] = l.IPv4PerInterface
		if l.IsTrunkingCompatible {
			out["branchInterfaces"] = l.BranchInterface
		}
	}
	return out
}

// ---- cases

var common = strings.Fields(`t3.nano t3.medium t3a.large t4g.small m5.large m5.4xlarge m5.metal m5zn.large m6i.xlarge m6id.2xlarge m6g.large m7g.medium m7i-flex.large m7a.48xlarge
 c5.large c5n.18xlarge c6g.xlarge c6i.8xlarge c6gd.4xlarge c7g.16xlarge c7i-flex.xlarge c8g.48xlarge r5.large r5d.8xlarge r6i.32xlarge r7g.2xlarge r8g.metal-24xl x1e.xlarge x2idn.32xlarge i3.large
 i3en.24xlarge i4i.metal i4g.large im4gn.4xlarge d3.xlarge h1.2xlarge z1d.large a1.medium m1.small m3.medium c3.large c4.xlarge r3.2xlarge t2.micro hpc6a.48xlarge hpc7g.4xlarge u-3tb1.56xlarge u7i-12tb.224xlarge mac2.metal`)

func selected(rows []row) []row {
	want := map[string]bool{}
	for _, n := range common {
		want[n] = true
	}
	var out []row
	for _, r := range rows {
		accelerated := r["gpu_name"] != "" || r.int("accelerator_count") > 0 || r["family"] == "vt1" || r["family"] == "f1" || r["family"] == "f2"
		if usable(r) && (accelerated || want[r["instance_type"]]) {
			out = append(out, r)
		}
	}
	return out
}

type gen struct {
	r    *rand.Rand
	rows []row
}

func pick[T any](g *gen, of ...T) T  { return of[g.r.Intn(len(of))] }
func (g *gen) chance(p float64) bool { return g.r.Float64() < p }
func nodeClass(spec m, zones ...string) m {
	subnets := []any{}
	for i, z := range zones {
		subnets = append(subnets, m{"id": fmt.Sprintf("subnet-%d", i), "zone": z, "zoneID": "use1-az" + string('1'+z[len(z)-1]-'a')})
	}
	return m{"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "metadata": m{"name": "default"}, "spec": spec, "status": m{"subnets": subnets}}
}

var allZones = []string{"us-east-1a", "us-east-1b", "us-east-1c"}

func (g *gen) make(id, fam string, r row, nc m, tweak func(in m, opt *Options)) Case {
	in := info(r)
	opt := Options{VMMemoryOverheadPercent: 0.075}
	if tweak != nil {
		tweak(in, &opt)
	}
	c := Case{ID: id, Family: fam, Input: Input{Info: canonical(in), NodeClass: canonical(nc), Region: "us-east-1", OfferingZones: allZones, Options: opt, Tables: tables(r["instance_type"])}}
	return c
}

func al2023() m { return m{"amiSelectorTerms": []any{m{"alias": "al2023@latest"}}} }

func (g *gen) amiSpec() m {
	alias := pick(g, "al2023@latest", "al2023@latest", "bottlerocket@latest", "al2@latest", "windows2022@latest", "custom", "override")
	switch alias {
	case "custom":
		return m{"amiFamily": "Custom", "amiSelectorTerms": []any{m{"id": "ami-1"}}}
	case "override":
		return m{"amiFamily": pick(g, "AL2023", "Bottlerocket", "Windows2019", "Windows2025", "AL2"), "amiSelectorTerms": []any{m{"id": "ami-1"}}}
	}
	return m{"amiSelectorTerms": []any{m{"alias": alias}}}
}

func (g *gen) kubelet() m {
	k := m{}
	if g.chance(0.4) {
		k["maxPods"] = pick(g, 0, 1, 20, 110, 250)
	}
	if g.chance(0.4) {
		k["podsPerCore"] = pick(g, 0, 1, 2, 10)
	}
	if g.chance(0.4) {
		kr := m{}
		for _, e := range [][]string{{"cpu", "100m", "1", "0"}, {"memory", "1Gi", "500M", "0"}, {"ephemeral-storage", "2Gi", "500Mi"}, {"pid", "100"}} {
			if g.chance(0.6) {
				kr[e[0]] = pick(g, e[1:]...)
			}
		}
		k["kubeReserved"] = kr
	}
	if g.chance(0.4) {
		k["systemReserved"] = m{"cpu": pick(g, "100m", "0"), "memory": pick(g, "100Mi", "1G")}
	}
	if g.chance(0.5) {
		k["evictionHard"] = m{"memory.available": pick(g, "5%", "200Mi", "100%", "0%", "7.5%", "1Gi"), "nodefs.available": pick(g, "10%", "2Gi", "100%", "15%")}
		if g.chance(0.3) {
			delete(k["evictionHard"].(m), pick(g, "memory.available", "nodefs.available"))
		}
	}
	if g.chance(0.2) {
		k["evictionSoft"] = m{"memory.available": "20%"}
		k["evictionSoftGracePeriod"] = m{"memory.available": "1m0s"}
	}
	return k
}

func (g *gen) blockDevices(spec m) {
	dev := func(name, size string, root bool) m {
		d := m{"deviceName": name, "ebs": m{"volumeType": "gp3"}}
		if size != "" {
			d["ebs"].(m)["volumeSize"] = size
		}
		if root {
			d["rootVolume"] = true
		}
		return d
	}
	var l []any
	for n := 1 + g.r.Intn(3); n > 0; n-- {
		l = append(l, dev(pick(g, "/dev/xvda", "/dev/xvdb", "/dev/sda1", "/dev/xvdc"), pick(g, "50Gi", "100Gi", "500G", "", "1Ti"), g.chance(0.15)))
	}
	spec["blockDeviceMappings"] = l
}

func cmdGen(args []string) error {
	fs := flag.NewFlagSet("gen", flag.ExitOnError)
	seed := fs.Int64("seed", 1, "seed")
	out := fs.String("out", "", "directory")
	csvDir := fs.String("csv", "src/catalog/data", "directory of the CSV tables")
	_ = fs.Parse(args)
	rows := selected(readCSV(filepath.Join(*csvDir, "instance_types.csv")))
	g := &gen{r: rand.New(rand.NewSource(*seed)), rows: rows}
	fams := map[string][]Case{}
	add := func(c Case) { fams[c.Family] = append(fams[c.Family], c) }
	// every selected type: with the default settings for seed 1, with a random AMI family for other seeds
	for i, r := range rows {
		spec := al2023()
		if *seed != 1 {
			spec = g.amiSpec()
		}
		add(g.make(fmt.Sprintf("instancetypes-%03d", i), "instancetypes", r, nodeClass(spec, allZones...), nil))
	}
	// node class settings
	for i := 0; i < 240; i++ {
		r := rows[g.r.Intn(len(rows))]
		spec := g.amiSpec()
		zones := allZones
		opt := Options{VMMemoryOverheadPercent: 0.075}
		switch i % 6 {
		case 0:
			spec["kubelet"] = g.kubelet()
		case 1:
			g.blockDevices(spec)
		case 2:
			spec["instanceStorePolicy"] = "RAID0"
			if g.chance(0.4) {
				g.blockDevices(spec)
			}
		case 3:
			opt.ReservedENIs = pick(g, 1, 2, 4, 100)
			opt.VMMemoryOverheadPercent = pick(g, 0, 0.01, 0.075, 0.1, 0.333)
		case 4:
			zones = [][]string{{"us-east-1a"}, {"us-east-1b", "us-east-1d"}, {"us-east-1d"}, allZones}[g.r.Intn(4)]
			if r.int("efa_interfaces") > 0 || g.chance(0.3) {
				var nics []any
				for k := 1 + g.r.Intn(3); k > 0; k-- {
					nics = append(nics, m{"networkCardIndex": pick(g, 0, 0, 1), "deviceIndex": pick(g, 0, 1), "interfaceType": pick(g, "interface", "efa-only", "efa-only")})
				}
				spec["networkInterfaces"] = nics
			}
		case 5:
			spec["kubelet"] = g.kubelet()
			g.blockDevices(spec)
			if g.chance(0.5) {
				spec["instanceStorePolicy"] = "RAID0"
			}
			opt.ReservedENIs = pick(g, 0, 1)
		}
		nc := nodeClass(spec, zones...)
		if i%6 == 4 && g.chance(0.4) {
			nc["status"].(m)["capacityReservations"] = []any{
				m{"id": "cr-1", "availabilityZone": "us-east-1a", "instanceType": r["instance_type"], "instanceMatchCriteria": "targeted", "ownerID": "1", "reservationType": pick(g, "default", "capacity-block"), "interruptible": g.chance(0.3), "state": "active"},
				m{"id": "cr-2", "availabilityZone": "us-east-1b", "instanceType": pick(g, r["instance_type"], "m5.large"), "instanceMatchCriteria": "targeted", "ownerID": "1", "reservationType": "default", "state": "active"}}
		}
		add(g.make(fmt.Sprintf("instancetypes-nodeclass-%03d", i), "instancetypes-nodeclass", r, nc, func(in m, o *Options) {
			*o = opt
			if s, ok := in["InstanceStorageInfo"].(m); ok && g.chance(0.1) {
				s["NvmeSupport"] = "unsupported"
			}
			if _, ok := in["EbsInfo"]; ok && g.chance(0.1) {
				in["EbsInfo"].(m)["EbsOptimizedSupport"] = "supported"
			}
		}))
	}
	must(os.MkdirAll(*out, 0o755))
	for name, cases := range fams {
		var buf bytes.Buffer
		for _, c := range cases {
			var err error
			if c.Expect, err = expect(c.Input); err != nil {
				return fmt.Errorf("%s: %w", c.ID, err)
			}
			buf.Write(canonical(c))
			buf.WriteByte('\n')
		}
		must(writeGz(filepath.Join(*out, name+".jsonl.gz"), buf.Bytes()))
		fmt.Println(name, len(cases))
	}
	return nil
}

// cmdRun reads cases from standard input and prints them with fresh expectations.
func cmdRun([]string) error {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<20), 1<<26)
	for sc.Scan() {
		var c Case
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return err
		}
		var err error
		if c.Expect, err = expect(c.Input); err != nil {
			return err
		}
		fmt.Printf("%s\n", canonical(c))
	}
	return sc.Err()
}

// ---- catalogues

var small = strings.Fields(`t3.medium t3.large t4g.large m5.large m5.xlarge m5.2xlarge m5.4xlarge m6g.xlarge m6i.2xlarge m7i-flex.large m6id.xlarge c5.large c5.xlarge c5.2xlarge c5.4xlarge c6g.2xlarge c7i.8xlarge r5.large r5.2xlarge r6i.4xlarge
 g4dn.xlarge g4dn.2xlarge g4dn.12xlarge g5.xlarge g5.2xlarge g5.12xlarge g5.48xlarge g5g.xlarge g6.xlarge g6.2xlarge g6.12xlarge g6e.xlarge g6e.12xlarge p3.2xlarge p4d.24xlarge p5.48xlarge p5en.48xlarge inf2.xlarge inf2.24xlarge trn1.2xlarge trn1.32xlarge`)

func hash(parts ...string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(parts, "|")))
	return h.Sum64()
}

func cmdCatalogs(args []string) error {
	fs := flag.NewFlagSet("catalogs", flag.ExitOnError)
	out := fs.String("out", "tests/conformance/cases/karpenter/catalogs", "directory")
	csvDir := fs.String("csv", "src/catalog/data", "directory of the CSV tables")
	_ = fs.Parse(args)
	od := map[string]float64{}
	for _, r := range readCSV(filepath.Join(*csvDir, "prices_on_demand.csv")) {
		if r["region"] == "us-east-1" {
			od[r["instance_type"]], _ = strconv.ParseFloat(r["usd_per_hour"], 64)
		}
	}
	saving := map[string]float64{}
	for _, r := range readCSV(filepath.Join(*csvDir, "spot_discount.csv")) {
		if r["region"] == "us-east-1" {
			saving[r["instance_type"]], _ = strconv.ParseFloat(r["savings_fraction"], 64)
		}
	}
	byName := map[string]row{}
	var priced []string
	for _, r := range readCSV(filepath.Join(*csvDir, "instance_types.csv")) {
		if usable(r) && od[r["instance_type"]] > 0 {
			byName[r["instance_type"]] = r
			priced = append(priced, r["instance_type"])
		}
	}
	first := func(n int) []string { // n types in the order of their hashes
		l := append([]string{}, priced...)
		sort.Slice(l, func(i, j int) bool { return hash(l[i]) < hash(l[j]) })
		return l[:n]
	}
	for name, types := range map[string][]string{"aws-small": small, "aws-400": first(400), "aws-700": first(700)} {
		types = append([]string{}, types...)
		sort.Strings(types)
		cat := []any{}
		for _, t := range types {
			r, ok := byName[t]
			if !ok {
				fmt.Println("no data for", t)
				continue
			}
			zones := append([]string{}, allZones...)
			switch h := hash(t, "zones"); {
			case r["category"] == "p" || r["category"] == "trn":
				zones = []string{allZones[h%3]}
			case h%5 == 0:
				zones = []string{allZones[h/5%3], allZones[(h/5+1)%3]}
			}
			sort.Strings(zones)
			it, err := resolve(Input{Info: canonical(info(r)), NodeClass: canonical(nodeClass(al2023(), allZones...)), Region: "us-east-1", OfferingZones: zones, Options: Options{VMMemoryOverheadPercent: 0.075}})
			if err != nil {
				return err
			}
			s, spot := saving[t]
			offerings := []any{}
			for _, z := range zones {
				offerings = append(offerings, m{"zone": z, "capacityType": "on-demand", "price": od[t], "available": hash(t, z, "od")%17 != 0})
				if spot {
					f := map[byte]float64{'a': 1, 'b': 1.03, 'c': 0.97}[z[len(z)-1]]
					offerings = append(offerings, m{"zone": z, "capacityType": "spot", "price": math.Round(od[t]*(1-s)*f*1e4) / 1e4, "available": hash(t, z, "spot")%11 != 0})
				}
			}
			capacity := list(it.Capacity)
			for k, v := range capacity {
				if v == "0" {
					delete(capacity, k)
				}
			}
			cat = append(cat, m{"name": t, "requirements": requirements(it), "capacity": capacity, "overhead": overhead(it), "offerings": offerings})
		}
		must(os.MkdirAll(*out, 0o755))
		must(writeGz(filepath.Join(*out, name+".json.gz"), append(canonical(cat), '\n')))
		fmt.Println(name, len(cat))
	}
	return nil
}
