package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/awslabs/operatorpkg/status"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	awsv1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

// CatType is one instance type of a catalogue file.
type CatType struct {
	Name         string                       `json:"name"`
	Requirements []ReqOut                     `json:"requirements"`
	Capacity     map[string]string            `json:"capacity"`
	Overhead     map[string]map[string]string `json:"overhead"`
	Offerings    []CatOffering                `json:"offerings"`
}

type CatOffering struct {
	Zone                string  `json:"zone"`
	CapacityType        string  `json:"capacityType"`
	Price               float64 `json:"price"`
	Available           bool    `json:"available"`
	ReservationID       string  `json:"reservationId,omitempty"`
	ReservationCapacity int     `json:"reservationCapacity,omitempty"`
	// Further labels of its nodes; an empty value: they do not have it.
	Labels map[string]string `json:"labels,omitempty"`
}

var catalogDir = "tests/conformance/cases/karpenter/catalogs"
var catalogCache = map[string][]CatType{}

func loadCatalog(name string) ([]CatType, error) {
	if c, ok := catalogCache[name]; ok {
		return c, nil
	}
	f, err := os.Open(filepath.Join(catalogDir, name+".json.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var types []CatType
	if err := json.NewDecoder(gz).Decode(&types); err != nil {
		return nil, err
	}
	catalogCache[name] = types
	return types, nil
}

func resourceList(m map[string]string) corev1.ResourceList {
	out := corev1.ResourceList{}
	for k, v := range m {
		out[corev1.ResourceName(k)] = resource.MustParse(v)
	}
	return out
}

func buildInstanceType(t CatType) *cloudprovider.InstanceType {
	it := &cloudprovider.InstanceType{
		Name:         t.Name,
		Requirements: scheduling.NewRequirements(),
		Capacity:     resourceList(t.Capacity),
		Overhead: &cloudprovider.InstanceTypeOverhead{
			KubeReserved:      resourceList(t.Overhead["kubeReserved"]),
			SystemReserved:    resourceList(t.Overhead["systemReserved"]),
			EvictionThreshold: resourceList(t.Overhead["evictionThreshold"]),
		},
	}
	for _, r := range t.Requirements {
		it.Requirements.Add(scheduling.NewRequirement(r.Key, corev1.NodeSelectorOperator(r.Operator), append([]string{}, r.Values...)...))
	}
	for _, o := range t.Offerings {
		reqs := scheduling.NewRequirements(
			scheduling.NewRequirement(karpv1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, o.CapacityType),
			scheduling.NewRequirement(corev1.LabelTopologyZone, corev1.NodeSelectorOpIn, o.Zone),
		)
		if o.ReservationID != "" {
			reqs.Add(scheduling.NewRequirement(cloudprovider.ReservationIDLabel, corev1.NodeSelectorOpIn, o.ReservationID))
		} else {
			reqs.Add(scheduling.NewRequirement(cloudprovider.ReservationIDLabel, corev1.NodeSelectorOpDoesNotExist))
		}
		for key, value := range o.Labels {
			if value != "" {
				reqs.Add(scheduling.NewRequirement(key, corev1.NodeSelectorOpIn, value))
			} else {
				reqs.Add(scheduling.NewRequirement(key, corev1.NodeSelectorOpDoesNotExist))
			}
		}
		it.Offerings = append(it.Offerings, &cloudprovider.Offering{
			Requirements:        reqs,
			Price:               o.Price,
			Available:           o.Available,
			ReservationCapacity: o.ReservationCapacity,
		})
	}
	return it
}

// provider is the smallest cloud provider that the provisioner needs: it serves a catalogue.
type provider struct {
	all    []*cloudprovider.InstanceType
	byPool map[string][]string
}

func newProvider(catalog string, byPool map[string][]string) (*provider, error) {
	types, err := loadCatalog(catalog)
	if err != nil {
		return nil, err
	}
	p := &provider{byPool: byPool}
	for _, t := range types {
		p.all = append(p.all, buildInstanceType(t))
	}
	return p, nil
}

func (p *provider) GetInstanceTypes(_ context.Context, np *karpv1.NodePool) ([]*cloudprovider.InstanceType, error) {
	names, ok := p.byPool[np.Name]
	if !ok {
		return p.all, nil
	}
	keep := map[string]bool{}
	for _, n := range names {
		keep[n] = true
	}
	out := []*cloudprovider.InstanceType{}
	for _, it := range p.all {
		if keep[it.Name] {
			out = append(out, it)
		}
	}
	return out, nil
}

func (p *provider) Create(context.Context, *karpv1.NodeClaim) (*karpv1.NodeClaim, error) {
	return nil, fmt.Errorf("not used")
}
func (p *provider) Delete(context.Context, *karpv1.NodeClaim) error { return fmt.Errorf("not used") }
func (p *provider) Get(context.Context, string) (*karpv1.NodeClaim, error) {
	return nil, fmt.Errorf("not used")
}
func (p *provider) List(context.Context) ([]*karpv1.NodeClaim, error) { return nil, nil }
func (p *provider) IsDrifted(context.Context, *karpv1.NodeClaim) (cloudprovider.DriftReason, error) {
	return "", nil
}
func (p *provider) RepairPolicies() []cloudprovider.RepairPolicy { return nil }
func (p *provider) Name() string                                 { return "catalogue" }
func (p *provider) GetSupportedNodeClasses() []status.Object {
	return []status.Object{&awsv1.EC2NodeClass{}}
}
